from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...utils import clock


class ClubCohortClose(models.TransientModel):
    """Close a whole group: who is still in it, how each one leaves, what is missing."""

    _name = "club.cohort.close"
    _description = "Close the group"
    _inherit = ["club.dialog.access.mixin"]

    cohort_id = fields.Many2one("club.cohort", required=True, ondelete="cascade")
    ended_on = fields.Date(required=True, string="Last day", default=clock.today)
    missing_label = fields.Char(compute="_compute_missing_label")
    line_ids = fields.One2many(
        "club.cohort.close.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Still in the group",
    )

    @api.depends("cohort_id")
    def _compute_line_ids(self):
        for wizard in self:
            people = wizard._leaving()
            wizard.line_ids = [Command.clear()] + [
                Command.create({"participant_id": one.id})
                for one in people.sorted("name")
            ]

    def _leaving(self):
        """Return who is still in the group, but for whoever is left alone."""
        seated = self.cohort_id.participant_ids.filtered("is_seated")
        return self.env["club.restriction"]._worked_on(seated)

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
        self._check_given()
        cohort = self.cohort_id
        seated = self._leaving()
        if seated != self.line_ids.participant_id & seated:
            raise UserError(
                self.env._("Somebody entered the group meanwhile: open this again.")
            )
        active = seated.filtered(lambda one: one.state == "active")
        self.env["club.journey.guard"]._check_last_day(
            active, {"ended_on": self.ended_on}
        )
        for line in self.line_ids.filtered("participant_id.is_seated"):
            line._leave(self.ended_on)
        cohort.write({"state": "closed"})
        return {"type": "ir.actions.act_window_close"}
