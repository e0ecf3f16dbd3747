import re

from odoo import api, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

from ...const import TEXTS
from ...utils.nir import find_nir, find_nir_in_html, mask_nir, mask_nir_in_html
from .ours import is_our_model

LONG = ("text", "html", "properties")
TITLES = ("name", "subject", "summary", "feedback", "location")
"""Short texts of Odoo's models that somebody types; the others are addresses and keys."""

WHOLE = ("res.partner", "crm.lead")
"""Models of Odoo whose every text is about people."""

MADE = ("mail.mail", "bus.bus", "ir.logging")
"""What the server makes of a message that was asked already, or writes for itself."""

ABOUT = ("model", "res_model")
"""How Odoo calls the field that says of which model a record is about one."""

NUMBERS = ("barcode",)
MIXED = re.compile(r"hash|token|digest")
"""What the code makes of digits at random, which may look like anything."""


class ClubNir(models.AbstractModel):
    """No social-security number (NIR) is kept in any text that somebody types.

    Decree 2019-341 lists who may use the NIR; a club may not. It is refused in each
    text of ours, and in those of Odoo about a record of ours, or typed by somebody who
    has a role here. ``base`` asks at every door. A mail that came in cannot be sent
    back, nor a file's name typed anew: the number is masked there.
    """

    _name = "club.nir"
    _description = "No social-security number"

    @api.model
    @tools.ormcache("name")
    def _texts_of(self, name):
        """Return the names of the fields of a model in which somebody may type it."""
        model = self.env[name]
        fields = model._fields.values()
        if is_our_model(model) or name in WHOLE:
            return frozenset(one.name for one in fields if self._is_typed(one))
        if name in MADE or not self.env["club.privacy.places"]._talks(name):
            return frozenset()
        return frozenset(
            one.name
            for one in fields
            if one.type in LONG or (one.type in TEXTS and one.name in TITLES)
            if not one.readonly
        )

    @api.model
    def _is_typed(self, field):
        """Tell whether somebody types a text; the code makes the others."""
        if field.name in NUMBERS or field.groups in (NO_ACCESS, "base.group_system"):
            return False
        if MIXED.search(field.name):
            return False
        if field.type == "properties":
            return True
        ours = field.model_name not in WHOLE and field.readonly
        return field.type in TEXTS and not ours

    @api.model
    def _clean(self, records, vals):
        """Return values to write without any NIR.

        :raise ValidationError: naming the field in which it was typed
        """
        texts, fields = self._texts_of(records._name), records._fields
        held = [one for one in vals if one in texts and holds(fields[one], vals[one])]
        if not held or not self._is_asked(records, vals):
            return vals
        if not self._comes_in(records, vals):
            self._refuse(fields[held[0]]._description_string(self.env))
        return {**vals, **{one: masked(fields[one], vals[one]) for one in held}}

    @api.model
    def _is_asked(self, records, vals):
        """Tell whether it is our business; of Odoo's models, about whom it is typed."""
        if is_our_model(records) or records._name in WHOLE:
            return True
        about = [name for name in ABOUT if name in records._fields]
        names = {vals[name] for name in about if vals.get(name)}
        names |= {one for name in about for one in records.sudo().mapped(name)}
        ours = any((one or "").startswith("club.") or one in WHOLE for one in names)
        return ours or self.env.user._club_has_role()

    @api.model
    def _comes_in(self, records, vals):
        """Tell whether what holds it came by mail, or is the name of a file."""
        if records._name == "ir.attachment":
            return True
        if records._name != "mail.message":
            return False
        return "email" in (vals.get("message_type"), *records.mapped("message_type"))

    @api.model
    def _refuse_in(self, text, label):
        """Refuse a text that holds what looks like a social-security number."""
        if find_nir(text):
            self._refuse(label)

    @api.model
    def _refuse(self, label):
        raise ValidationError(
            self.env._(
                "“%(field)s” holds what looks like a social-security number. The "
                "law does not let a club keep it: remove it.",
                field=label,
            )
        )


def holds(field, value):
    """Tell whether the value of a field holds a NIR."""
    return bool(value) and (find_nir_in_html if field.type == "html" else find_nir)(
        value
    )


def masked(field, value):
    """Return the value of a field without its NIR."""
    return (mask_nir_in_html if field.type == "html" else mask_nir)(value)
