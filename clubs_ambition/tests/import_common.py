import csv
import io

import openpyxl

from odoo.tools.misc import file_open

from .common import ClubsCase

OPTIONS = {
    "encoding": "",
    "separator": "",
    "quoting": '"',
    "date_format": "",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "advanced": True,
    "has_headers": True,
    "keep_matches": False,
    "limit": 2000,
    "sheets": [],
    "sheet": "",
    "skip": 0,
    "tracking_disable": True,
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportCase(ClubsCase):
    """Drive Odoo's import screen: upload, preview, test, import."""

    def _fixture(self, name):
        with file_open(f"clubs_ambition/tests/fixtures/{name}", "rb") as stream:
            return stream.read()

    def _template(self, name):
        with file_open(f"clubs_ambition/static/import/{name}", "rb") as stream:
            return stream.read()

    def _check_twins(self, name):
        """The Excel template is made from the CSV one: see dev/templates.py."""
        text = self._template(f"{name}.csv").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        book = openpyxl.load_workbook(io.BytesIO(self._template(f"{name}.xlsx")))
        cells = book.active.iter_rows(values_only=True)
        self.assertEqual([[cell or "" for cell in row] for row in cells], rows)

    def _workbook(self, rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def _upload(self, user, model, content, name="file.csv", **context):
        """Return the screen with the file, and its preview."""
        screen = (
            self.env["base_import.import"]
            .with_user(user)
            .with_context(**context)
            .create(
                {
                    "res_model": model,
                    "file": content,
                    "file_name": name,
                    "file_type": XLSX if name.endswith("xlsx") else "text/csv",
                }
            )
        )
        preview = screen.parse_preview(dict(OPTIONS))
        self.assertNotIn("error", preview, preview.get("error"))
        return screen, preview

    def _fields(self, preview):
        matches = preview["matches"]
        return [
            "/".join(matches[index]) if index in matches else False
            for index in range(len(preview["headers"]))
        ]

    def _run(self, screen, preview, dryrun):
        columns = [header.strip().lower() for header in preview["headers"]]
        options = {**preview["options"], "import_skip_records": []}
        self.env.flush_all()  # a test undone takes with it what is computed in it
        return screen.execute_import(self._fields(preview), columns, options, dryrun)

    def _import(self, user, model, content, name="file.csv", **context):
        """Test, then import, as one does; return the records."""
        screen, preview = self._upload(user, model, content, name, **context)
        for dryrun in (True, False):
            self.env.invalidate_all()  # each is a request of its own
            result = self._run(screen, preview, dryrun)
            self.assertEqual(result["messages"], [])
        return self.env[model].browse(result["ids"])

    def _refusals(self, user, model, content, name="file.csv", **context):
        """Return ``[(line, sentence)]`` of the test step; nothing may be written."""
        screen, preview = self._upload(user, model, content, name, **context)
        counted = ("club.person", "res.partner", "club.participant")
        before = [self.env[table].search_count([]) for table in counted]
        tested = self._run(screen, preview, True)
        done = self._run(screen, preview, False)
        self.assertEqual(
            [self.env[table].search_count([]) for table in counted], before
        )
        self.assertFalse(done["ids"])
        self.assertEqual(tested["messages"], done["messages"])
        return [(message["record"], message["message"]) for message in done["messages"]]
