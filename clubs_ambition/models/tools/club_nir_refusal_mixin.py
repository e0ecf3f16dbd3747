from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ...utils.nir import find_nir


class ClubNirRefusalMixin(models.AbstractModel):
    """Free text in which no social-security number (NIR) may be kept.

    Decree 2019-341 lists who may use the NIR; a club may not. The number is
    refused wherever somebody may type or import it: text fields and messages.
    """

    _name = "club.nir.refusal.mixin"
    _description = "Text without social-security number"

    _nir_types = ("char", "text", "html")
    _nir_free_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._club_refuse_nir(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._club_refuse_nir(vals)
        return super().write(vals)

    def message_post(self, *, body="", subject=None, **kwargs):
        self._refuse_nir_in(subject, self.env._("Subject"))
        self._refuse_nir_in(html2plaintext(body or ""), self.env._("Message"))
        return super().message_post(body=body, subject=subject, **kwargs)

    def _message_update_content(self, message, /, *, body, **kwargs):
        self._refuse_nir_in(html2plaintext(body or ""), self.env._("Message"))
        return super()._message_update_content(message, body=body, **kwargs)

    @api.model
    def _club_refuse_nir(self, vals):
        self._club_check_bounds(vals)  # what follows reads whole texts
        for name, value in vals.items():
            field = self._fields.get(name)
            if (
                value
                and field is not None
                and field.type in self._nir_types
                and name not in self._nir_free_fields
            ):
                text = html2plaintext(value) if field.type == "html" else value
                if find_nir(text):
                    self._refuse_nir_in(text, field._description_string(self.env))

    @api.model
    def _refuse_nir_in(self, text, label):
        """:raise ValidationError: when ``text`` holds a NIR-shaped number."""
        if text and find_nir(str(text)):
            raise ValidationError(
                self.env._(
                    "“%(field)s” holds what looks like a social-security number. The "
                    "law does not let a club keep it: remove it.",
                    field=label,
                )
            )
