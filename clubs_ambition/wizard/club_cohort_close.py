from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..utils import clock


class ClubCohortClose(models.TransientModel):
    """Close a whole group: who is still in it, how each one leaves, what is missing."""

    _name = "club.cohort.close"
    _description = "Close the group"
    _inherit = ["club.sight.mixin"]

    _sight_fields = ("cohort_id",)

    cohort_id = fields.Many2one("club.cohort", required=True, ondelete="cascade")
    ended_on = fields.Date(required=True, string="Last day", default=clock.today)
    missing_label = fields.Char(compute="_compute_missing_label")
    line_ids = fields.One2many(
        "club.cohort.close.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        string="Still in the group",
    )

    @api.depends("cohort_id")
    def _compute_line_ids(self):
        for wizard in self:
            people = wizard.cohort_id.participant_ids.filtered("is_seated")
            wizard.line_ids = [Command.clear()] + [
                Command.create({"participant_id": one.id})
                for one in people.sorted("name")
            ]

    @api.depends("cohort_id")
    def _compute_missing_label(self):
        """Say what the group leaves behind, besides its people."""
        for wizard in self:
            cohort = wizard.cohort_id
            late = cohort.session_ids.filtered("is_to_close")
            ended = cohort.participant_ids.filtered(lambda one: one.state == "exited")
            unwritten = ended.filtered(
                lambda one: "final" not in one.review_ids.mapped("state")
            )
            words = []
            if late:
                words.append(self.env._("sessions to close: %s", len(late)))
            if unwritten:
                words.append(self.env._("reviews to finish: %s", len(unwritten)))
            wizard.missing_label = " · ".join(words)

    def action_confirm(self):
        """End each journey with its reason, draft its review, close the group."""
        self.ensure_one()
        cohort = self.cohort_id
        seated = cohort.participant_ids.filtered("is_seated")
        if seated != self.line_ids.participant_id & seated:
            raise UserError(
                self.env._("Somebody entered the group meanwhile: open this again.")
            )
        active = seated.filtered(lambda one: one.state == "active")
        active._check_last_day({"ended_on": self.ended_on})
        for line in self.line_ids.filtered("participant_id.is_seated"):
            line._leave(self.ended_on)
        cohort.write({"state": "closed"})
        return {"type": "ir.actions.act_window_close"}


class ClubCohortCloseLine(models.TransientModel):
    """One person still in the group, and how they leave it."""

    _name = "club.cohort.close.line"
    _description = "Person leaving with the group"
    _inherit = ["club.sight.mixin"]

    _sight_fields = ("participant_id",)

    wizard_id = fields.Many2one("club.cohort.close", required=True, ondelete="cascade")
    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    state = fields.Selection(related="participant_id.state")
    exit_reason_id = fields.Many2one(
        "club.exit.reason",
        compute="_compute_exit_reason_id",
        store=True,
        readonly=False,
        string="Reason",
    )
    missing_label = fields.Char(compute="_compute_missing_label", string="Missing")

    @api.depends("participant_id", "wizard_id.ended_on")
    def _compute_exit_reason_id(self):
        """Say what is known: a placement, or an end that was planned by then.

        Nobody leaves “without a solution” by default before their own planned end.
        """
        ordinary = self.env["club.exit.reason"].search(
            [("code", "=", "end_of_journey")], limit=1
        )
        for line in self:
            journey, end = line.participant_id, line.wizard_id.ended_on
            planned = journey.planned_end_on
            placement = journey._standing_placement()
            said = line.exit_reason_id - ordinary
            if said or journey.state != "active":
                line.exit_reason_id = said
            elif placement:
                line.exit_reason_id = placement._exit_reason()
            else:
                over = planned and end and planned <= end
                line.exit_reason_id = over and ordinary

    @api.depends("participant_id")
    def _compute_missing_label(self):
        today = clock.today(self)
        for line in self:
            journey, words = line.participant_id, []
            if journey.state == "admitted":
                words.append(self.env._("never started: back to the waiting list"))
            elif journey.planned_end_on and journey.planned_end_on > today:
                day = journey.planned_end_on.strftime("%d/%m/%Y")
                words.append(self.env._("planned until %s", day))
            if "pending" in journey.renewal_ids.mapped("state"):
                words.append(self.env._("renewal to decide"))
            waiting = journey.candidacy_ids.filtered(
                lambda one: one.state in ("sent", "interview", "trial")
            )
            if waiting:
                words.append(self.env._("answers awaited: %s", len(waiting)))
            if not journey.review_ids and journey.state == "active":
                words.append(self.env._("no closing review"))
            line.missing_label = " · ".join(words)

    def _leave(self, day):
        journey = self.participant_id
        if journey.state == "admitted":
            journey.write({"state": "waitlisted", "cohort_id": False})
            return
        if not self.exit_reason_id:
            raise UserError(
                self.env._("Say how %s leaves the group.", journey.display_name)
            )
        journey.write(
            {
                "state": "exited",
                "exit_reason_id": self.exit_reason_id.id,
                "ended_on": day,
            }
        )
        if not journey.review_ids:
            self.env["club.review"].with_context(
                default_participant_id=journey.id
            ).create({"participant_id": journey.id})
