from odoo import api, models


class ResUsers(models.Model):
    """The account of a person, whom a label names only to who may read them."""

    _inherit = "res.users"

    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        """sudo: the contact of an account says whether it is a person's."""
        partners = self.sudo().partner_id.with_env(self.env)
        named = partners._club_named_to_reader()
        hidden = self.filtered(lambda user: user.sudo().partner_id.id not in named._ids)
        for user in hidden:
            user.display_name = self.env._("Person %s", user._origin.id)
        super(ResUsers, self - hidden)._compute_display_name()
