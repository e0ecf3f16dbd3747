from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...const import JOURNEY_MONTHS
from ...utils import clock


class ClubRenewal(models.Model):
    """A request to prolong one journey, once, by three months at most (seed).

    The animateur asks with a reason and objectives; a manager grants it, or refuses
    it and says what to do instead.
    """

    _name = "club.renewal"
    _description = "Renewal request"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.transition.mixin",
        "club.nir.refusal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "create_date desc, id desc"
    _rec_name = "participant_id"

    _initial_states = ("pending",)
    _transitions = {"pending": ("granted", "refused"), "granted": (), "refused": ()}
    _fixed_fields = ("participant_id",)
    _protected_fields = ("decided_by", "decided_on", "reminded_on")
    _manager_fields = ("proposed_action",)

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    reason = fields.Text(required=True, tracking=True)
    objectives = fields.Text(
        required=True, tracking=True, string="Objectives of the renewal"
    )
    months = fields.Integer(default=JOURNEY_MONTHS, required=True, tracking=True)
    planned_end_on = fields.Date(
        related="participant_id.planned_end_on", string="Planned end"
    )
    state = fields.Selection(
        [("pending", "To decide"), ("granted", "Granted"), ("refused", "Refused")],
        default="pending",
        required=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    proposed_action = fields.Text(
        tracking=True, help="What the person does instead, when the answer is no."
    )
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)

    _months_limit = models.Constraint(
        f"CHECK(months BETWEEN 1 AND {JOURNEY_MONTHS})",
        "A renewal prolongs a journey by 1 to 3 months.",
    )
    _one_request = models.UniqueIndex(
        "(participant_id) WHERE state IN ('pending', 'granted')",
        "This journey has its renewal request already: a journey is renewed once.",
    )

    @api.constrains("participant_id")
    def _check_renewable(self):
        for request in self:
            journey = request.participant_id
            if journey.state != "active":
                raise UserError(
                    self.env._(
                        "%s is not in journey: there is nothing to prolong.",
                        journey.display_name,
                    )
                )
            if journey.renewed:
                raise UserError(
                    self.env._(
                        "The journey of %s was renewed already: once is the limit.",
                        journey.display_name,
                    )
                )
            if not journey.club_id.max_renewals:
                raise UserError(
                    self.env._(
                        "%s does not renew journeys: see its settings.",
                        journey.club_id.name,
                    )
                )

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if not self._is_manager():
            raise AccessError(self.env._("A manager decides on a renewal."))
        for request in self:
            if new == "refused" and not (
                vals.get("proposed_action") or request.proposed_action
            ):
                raise UserError(
                    self.env._("Say what %s does instead.", request.display_name)
                )
            if new == "granted" and request.participant_id.state != "active":
                raise UserError(
                    self.env._(
                        "The journey of %s has ended: refuse the request.",
                        request.display_name,
                    )
                )

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self._unguarded().write(
            {
                "decided_by": self.env.uid,
                "decided_on": clock.today(self),
            }
        )
        if new == "granted":
            for request in self:
                journey = request.participant_id._unguarded()
                end = journey.planned_end_on + relativedelta(months=request.months)
                limit = journey.started_on + relativedelta(months=2 * JOURNEY_MONTHS)
                journey.write({"renewed": True, "planned_end_on": min(end, limit)})

    # === ACTIONS === #

    def action_grant(self):
        return self.write({"state": "granted"})

    def action_refuse(self):
        return self.write({"state": "refused"})
