from odoo import models


class IrFilters(models.Model):
    """A favourite of somebody on a list of the clubs."""

    _name = "ir.filters"
    _inherit = ["ir.filters", "club.screen.mixin"]

    _club_screen_of, _club_screen_users = "model_id", "user_ids"
