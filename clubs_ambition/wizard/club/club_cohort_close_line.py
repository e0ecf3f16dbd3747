from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...utils import clock


class ClubCohortCloseLine(models.TransientModel):
    """One person still in the group, and how they leave it."""

    _name = "club.cohort.close.line"
    _inherit = ["club.dialog.access.mixin"]
    _description = "Person leaving with the group"

    wizard_id = fields.Many2one("club.cohort.close", required=True, ondelete="cascade")
    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    state = fields.Selection(related="participant_id.state", related_sudo=False)
    exit_reason_id = fields.Many2one(
        "club.exit.reason",
        compute="_compute_exit_reason_id",
        store=True,
        compute_sudo=False,
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
            placement = self.env["club.exit"]._standing_placement(journey)
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
                day = format_date(self.env, journey.planned_end_on)
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
