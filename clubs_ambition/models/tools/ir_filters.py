from odoo import models


class IrFilters(models.Model):
    """A favourite of somebody on a list of the clubs."""

    _name = "ir.filters"
    _inherit = ["ir.filters", "club.screen.mixin"]

    _screen_model, _screen_users = "model_id", "user_ids"
