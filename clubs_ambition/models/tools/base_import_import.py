import csv
import io
from datetime import date

from odoo import api, models

from ...utils.import_cells import cell_text, plain
from ...utils.nir import find_nir
from odoo.addons.base_import.models.base_import import (
    FIELDS_RECURSION_LIMIT,
    ImportValidationError,
)

PREFERRED = ("portable", "mobile", "telephone portable", "tel portable")


class BaseImportImport(models.TransientModel):
    """Odoo's import screen, reading the files agencies really have.

    Only for the models of :class:`ClubImportMixin`; others keep the stock screen.
    Encoding and separator are recognised, French headers find their field, every
    line is numbered as the spreadsheet shows it, and the file is one whole: no
    batch of it is written when another one is wrong.
    """

    _inherit = "base_import.import"

    def _club_headers(self):
        """Return ``{plain French header: field path}``, empty for other models."""
        model = self.env.get(self.res_model)
        return getattr(model, "_import_headers", {})

    # === READING === #

    def _read_file(self, options):
        length, rows = super()._read_file(options) or (0, [])
        if not self._club_headers() or not rows:
            return length, rows
        if options.get("has_headers") and len(rows) < 2:
            raise ImportValidationError(
                self.env._("The file has no line below its headers.")
            )
        width = len(rows[0])
        return length, [self._club_even(row, width) for row in rows]

    @api.model
    def _club_even(self, row, width):
        """Spreadsheets drop the empty cells at the end of a line, or add some."""
        row = [*row, *[""] * (width - len(row))]
        while len(row) > width and not cell_text(row[-1]):
            row.pop()
        return row

    def _read_csv(self, options):
        if not self._club_headers():
            return super()._read_csv(options)
        rows = [row for _number, row in self._club_numbered_csv(options) if any(row)]
        return len(rows), rows

    def _club_numbered_csv(self, options):
        """Return ``[(line of the spreadsheet, cells)]`` of a CSV file."""
        text = self._club_decode(options)
        heading = text.lstrip().partition("\n")[0]
        if (options.get("separator") or "\0") not in heading:
            options["separator"] = max(";,\t|", key=heading.count)
        reader = csv.reader(
            io.StringIO(text, newline=""),
            quotechar=options.get("quoting") or '"',
            delimiter=options["separator"],
        )
        rows = [[cell.strip() for cell in row] for row in reader]
        return list(enumerate(rows, 1))

    def _club_decode(self, options):
        """Return the text: UTF-8 (marked or not), else Windows-1252 as Excel saves.

        The screen remembers the encoding of the file before this one: what is good
        UTF-8 is UTF-8.
        """
        content = self.file or b""
        marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        guesses = ("utf-16" if marked else "utf-8", options.get("encoding"))
        for encoding in filter(None, (*guesses, "windows-1252", "latin1")):
            try:
                text = content.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
            options["encoding"] = encoding
            return text.removeprefix("\ufeff")
        raise ImportValidationError(
            self.env._("The file is no text: save it as CSV or Excel first.")
        )

    def _club_numbered_rows(self, options):
        """Return ``[(line of the spreadsheet, cells)]`` without empty lines."""
        if self.file and self.file[:2] == b"PK":
            rows = self._club_numbered_xlsx(options)
        elif self.file and self.file[:4] != b"\xd0\xcf\x11\xe0":
            rows = self._club_numbered_csv(options)
        else:
            _length, rows = self._read_file(options)
            rows = list(enumerate(rows, 1))
        return [(number, row) for number, row in rows if any(map(cell_text, row))]

    def _club_numbered_xlsx(self, options):
        import openpyxl

        try:
            book = openpyxl.load_workbook(io.BytesIO(self.file), data_only=True)
        except (KeyError, ValueError, OSError):  # an OpenDocument spreadsheet
            return list(enumerate(self._read_file(options)[1], 1))
        sheet = book[options.get("sheet") or book.sheetnames[0]]
        return list(enumerate(sheet.iter_rows(values_only=True), 1))

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
        """French headers first: no memory of a past import may lead them astray."""
        path = self._club_headers().get(plain(header), "").split("/")
        if path[0] in {field["name"] for field in fields_tree}:
            distance = -3 if plain(header) in PREFERRED else -2
            return {"field_path": path, "distance": distance}
        return super()._get_mapping_suggestion(
            header, fields_tree, header_types, mapping_fields
        )

    # === IMPORTING === #

    def _parse_date_from_data(self, data, index, name, field_type, options):
        """Leave dates to ``load``: it reads all of them and names each bad line."""
        if "club_import_lines" not in self.env.context or field_type != "date":
            super()._parse_date_from_data(data, index, name, field_type, options)
            return
        for line in data:
            if isinstance(line[index], date):
                line[index] = cell_text(line[index])

    def execute_import(self, fields, columns, options, dryrun=False):
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

    def _club_imported_rows(self, fields, options):
        """Return the headers, and the numbered rows that ``load`` will get."""
        self._read_file(options)
        rows, headers = self._club_numbered_rows(options), []
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
