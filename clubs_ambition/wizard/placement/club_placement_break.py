from odoo import fields, models

from ...utils import clock


class ClubPlacementBreak(models.TransientModel):
    """Ask when and why a placement broke off."""

    _name = "club.placement.break"
    _description = "Record a break"
    _inherit = ["club.dialog.access.mixin"]

    placement_id = fields.Many2one("club.placement", required=True, ondelete="cascade")
    broken_on = fields.Date(required=True, default=clock.today, string="Broken off on")
    broken_reason = fields.Char(required=True, string="Why")

    def action_confirm(self):
        """Record the break; an early one proposes to take the journey up again."""
        self.ensure_one()
        self._check_given()
        placement = self.placement_id
        placement.write(
            {
                "state": "broken",
                "broken_on": self.broken_on,
                "broken_reason": self.broken_reason,
            }
        )
        return placement.broken_early and placement.action_propose_reopen()
