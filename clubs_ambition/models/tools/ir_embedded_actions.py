from odoo import models


class IrEmbeddedActions(models.Model):
    """A button of somebody on top of a screen of the clubs."""

    _name = "ir.embedded.actions"
    _inherit = ["ir.embedded.actions", "club.screen.mixin"]

    _club_screen_of, _club_screen_users = "parent_res_model", "user_id"
