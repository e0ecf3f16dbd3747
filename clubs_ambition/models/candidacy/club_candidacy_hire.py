from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import ANSWER_ACTIVITY, CONTRACT_KINDS, PENDING, RECEIVABLE
from ...utils import actions, clock


class ClubCandidacy(models.Model):
    """What a hire changes elsewhere, and how cancelling it puts everything back.

    Marking a candidacy ``hired`` creates the placement, ends the journey and makes
    the person's other pending candidacies ``obsolete``, so that refusal figures
    stay clean. All of it stands in one transaction.
    """

    _inherit = "club.candidacy"

    # asked by the hire dialog, then copied to the placement
    hire_kind = fields.Selection(CONTRACT_KINDS, copy=False, string="Contract obtained")
    hire_duration_months = fields.Integer(
        copy=False, string="Duration obtained (months)"
    )
    hire_date_start = fields.Date(copy=False, string="First day")

    hire_to_confirm = fields.Boolean(
        compute="_compute_hire_to_confirm",
        string="Hire to confirm",
        help="The employer says so by link: the contract and the first day are missing.",
    )

    # what cancelling the hire gives back
    state_before_hire = fields.Char(readonly=True, copy=False)
    exit_reason_before_hire_id = fields.Many2one(
        "club.exit.reason", readonly=True, copy=False, ondelete="restrict"
    )

    @api.depends("employer_answer", "state")
    def _compute_hire_to_confirm(self):
        for candidacy in self:
            told = candidacy.employer_answer == "hired"
            candidacy.hire_to_confirm = told and candidacy.state in RECEIVABLE

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "hired":
            self._check_hire()
        if old == "hired":
            self.with_context(active_test=False).placement_ids._check_cancellable()

    def _check_hire(self):
        for candidacy in self:
            journey = candidacy.participant_id
            if journey.state not in ("active", "exited"):
                raise UserError(
                    self.env._(
                        "The journey of %s is not under way: start it (or reopen it) "
                        "before recording the hire.",
                        journey.display_name,
                    )
                )

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new == "hired":
            self.activity_unlink([ANSWER_ACTIVITY])
            for candidacy in self:
                candidacy._hire()
        cancelled = self.filtered(lambda candidacy: before[candidacy] == "hired")
        for candidacy in cancelled:
            candidacy._cancel_hire()

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        if new == "hired":
            values["state_before_hire"] = old
        return values

    def _hire(self):
        placement = self.env["club.placement"].create(self._placement_values())
        self._set_others_obsolete()
        if before := placement._end_journey():
            self._unguarded().exit_reason_before_hire_id = before

    def _placement_values(self):
        return {
            "participant_id": self.participant_id.id,
            "candidacy_id": self.id,
            "partner_id": self.partner_id.id,
            "occupation_id": self.occupation_id.id,
            "kind": self.hire_kind or self.offer_id.kind,
            "duration_months": self.hire_duration_months
            or self.offer_id.duration_months,
            "date_start": self.hire_date_start or clock.today(self),
        }

    def _person_others(self, domain):
        """Return other candidacies of the same people, in every club.

        sudo: a hire closes what other clubs, out of the user's sight, have pending.
        """
        return self.sudo().search(
            [
                ("person_id", "in", self.person_id.ids),
                ("id", "not in", self.ids),
                *domain,
            ]
        )

    def _set_others_obsolete(self):
        pending = self._person_others([("state", "in", PENDING)])
        for state, candidacies in pending.grouped("state").items():
            candidacies.write(
                {
                    "state": "obsolete",
                    "state_before_obsolete": state,
                    "obsoleted_by_id": self.id,
                }
            )

    def _cancel_hire(self):
        """Archive the placement, reopen the journey, restore what was obsolete."""
        before = self.exit_reason_before_hire_id
        self._unguarded().exit_reason_before_hire_id = False
        self.env["club.exit"]._take_back(
            self.participant_id, self.placement_ids, before
        )
        obsolete = self._person_others(
            [
                ("obsoleted_by_id", "=", self.id),
                ("state", "=", "obsolete"),
                ("participant_id.state", "in", self.participant_id._live_states),
            ]
        )
        for state, candidacies in obsolete.grouped("state_before_obsolete").items():
            candidacies.write({"state": state or "sent"})
        self.message_post(body=self.env._("Hire cancelled."))

    def action_cancel_hire(self):
        """Bring a hire recorded by mistake back to the step before it."""
        for candidacy in self:
            candidacy.write({"state": candidacy._state_before_hire()})
        return True

    def action_confirm_hire(self):
        """Open the dialog of a hire that the employer told by link."""
        return self.action_hire()

    def action_deny_hire(self):
        """Set aside a hire told by link that is none, after asking the employer.

        :raise UserError: when the employer said no such thing
        """
        for candidacy in self:
            if not candidacy.hire_to_confirm:
                raise UserError(
                    self.env._(
                        "%s: there is no hire to confirm.", candidacy.display_name
                    )
                )
            candidacy._unguarded().employer_answer = False
            candidacy.activity_unlink([ANSWER_ACTIVITY])
            candidacy.message_post(
                body=self.env._(
                    "%s said by link that it had hired: it is not a hire.",
                    candidacy.partner_id.name,
                )
            )
        return True

    def _state_before_hire(self):
        before = self.state_before_hire
        return before if before in self._transitions["hired"] else "sent"

    def action_open_placement(self):
        self.ensure_one()
        return actions.window("club.placement", res_id=self.placement_ids[:1].id)
