from odoo import api, models

from .club_label_mixin import check_named


class DiscussChannelMember(models.Model):
    """Somebody invited to a channel: a person only by who may read them."""

    _inherit = "discuss.channel.member"

    @api.model_create_multi
    def create(self, vals_list):
        """sudo is left aside: Odoo invites under sudo whoever a caller names."""
        caller = self.sudo(False)
        for vals in vals_list:
            check_named(caller, vals)
        return super().create(vals_list)

    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        hidden = self - self._club_named_members()
        for member in hidden:
            member.display_name = member.partner_id.display_name
        super(DiscussChannelMember, self - hidden)._compute_display_name()

    def _club_named_members(self):
        named = self.partner_id._club_named_to_reader()
        return self.filtered(
            lambda one: not one.partner_id or one.partner_id.id in named._ids
        )
