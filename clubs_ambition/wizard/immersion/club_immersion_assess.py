from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import CONTRACT_KINDS
from ...models.immersion.rules.training import promised_hire


class ClubImmersionAssess(models.TransientModel):
    """Tell how an immersion went, and the job it may have ended with.

    The job is recorded as any hire is: the candidacy is marked hired, which opens
    the placement. The immersion itself stays no exit.
    """

    _name = "club.immersion.assess"
    _description = "Assess an immersion"
    _inherit = ["club.dialog.access.mixin"]
    _over_texts = {
        "host_feedback": "immersion_id.host_feedback",
        "beneficiary_comment": "immersion_id.beneficiary_comment",
    }

    immersion_id = fields.Many2one("club.immersion", required=True, ondelete="cascade")
    date_start = fields.Date(related="immersion_id.date_start", related_sudo=False)
    date_end = fields.Date(related="immersion_id.date_end", related_sudo=False)
    outcome = fields.Selection(
        [
            ("done", "Completed"),
            ("partial", "Partly done"),
            ("no_show", "Did not show up"),
        ],
        required=True,
        default="done",
        string="How it went",
    )
    ended_on = fields.Date(string="Last day present")
    hours_missed = fields.Float()
    host_feedback = fields.Text(
        compute="_compute_host_feedback",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="What the host says and advises.",
    )
    beneficiary_agrees = fields.Boolean(
        default=True, string="The participant agrees with the assessment"
    )
    beneficiary_comment = fields.Text(
        compute="_compute_beneficiary_comment",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="The participant's words",
    )
    hired = fields.Boolean(string="It ended with a job")
    hire_kind = fields.Selection(
        CONTRACT_KINDS,
        compute="_compute_hire_kind",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Contract",
    )
    hire_duration_months = fields.Integer(
        compute="_compute_hire_kind",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Duration (months)",
    )
    hire_date_start = fields.Date(
        compute="_compute_hire_date_start",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="First day of the job",
    )

    # What was said stays in sight: assessed again, an immersion loses none of it.

    @api.depends("immersion_id")
    def _compute_host_feedback(self):
        for wizard in self:
            wizard.host_feedback = wizard.immersion_id.host_feedback

    @api.depends("immersion_id")
    def _compute_beneficiary_comment(self):
        for wizard in self:
            wizard.beneficiary_comment = wizard.immersion_id.beneficiary_comment

    @api.depends("immersion_id")
    def _compute_hire_kind(self):
        """Start from what was promised before the training."""
        for wizard in self:
            kind, months = promised_hire(wizard.immersion_id)
            wizard.hire_kind = kind
            wizard.hire_duration_months = months

    @api.depends("ended_on", "immersion_id")
    def _compute_hire_date_start(self):
        for wizard in self:
            last = wizard.ended_on or wizard.immersion_id.date_end
            wizard.hire_date_start = last and fields.Date.add(last, days=1)

    def action_confirm(self):
        self.ensure_one()
        self._check_given()
        immersion = self.immersion_id
        self._check_answers()
        if immersion.state == "signed" and self.outcome != "no_show":
            immersion.action_start()
        immersion._unguarded("ended_on").write(self._assessment_values())
        if not self.hired or self.outcome == "no_show":
            return True
        candidacy = self._candidacy()
        candidacy._record_hire(
            self.hire_kind, self._hire_months(), self.hire_date_start
        )
        return candidacy.action_open_placement()

    def _check_answers(self):
        if self.outcome == "partial" and not self.ended_on:
            raise UserError(
                self.env._("Say which day was the last one the person came.")
            )
        if self.hired and not (self.hire_kind and self.hire_date_start):
            raise UserError(
                self.env._("Say which contract it ended with, and its first day.")
            )

    def _assessment_values(self):
        values = {
            "state": self.outcome,
            "host_feedback": self.host_feedback,
            "beneficiary_agrees": self.beneficiary_agrees,
            "beneficiary_comment": self.beneficiary_comment,
        }
        if self.outcome == "done":
            values["ended_on"] = self.immersion_id.date_end
        elif self.outcome == "partial":
            values.update(ended_on=self.ended_on, hours_missed=self.hours_missed)
        return values

    def _hire_months(self):
        lasting = self.hire_kind in ("cdi", "business")
        return 0 if lasting else self.hire_duration_months

    def _candidacy(self):
        """Return the candidacy the hire is recorded on, a new one if need be.

        An immersion the club agreed with an employer is a presentation by the coach,
        made on its first day.
        """
        immersion = self.immersion_id
        pending = self._pending_candidacy()
        if pending.state in ("draft", "refused", "withdrawn", "obsolete"):
            pending.write({"state": "sent"})
        candidacy = pending or self.env["club.candidacy"].create(
            {
                "participant_id": immersion.participant_id.id,
                "partner_id": immersion.partner_id.id,
                "occupation_id": immersion.occupation_id.id,
                "state": "sent",
                "sent_on": immersion.date_start,
            }
        )
        immersion.candidacy_id = candidacy
        return candidacy

    def _pending_candidacy(self):
        """Return the candidacy at this employer, the immersion's first; none if new.

        :raise UserError: when it is a hire already
        """
        immersion = self.immersion_id
        pending = immersion.candidacy_id or self.env["club.candidacy"].search(
            [
                ("participant_id", "=", immersion.participant_id.id),
                ("partner_id", "=", immersion.partner_id.id),
                ("state", "not in", ("withdrawn", "obsolete", "refused")),
            ],
            limit=1,
        )
        if pending.state == "hired":
            raise UserError(
                self.env._(
                    "%s is recorded as a hire already: untick the job.",
                    pending.display_name,
                )
            )
        return pending
