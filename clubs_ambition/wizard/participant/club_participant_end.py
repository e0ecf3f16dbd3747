from odoo import api, fields, models
from odoo.exceptions import UserError

from ...utils import actions, clock


class ClubParticipantEnd(models.TransientModel):
    """One small dialog for the three decisions that carry a reason."""

    _name = "club.participant.end"
    _description = "Decision about a journey"
    _inherit = ["club.dialog.access.mixin"]

    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    decision = fields.Selection(
        [("exit", "Exit"), ("decline", "Decline"), ("derogation", "Derogation")],
        required=True,
        default="exit",
    )
    exit_reason_id = fields.Many2one(
        "club.exit.reason",
        compute="_compute_exit_reason_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        domain="['|', ('family', '!=', 'positive'), ('id', '=', placement_reason_id)]",
    )
    placement_reason_id = fields.Many2one(
        "club.exit.reason",
        compute="_compute_placement_reason_id",
        help="What the placement recorded already says.",
    )
    ended_on = fields.Date(default=clock.today)
    decline_reason_id = fields.Many2one("club.decline.reason")
    decline_message = fields.Text(
        compute="_compute_decline_message",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Message",
    )
    decline_alternative = fields.Text(
        string="Proposed instead", help="Another club or another help."
    )
    reason = fields.Text()

    @api.depends("participant_id")
    def _compute_placement_reason_id(self):
        for dialog in self:
            placement = self.env["club.exit"]._standing_placement(dialog.participant_id)
            dialog.placement_reason_id = placement._exit_reason() if placement else None

    @api.depends("placement_reason_id")
    def _compute_exit_reason_id(self):
        """Take the reason of a placement that is recorded already."""
        for dialog in self:
            dialog.exit_reason_id = dialog.exit_reason_id or dialog.placement_reason_id

    @api.depends("decline_reason_id")
    def _compute_decline_message(self):
        for dialog in self:
            dialog.decline_message = dialog.decline_reason_id.message

    def action_confirm(self):
        self.ensure_one()
        self._check_given()
        confirm = {
            "exit": self._confirm_exit,
            "decline": self._confirm_decline,
            "derogation": self._confirm_derogation,
        }
        return confirm[self.decision]()

    def action_found(self):
        """Go on to the placement, which ends the journey by itself."""
        self.ensure_one()
        self._check_given()
        return actions.dialog(
            "club.candidacy.hire",
            self.env._("Job or training found"),
            default_participant_id=self.participant_id.id,
            default_direct=True,
        )

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
                "decline_alternative": self.decline_alternative,
            }
        )

    def _confirm_derogation(self):
        self.env["club.eligibility"]._sign_derogation(self.participant_id, self.reason)
