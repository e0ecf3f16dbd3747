from collections import Counter
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...utils import bounds, clock
from ...utils.identifiers import department_of
from ...utils.import_cells import (
    cell_text,
    is_failed,
    is_unreadable,
    last_year_of,
    read_boolean,
    read_date,
    read_number,
    read_phone,
    read_postcode,
)
from ...utils.import_lookup import CellError, Lookup
from ...utils.nir import find_nir
from .guarded import OPEN


class ImportRow:
    """One line of the file: its cells, what they mean, and what is wrong."""

    def __init__(self, index, line, cells):
        self.index = index
        self.line = line
        self.cells = cells
        self.vals = {}
        self.errors = []
        self.parent = None
        self.notes = {}

    def complete(self, vals):
        """Put the clean values among those Odoo converted."""
        if "id" in self.vals:
            for name in [name for name, value in vals.items() if not value]:
                del vals[name]
        vals.update(self.vals)


class ClubImportMixin(models.AbstractModel):
    """Import of French files: every line is read before any is written.

    A model gives its headers (``_import_headers``), the method that reads each of
    its columns (``_import_readers``), what concerns a whole line or several
    (``_import_check``). Columns without reader go to Odoo's own conversion.
    """

    _name = "club.import.mixin"
    _description = "Import of French spreadsheets"

    _import_found = ()
    """Fields whose record the import itself finds, or creates, from what a line says."""

    _import_headers = {}
    _import_readers = {}
    _import_shared = ()  # columns read once for all the lines that say the same
    _import_anchor = ""

    _import_zip = ""

    @api.model
    def load(self, fields, data):
        if not self.env.context.get("import_file") or not self._import_applies(fields):
            return super().load(fields, data)
        self._check_import_rights()
        rows = self._import_rows(fields, data)
        self._import_read(rows)
        self._import_check(rows)
        if any(row.errors for row in rows):
            return self._import_refusal(rows)
        rest = [name for name in fields if name not in self._import_readers]
        savepoint = self.env.cr.savepoint()
        result = self._import_write(rest, rows)
        savepoint.close(rollback=not result["ids"])
        return result

    @api.model
    def _import_applies(self, fields):
        """Tell whether a file with these columns is one of ours."""
        return True

    @api.model
    def _check_import_rights(self):
        """Refuse before anything is read: a refusal of lines tells who is known.

        :raise AccessError: when the user may not create what the file holds
        """
        self.check_access("create")

    @api.model
    def _import_extra_fields(self):
        """Return ``{name: label}`` of columns that are no field of the model."""
        return {}

    # === READING === #

    @api.model
    def _import_rows(self, fields, data):
        lines = self.env.context.get("club_import_lines")
        if not isinstance(lines, list) or len(lines) != len(data):
            lines = range(2, len(data) + 2)
        return [
            ImportRow(index, line, dict(zip(fields, row, strict=True)))
            for index, (line, row) in enumerate(zip(lines, data, strict=True))
        ]

    @api.model
    def _import_read(self, rows):
        """Turn cells into values; what cannot be read becomes an error of its row."""
        lookup = Lookup(self.env)
        for row in rows:
            for name in row.cells:
                text = row.cells[name] = cell_text(row.cells[name])
                try:
                    if text:
                        self._import_read_cell(row, name, text, lookup)
                except (CellError, UserError) as error:
                    row.errors.append((self._import_label(name), str(error)))

    @api.model
    def _import_read_cell(self, row, name, text, lookup):
        """Fill a row with what a cell says.

        :raise CellError: with the sentence shown to whoever imports
        """
        if find_nir(text):
            raise CellError(self._import_nir_reason())
        field = self._fields.get(name)
        self._import_check_text(field, text)
        if field is not None and not self._has_field_access(field, "write"):
            raise CellError(
                self.env._("Your role does not let you fill this column: leave it out.")
            )
        if name in self._import_readers:
            row.vals.update(self._import_value(row, name, text, lookup) or {})
        elif field is not None and field.type == "date":
            day = self._import_date(row, name, text, lookup)[name]
            row.cells[name] = day.isoformat()

    @api.model
    def _import_check_text(self, field, text):
        """Refuse a text that is too long or unreadable, whatever the column."""
        short = field is not None and field.type == "char"
        longest = bounds.LINE if short else bounds.PAGE
        if len(text) > longest:
            raise CellError(self.env._("Longer than %s characters: cut it.", longest))
        if is_unreadable(text):
            raise CellError(
                self.env._("“%s” holds a character that is unreadable.", text[:60])
            )
        if is_failed(text):
            raise CellError(
                self.env._("“%s” is a formula that fails: write the value.", text)
            )

    @api.model
    def _import_value(self, row, name, text, lookup):
        reader = self._import_readers[name]
        if isinstance(reader, str):
            reader = getattr(self, reader)
        else:
            reader = partial(reader, self)
        if name not in self._import_shared:
            return reader(row, name, text, lookup)
        return lookup.once((name, text), lambda: reader(row, name, text, lookup))

    @api.model
    def _import_label(self, name):
        """Return the header of the file, the name users know a column by."""
        header = self.env.context.get("club_import_labels", {}).get(name)
        label = header or self._import_extra_fields().get(name)
        field = self._fields.get(name.split("/")[0])
        if label or field is None:
            return label or name
        return field._description_string(self.env)

    @api.model
    def _import_nir_reason(self):
        return self.env._(
            "This looks like a social-security number. The law does not let a club "
            "keep it: remove it from the file."
        )

    @api.model
    def _import_check(self, rows):
        """Add the errors of whole lines, and of lines against each other."""

    # === WRITING === #

    @api.model
    def _import_write(self, rest, rows):
        """Hand the lines to Odoo, which writes all of them or none."""
        kept = [row for row in rows if not row.parent]
        self._import_prepare(kept)
        result = self._import_load(rest, kept)
        if result["ids"]:
            return result
        for row in kept:
            alone = self._import_load(rest, [row])
            row.errors += [
                ("", message["message"])
                for message in alone["messages"]
                if message["type"] == "error"
            ]
        if any(row.errors for row in kept):
            return self._import_refusal(kept)
        return result

    @api.model
    def _import_prepare(self, rows):
        """Create what the lines refer to; undone with them when one is refused."""

    @api.model
    def _import_load(self, rest, rows):
        """Run Odoo's ``load`` on the columns without reader.

        The anchor, filled on every line, tells where a record begins.
        """
        matrix = [
            [str(row.vals[self._import_anchor]), *(row.cells[name] for name in rest)]
            for row in rows
        ]
        loader = self.with_context(club_import_rows=rows)
        columns = [self._import_anchor, *rest]
        # pylint: disable-next=super-method-mismatch
        return super(ClubImportMixin, loader).load(columns, matrix)

    def _load_records(self, data_list, update=False):
        rows = self.env.context.get("club_import_rows") or []
        if not any(isinstance(row, ImportRow) for row in rows):
            return super()._load_records(data_list, update)
        for data in data_list:
            rows[data["info"]["rows"]["from"]].complete(data["values"])
        loader = self.with_context(club_import_rows=False, club_imported=rows)
        opened = loader._club_unguarded(*self._import_found)
        return super(ClubImportMixin, opened)._load_records(data_list, update)

    def _load_records_create(self, vals_list):
        """Create the lines of a list: who made them and when is kept, no thread says it.

        What a list changes leaves its trace, as any change.
        """
        rows = self.env.context.get("club_imported") or []
        known = any(isinstance(row, ImportRow) for row in rows)
        quiet = {"tracking_disable": OPEN} if known and self._import_is_quiet() else {}
        loader = self.with_context(**quiet)
        made = super(ClubImportMixin, loader)._load_records_create(vals_list)
        return made.with_env(self.env)

    @api.model
    def _import_is_quiet(self):
        """Tell whether the screen of the import was asked for no thread of its lines."""
        return bool(self.env.context.get("tracking_disable"))

    # === ERRORS === #

    @api.model
    def _import_refusal(self, rows):
        """Return every bad line with its reasons, and nothing written."""
        messages = [
            self._import_message(row.index, row.line, label, reason)
            for row in rows
            for label, reason in row.errors
        ]
        messages = self._import_distinct(messages)
        return {"ids": False, "messages": messages, "nextrow": 0}

    @api.model
    def _import_message(self, index, line, label, reason):
        sentence = reason
        if label:
            sentence = self.env._("%(column)s: %(reason)s", column=label, reason=reason)
        return {
            "type": "error",
            "message": sentence,
            "record": line,
            "rows": {"from": index, "to": index},
            "field": False,
        }

    @api.model
    def _import_distinct(self, messages):
        """Tell lines with the same sentence apart: the screen shows it only once."""
        counts = Counter(message["message"] for message in messages)
        for message in messages:
            if counts[message["message"]] > 1:
                message["message"] = self.env._(
                    "%(sentence)s (line %(line)s)",
                    sentence=message["message"],
                    line=message["record"],
                )
        return messages

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
        read = partial(read_date, last_year=last_year_of(name, today))
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
        department = department_of(postcode)
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
