from odoo import fields, models


class ClubCampaignFindLine(models.TransientModel):
    _name = "club.campaign.find.line"
    _description = "Establishment proposed to a campaign"
    _order = "points desc, km, id"

    find_id = fields.Many2one("club.campaign.find", required=True, ondelete="cascade")
    chosen = fields.Boolean()
    partner_id = fields.Many2one("res.partner", required=True, string="Employer")
    points = fields.Integer()
    km = fields.Float(digits=(6, 1))
    why = fields.Char()
    last_contact_text = fields.Char(
        related="partner_id.club_last_contact_text", related_sudo=False
    )
