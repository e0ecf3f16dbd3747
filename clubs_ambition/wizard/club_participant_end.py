from odoo import api, fields, models
from odoo.exceptions import UserError

from ..utils import clock


class ClubParticipantEnd(models.TransientModel):
    """One small dialog for the three decisions that carry a reason."""

    _name = "club.participant.end"
    _description = "Decision about a journey"
    _inherit = ["club.sight.mixin", "club.text.guard.mixin"]

    _sight_fields = ("participant_id",)

    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    decision = fields.Selection(
        [("exit", "Exit"), ("decline", "Decline"), ("derogation", "Derogation")],
        required=True,
        default="exit",
    )
    exit_reason_id = fields.Many2one("club.exit.reason")
    ended_on = fields.Date(default=clock.today)
    decline_reason_id = fields.Many2one("club.decline.reason")
    decline_message = fields.Text(
        compute="_compute_decline_message",
        store=True,
        readonly=False,
        string="Message",
    )
    reason = fields.Text()

    @api.depends("decline_reason_id")
    def _compute_decline_message(self):
        for dialog in self:
            dialog.decline_message = dialog.decline_reason_id.message

    def action_confirm(self):
        self.ensure_one()
        return getattr(self, f"_confirm_{self.decision}")()

    def _confirm_exit(self):
        if not self.exit_reason_id:
            raise UserError(self.env._("Choose the reason of the exit."))
        return self.participant_id.write(
            {
                "state": "exited",
                "exit_reason_id": self.exit_reason_id.id,
                "ended_on": self.ended_on,
            }
        )

    def _confirm_decline(self):
        if not self.decline_reason_id:
            raise UserError(self.env._("Choose why the person is declined."))
        return self.participant_id.write(
            {
                "state": "declined",
                "decline_reason_id": self.decline_reason_id.id,
                "decline_message": self.decline_message,
            }
        )

    def _confirm_derogation(self):
        return self.participant_id._sign_derogation(self.reason)
