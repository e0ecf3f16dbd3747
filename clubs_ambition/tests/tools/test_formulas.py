import csv
import io
import json
from pathlib import Path

import openpyxl

from odoo.http import Request
from odoo.modules.module import get_module_path
from odoo.tests import BaseCase, HttpCase, tagged

from ...utils.formulas import FIRST, dead_cell, dead_text
from ..common import ClubsCase

LIVE = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1"),
    *("\uff1d1+1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "{=1+1}"),
)
"""What some spreadsheet computes, in a file of texts or of cells."""

WITHIN = (
    *(
        "x;=1+1;",
        "x\n=1+1\n",
        "x\r\n@SUM(1)\r\n",
        "x;\t-1+1\t",
        "x; +1+1;y",
        'x;"=1+1;',
    ),
    *("x\n\n - 1+1;", 'a";=1+1;"', "\n=1+1\n", "x\uff1b;\uff1d1+1;"),
)
"""What a spreadsheet computes that cuts a text file elsewhere than at its commas."""

WRITERS = {
    ("web", "controllers/export.py"),
    ("web", "controllers/pivot.py"),
    ("clubs_ambition", "kpi/workbook/bilan_workbook.py"),
}
"""The files that write files for spreadsheets, looked at: each has its test here."""


@tagged("post_install", "-at_install")
class TestFormulas(HttpCase, ClubsCase):
    """What a stranger typed is dead in every file, wherever it was typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls.env["crm.lead"].create(
            [
                {"name": text, "contact_name": text, "club_id": cls.club.id}
                for text in (*LIVE, *WITHIN)
            ]
        )

    def setUp(self):
        super().setUp()
        self.authenticate("t_coordinator", "t_coordinator")

    def download(self, url, data):
        answer = self.url_open(
            url,
            data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        return answer.content

    def export(self, kind, **other):
        data = {
            "model": "crm.lead",
            "fields": [
                {"name": name, "label": f"={name}", "type": "char"}
                for name in ("name", "contact_name")
            ],
            "ids": self.leads.ids,
            "domain": [],
            "import_compat": False,
            **other,
        }
        return self.download(f"/web/export/{kind}", data)

    def read_book(self, content):
        """Return the texts of a workbook; a formula in it fails."""
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        cells = [cell for line in sheet.iter_rows() for cell in line if cell.value]
        self.assertFalse({cell.value for cell in cells if cell.data_type == "f"})
        return [cell.value for cell in cells if isinstance(cell.value, str)]

    def test_text_file(self):
        text = self.export("csv").decode()
        lines = list(csv.reader(io.StringIO(text, newline="")))
        self.assertEqual(len(lines), len(LIVE) + len(WITHIN) + 1)
        for cell in (cell for line in lines for cell in line):
            self.assertEqual(cell, dead_text(cell))
        self.assertEqual(live_cells(text), [])

    def test_sheet(self):
        found = self.read_book(self.export("xlsx"))
        self.assertIn("=1+1", found)  # what was typed, to the letter
        self.assertIn("=name", found)

    def test_sheet_of_groups(self):
        found = self.read_book(self.export("xlsx", groupby=["contact_name"]))
        self.assertIn("=1+1 (1)", found)

    def test_pivot(self):
        title = {"title": "=1+1", "width": 1, "height": 1, "is_bold": False}
        content = self.download(
            "/web/pivot/export_xlsx",
            {
                "title": "=Pivot",
                "model": "crm.lead",
                "measure_count": 1,
                "origin_count": 1,
                "col_group_headers": [[title]],
                "measure_headers": [title],
                "rows": [{"title": "=1+1", "indent": 0, "values": [{"value": 3}]}],
            },
        )
        self.assertEqual(self.read_book(content).count("'=1+1"), 3)

    def test_every_writer_is_known(self):
        """A new addon that writes such files is looked at before it is installed."""
        found = set()
        for module in self.env.registry._init_modules:
            root = Path(get_module_path(module))
            for path in root.rglob("*.py"):
                inside = path.relative_to(root)
                if inside.parts[0] in ("tests", "migrations", "demo"):
                    continue
                text = path.read_text("utf-8")
                if "xlsxwriter.Workbook(" in text or "csv.writer(" in text:
                    found.add((module, inside.as_posix()))
        self.assertEqual(found, WRITERS)


def live_cells(text):
    """Return what is computed of a text file, wherever a spreadsheet cuts its lines."""
    return [
        cell
        for cut in (",", ";", "\t")
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=cut)
        for cell in line
        if cell.lstrip().startswith(FIRST)
    ]


@tagged("post_install", "-at_install")
class TestDeadTexts(BaseCase):
    def written(self, *cells):
        """Return a file of texts as Odoo writes it."""
        file = io.StringIO()
        csv.writer(file, quoting=csv.QUOTE_ALL).writerow(["first", *cells, "last"])
        return file.getvalue()

    def test_what_is_dead_wherever_lines_are_cut(self):
        for text in (*LIVE[:-1], *WITHIN):
            with self.subTest(text=text):
                self.assertTrue(live_cells(self.written(text)))
                dead = dead_text(text)
                self.assertEqual(live_cells(self.written(dead)), [])
                self.assertEqual(dead_text(dead), dead)

    def test_what_is_plain_stays(self):
        for text in ("Garage ; 12-14 rue =", "a\nb", "1;2", "x - y\nz"):
            self.assertEqual(dead_text(text), text)

    def test_what_is_dead(self):
        for text in LIVE[:-1]:
            self.assertEqual(dead_text(text)[0], "'")
        for text in ("Garage", "", "l'eau", 3, None, False, "1-2", "a@b.fr"):
            self.assertEqual(dead_text(text), text)
            self.assertEqual(dead_cell(text), text)
        self.assertEqual(dead_cell("=1"), "'=1")
        self.assertEqual(dead_cell("{=1}"), "'{=1}")
        self.assertEqual(dead_cell("+33 4 91"), "+33 4 91")
