from odoo import api, models
from odoo.tools import html2plaintext


class MailActivity(models.Model):
    """What is to be done is typed in a hurry: no social-security number there."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._club_refuse_nir(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._club_refuse_nir(vals)
        return super().write(vals)

    @api.model
    def _club_refuse_nir(self, vals):
        guard = self.env["club.text.guard.mixin"]
        for name in ("summary", "note", "feedback"):
            if vals.get(name):
                label = self._fields[name]._description_string(self.env)
                guard._refuse_nir_in(html2plaintext(vals[name]), label)
