from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    club_ids = fields.One2many("club.club", "team_id")
