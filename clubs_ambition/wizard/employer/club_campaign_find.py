from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

CHOSEN = 30
"""Establishments ticked at first: about two weeks of calls."""


class ClubCampaignFind(models.TransientModel):
    """Establishments that suit a campaign, best first, each with its reasons."""

    _name = "club.campaign.find"
    _description = "Establishments to call"
    _inherit = ["club.dialog.access.mixin"]

    campaign_id = fields.Many2one("club.campaign", required=True, ondelete="cascade")
    radius_km = fields.Integer(
        related="campaign_id.radius_km", related_sudo=False, readonly=False
    )
    line_ids = fields.One2many(
        "club.campaign.find.line",
        "find_id",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Establishments",
    )

    @api.depends("campaign_id", "radius_km")
    def _compute_line_ids(self):
        ranking = self.env["club.campaign.ranking"]
        for find in self:
            rows = find.campaign_id._ranked() if find.campaign_id else []
            find.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "partner_id": row["partner_id"],
                        "points": row["points"],
                        "km": row["km"] or 0,
                        "why": ranking._why(row),
                        "chosen": rank < CHOSEN,
                    }
                )
                for rank, row in enumerate(rows)
            ]

    def action_add(self):
        """Make prospects of those chosen, and go on to the calls."""
        self.ensure_one()
        self._check_given()
        chosen = self.line_ids.filtered("chosen")
        if not chosen:
            raise UserError(self.env._("Choose at least one establishment to call."))
        # Why they are called is what the ranking says, not what came with the lines.
        reasons = self.campaign_id._reasons(self.campaign_id._ranked())
        self.campaign_id._add_employers(chosen.partner_id, reasons)
        return self.campaign_id.action_open_prospects()
