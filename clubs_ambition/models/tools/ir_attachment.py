from odoo import api, models

from .club_label_mixin import names_persons


class IrAttachment(models.Model):
    """A file of somebody's record: its name is told to who may read the file."""

    _inherit = "ir.attachment"

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name the files of persons to their readers only.

        sudo: what a file belongs to decides who reads it.
        """
        about = self.sudo().filtered(lambda one: names_persons(self.env, one.res_model))
        seen = about.sudo(False)._filtered_access("read")
        hidden = (about - seen).with_env(self.env)
        for attachment in hidden:
            attachment.display_name = self.env._("File %s", attachment._origin.id)
        super(IrAttachment, self - hidden)._compute_display_name()
