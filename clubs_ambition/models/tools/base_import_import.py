from datetime import date

from odoo import api, models

from ...utils import clock
from ...utils.files import csv_text, spreadsheets
from ...utils.files.unreadable import Unreadable
from ...utils.import_cells import (
    cell_text,
    last_year_of,
    plain,
    read_date,
    read_decimal,
    read_moment,
)
from ...utils.nir import find_nir
from . import sent_once
from .guarded import OPEN
from odoo.addons.base_import.models.base_import import (
    FIELDS_RECURSION_LIMIT,
    ImportValidationError,
)

LOOKED_AT = 30
"""The first lines, among which the headings are."""

PREFERRED = ("portable", "mobile", "telephone portable", "tel portable")


class BaseImportImport(models.TransientModel):
    """Odoo's import screen, reading the files agencies really have.

    Only for the models of :class:`ClubImportMixin`; others keep the stock screen.
    What a file is, its sheet, encoding and separator are recognised, French headers
    find their field, every line is numbered as the spreadsheet shows it, and the file
    is one whole: no batch of it is written when another one is wrong.
    """

    _inherit = "base_import.import"

    def _club_headers(self):
        """Return ``{plain French header: field path}``, empty for other models."""
        model = self.env.get(self.res_model)
        return getattr(model, "_import_headers", {})

    # === READING === #

    def _club_reads(self):
        """Tell whether the file is for a model of ours, or has headers we know."""
        model = self.res_model or ""  # of a model or none: Odoo's own code may ask
        return model.startswith("club.") or bool(self._club_headers())

    def _read_file(self, options):
        """Return the length and the rows of a file, without those above its headings.

        :raise ImportValidationError: in a sentence, whatever is wrong with the file
        """
        if not self._club_reads():
            return super()._read_file(options)
        rows = [row for _number, row in self._club_table(options)]
        if options.get("has_headers") and len(rows) < 2:
            raise ImportValidationError(
                self.env._("The file has no line below its headers.")
            )
        if options.get("has_headers"):
            rows[0] = [cell_text(cell) for cell in rows[0]]
        width = len(rows[0])
        return len(rows), [self._club_even(row, width) for row in rows]

    @api.model
    def _club_even(self, row, width):
        """Make a row as wide as the others: spreadsheets drop or add empty cells."""
        row = [*row, *[""] * (width - len(row))]
        while len(row) > width and not cell_text(row[-1]):
            row.pop()
        return row

    def _club_table(self, options):
        """Return ``[(line of the spreadsheet, cells)]``, the headings first."""
        try:
            rows = self._club_rows(options)
        except Unreadable as error:
            raise ImportValidationError(self._club_reason(error)) from error
        if rows and options.get("has_headers"):
            head, *rows = rows[self._club_heading(rows)[0] :]
            rows = [head, *(one for one in rows if not _is_same(one, head))]
        return rows

    def _club_rows(self, options):
        """Return ``[(line of the spreadsheet, cells)]`` of the sheet of the file.

        :raise Unreadable: when it is no table
        """
        content = self.file or b""
        kind = spreadsheets.kind_of(content)
        if kind != "csv":
            sheets = spreadsheets.sheets_of(content, kind)
            sheet = sheets[self._club_sheet(sheets, options)]
            if sheet.hidden:
                raise Unreadable("hidden", line=sheet.hidden)
            return sheet
        text, options["encoding"] = csv_text.decode(content, options.get("encoding"))
        separator = csv_text.separator_of(text, options.get("separator"))
        options.update(separator=separator, sheets=[], sheet="")
        rows = csv_text.rows(text, separator, options.get("quoting"))
        return [(number, row) for number, row in rows if any(row)]

    def _club_sheet(self, sheets, options):
        """Return the sheet that was chosen, else the one whose headings are best known.

        The first one may be a read-me.
        """
        filled = [name for name, rows in sheets.items() if rows]
        chosen = options.get("sheet")
        if chosen not in filled:
            chosen = max(filled, key=lambda name: self._club_heading(sheets[name])[1])
        options.update(sheets=filled, sheet=chosen)
        return chosen

    def _club_heading(self, rows):
        """Return the place of the row of headings, and how many of them are known.

        A title, a logo's line, a date may stand above. One known word alone is no proof.
        """
        counts = [
            len({path for cell in row if (path := self._club_path(cell))})
            for _number, row in rows[:LOOKED_AT]
        ]
        best = max(counts, default=0)
        return (counts.index(best) if best > 1 else 0), best

    def _club_path(self, header):
        """Return the path of the field of a French header, nothing if unknown.

        The register Sirene writes its headers in one word.
        """
        known, words = self._club_headers(), plain(cell_text(header))
        return known.get(words) or known.get(words.replace(" ", ""), "")

    @api.model
    def _club_reason(self, error):
        """Return the sentence that says why a file is not read, and what to do."""
        reasons = {
            "empty": self.env._("The file is empty."),
            "password": self.env._(
                "This file has a password: open it, save it without password, and "
                "choose it again."
            ),
            "old": self.env._(
                "This kind of spreadsheet is not read: open it, save it as Excel "
                "(.xlsx), and choose it again."
            ),
            "page": self.env._(
                "This file is a page of the web named like a spreadsheet: open it in "
                "Excel, save it as Excel (.xlsx), and choose it again."
            ),
            "document": self.env._(
                "This file is no spreadsheet: choose a file of Excel (.xlsx), "
                "LibreOffice (.ods) or CSV."
            ),
            "heavy": self.env._("This file is too big: keep only what is to import."),
            "long": self.env._(
                "This sheet has more than %s lines: cut it in several files.",
                spreadsheets.ROWS,
            ),
            "wide": self.env._(
                "This sheet has more than %s columns: keep only those to import.",
                spreadsheets.COLUMNS,
            ),
            "hidden": self.env._(
                "Line %s is hidden, by a filter or by hand: show all lines, or copy "
                "those to import to a new sheet, and choose the file again.",
                error.line,
            ),
            "quote": self.env._(
                'Line %s: a quotation mark (") is opened and not closed, and the next '
                "lines are taken for one cell. Remove it, or save the file as Excel "
                "(.xlsx).",
                error.line,
            ),
        }
        damaged = self.env._(
            "This file is damaged: open it, save it as Excel (.xlsx), and choose it "
            "again."
        )
        return reasons.get(error.reason, damaged)

    # === MATCHING === #

    @api.model
    def get_fields_tree(self, model, depth=FIELDS_RECURSION_LIMIT):
        tree = super().get_fields_tree(model, depth)
        if depth == FIELDS_RECURSION_LIMIT:
            extra = getattr(self.env[model], "_import_extra_fields", dict)
            tree += [
                {
                    "id": name,
                    "name": name,
                    "string": label,
                    "required": False,
                    "fields": [],
                    "type": "char",
                    "model_name": model,
                }
                for name, label in extra().items()
            ]
        return tree

    def _get_mapping_suggestion(
        self, header, fields_tree, header_types, mapping_fields
    ):
        """Suggest the field of a French header first, whatever a past import chose."""
        path = self._club_path(header).split("/")
        if path[0] in {field["name"] for field in fields_tree}:
            distance = -3 if plain(header) in PREFERRED else -2
            return {"field_path": path, "distance": distance}
        return super()._get_mapping_suggestion(
            header, fields_tree, header_types, mapping_fields
        )

    # === IMPORTING === #

    def _parse_date_from_data(self, data, index, name, field_type, options):
        """Leave dates to ``load``: it reads all of them and names each bad line.

        Of another model of ours they are read here, as all days are.

        :raise ImportValidationError: in a sentence, of the first that is none
        """
        if not self._club_reads():
            super()._parse_date_from_data(data, index, name, field_type, options)
            return
        with_hour = field_type == "datetime"
        left = "club_import_lines" in self.env.context and not with_hour
        last_year = last_year_of(name, clock.today(self))
        for line in data:
            is_day, text = isinstance(line[index], date), cell_text(line[index])
            if is_day and not with_hour:
                line[index] = text
            if left or is_day or not text:
                continue
            try:
                read = read_moment(text) if with_hour else read_date(text, last_year)
                line[index] = str(read)
            except ValueError as error:
                raise ImportValidationError(
                    self._club_no_day(text[:60], with_hour),
                    field=name,
                    field_type=field_type,
                ) from error

    def _parse_float_from_data(self, data, index, name, options):
        """Read numbers as they are written in French: 12,5 is less than thirteen.

        :raise ImportValidationError: in a sentence, of the first that is none
        """
        if not self._club_reads():
            super()._parse_float_from_data(data, index, name, options)
            return
        for line in data:
            text = cell_text(line[index])
            try:
                line[index] = str(read_decimal(text)) if text else ""
            except ValueError as error:
                raise ImportValidationError(
                    self.env._(
                        "“%s” is not a number: write it like 1234,50.", text[:60]
                    ),
                    field=name,
                ) from error

    def _club_no_day(self, text, with_hour):
        """Return the sentence that says how a day, or a moment, is written."""
        if with_hour:
            return self.env._(
                "“%s” is not a date with an hour: write it like 24/11/2026 14:30.", text
            )
        return self.env._("“%s” is not a date: write it like 24/11/2026.", text)

    def execute_import(self, fields, columns, options, dryrun=False):
        once = self.env.context.get("club_brought") is OPEN
        if not (dryrun or once) and self._club_reads():
            return self._club_once(fields, columns, options)
        read_here = self._club_headers() and self.env[self.res_model]._import_applies(
            [field for field in fields if field]
        )
        if not read_here:
            return super().execute_import(fields, columns, options, dryrun)
        self.env[self.res_model]._check_import_rights()
        options = {**options, "limit": None}
        try:
            headers, rows = self._club_imported_rows(fields, options)
        except ImportValidationError as error:
            return {"messages": [error.__dict__]}
        importer = self.with_context(
            club_import_lines=[line for line, _row in rows],
            club_import_labels=dict(zip(fields, headers, strict=False)),
        )
        refused = importer._check_club_rows(rows, fields, headers)
        result = super(BaseImportImport, importer).execute_import(
            fields, columns, options, dryrun or bool(refused)
        )
        if refused:
            messages = [*refused, *result["messages"]]
            messages.sort(key=lambda message: message.get("record") or 0)
            messages = self.env[self.res_model]._import_distinct(messages)
            result.update(ids=False, messages=messages)
        return result

    def _club_once(self, fields, columns, options):
        """Import; asked again, for the answer was lost, tell what was imported."""
        told = {}

        def bring():
            opened = self.with_context(club_brought=OPEN)
            told.update(opened.execute_import(fields, columns, options))
            kept = {name: told.get(name) for name in ("ids", "nextrow")}
            return kept if kept["ids"] else None

        kept = sent_once.pressed(self, bring, fields, options.get("skip"))
        return told or {**kept, "messages": [], "name": []}

    def _club_imported_rows(self, fields, options):
        """Return the headers, and the numbered rows that ``load`` will get."""
        rows, headers = self._club_table(options), []
        if options.get("has_headers"):
            headers = [cell_text(cell) for cell in rows.pop(0)[1]]
        wanted = [index for index, field in enumerate(fields) if field]
        kept = [
            (number, row)
            for number, row in rows
            if any(
                index < len(row) and row[index] not in (None, "") for index in wanted
            )
        ]
        return headers, kept[options.get("skip") or 0 :]

    def _check_club_rows(self, rows, fields, headers):
        """Return what is wrong even in columns that are not imported."""
        model, messages = self.env[self.res_model], []
        for index, (line, row) in enumerate(rows):
            cells = [cell_text(cell) for cell in row]
            labels = dict(enumerate(headers))
            for column, cell in enumerate(cells):
                ignored = column >= len(fields) or not fields[column]
                if ignored and find_nir(cell):
                    reason = model._import_nir_reason()
                    label = labels.get(column)
                    messages.append(model._import_message(index, line, label, reason))
            if any(cells[len(fields) :]):
                reason = self.env._(
                    "More cells than headers: put quotes around the text that holds "
                    "the separator."
                )
                messages.append(model._import_message(index, line, "", reason))
        return messages


def _is_same(row, head):
    """Tell whether a row says the headings again: two lists were pasted together."""
    (_line, cells), (_first, names) = row, head
    return [plain(cell_text(one)) for one in cells] == [
        plain(cell_text(one)) for one in names
    ]
