from odoo import fields, models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    for_clubs = fields.Boolean(
        string="Stage of the clubs",
        help="Used by the prospection of every club, and by no other team.",
    )
