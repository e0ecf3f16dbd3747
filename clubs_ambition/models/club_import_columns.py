from functools import partial

from odoo import api, models
from odoo.tools import email_normalize

from ..utils import clock
from ..utils.import_cells import (
    read_boolean,
    read_date,
    read_number,
    read_phone,
    read_postcode,
)
from ..utils.import_lookup import CellError


class ClubImportMixin(models.AbstractModel):
    """Columns that several files share. Each reader returns the values of its cell."""

    _inherit = "club.import.mixin"

    _import_zip = ""

    @api.model
    def _import_try(self, reader, text, reason):
        """Return what ``reader`` makes of ``text``, or refuse with ``reason()``."""
        try:
            return reader(text)
        except ValueError as error:
            raise CellError(reason()) from error

    @api.model
    def _import_missing(self):
        return self.env._("Empty: it is needed.")

    def _import_text(self, row, name, text, lookup):
        return {name: text}

    def _import_date(self, row, name, text, lookup):
        def reason():
            return self.env._(
                "“%s” is not a date: write it like 24/11/2026.", text[:60]
            )

        today = lookup.once("today", lambda: clock.today(self))
        read = partial(read_date, this_year=today.year)
        return {name: self._import_try(read, text, reason)}

    def _import_boolean(self, row, name, text, lookup):
        def reason():
            return self.env._("“%s” is neither yes nor no.", text[:60])

        return {name: self._import_try(read_boolean, text, reason)}

    def _import_number(self, row, name, text, lookup):
        def reason():
            return self.env._("“%s” is not a whole number.", text[:60])

        return {name: self._import_try(read_number, text, reason)}

    def _import_postcode(self, row, name, text, lookup):
        def reason():
            return self.env._(
                "“%s” is not a postcode: 5 digits are expected.", text[:60]
            )

        return {name: self._import_try(read_postcode, text, reason)}

    def _import_phone(self, row, name, text, lookup):
        return {name: self._import_phone_of(row, text)}

    def _import_phone_of(self, row, text):
        """Return a phone as it is dialled in the department of the line's postcode."""
        postcode = str(row.cells.get(self._import_zip) or "")
        department = self.env["res.partner"]._club_department_code(postcode)
        return self._import_try(
            lambda cell: read_phone(cell, department),
            text,
            lambda: self.env._(
                "“%s” is not a phone number: 10 digits are expected.", text[:60]
            ),
        )

    def _import_email(self, row, name, text, lookup):
        email = email_normalize(text.removeprefix("mailto:"))
        if not email:
            raise CellError(self.env._("“%s” is not an e-mail address.", text[:60]))
        return {name: email}
