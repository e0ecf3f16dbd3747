import re

from odoo import api, models

from ...utils.files import csv_text
from ...utils.files.words import words_of
from .club_label_mixin import names_persons

READABLE = re.compile(r"[^\x00-\x1f\x7f]{4,}")
"""What is kept of a text: what can be read, letters with accents too."""


class IrAttachment(models.Model):
    """A file, which tells its name only to those who may read it."""

    _inherit = "ir.attachment"

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """Keep the words of a text whole, and those of documents.

        Odoo keeps those of ASCII alone, and of texts: a name with an accent, or in a
        list of Excel, would be found in no file, nor would it be erased.
        """
        index = super()._index(bin_data, file_type, checksum)
        if not index and (words := words_of(bin_data)):
            return "\n".join(READABLE.findall(words))
        if not (file_type or "").startswith("text/") or bin_data.isascii():
            return index
        return "\n".join(READABLE.findall(csv_text.decode(bin_data)[0]))

    def write(self, vals):
        """Write; a file that is put elsewhere left the record of somebody."""
        if not self.env.su and vals.keys() & {"res_model", "res_id", "res_field"}:
            self.env["club.leaving"]._opened(self, "raw")
        return super().write(vals)

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
