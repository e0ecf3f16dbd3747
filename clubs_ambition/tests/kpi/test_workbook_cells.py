import io
from datetime import date

import openpyxl

from odoo.tests import BaseCase, tagged

from ...kpi.workbook import bilan_workbook, pack_file
from ...kpi.workbook.bilan_sheets import Cell, Column, Formula, Sheet

COLUMNS = [Column("text"), Column("number", "count"), Column("day", "date")]
TEXTS = {
    "=1+1": "=1+1",
    "https://example.org": "https://example.org",
    "1 234": "1 234",
    "a & <b>": "a & <b>",
    " spaced ": " spaced ",
    "\x02": "_x0002_",  # a control character, by its number
    "_x0041_": "_x005F_x0041_",  # what looks like one is not one
    "é €": "é €",
    "<r>a & b</r>": "<r>a & b</r> ",
    "x" * 40_000: "x" * 32_767,
}
"""What is written, and what the file holds of it."""


@tagged("post_install", "-at_install")
class TestWorkbookCells(BaseCase):
    """What is in a sheet is what the file has, read as any reader would."""

    def _read(self, *sheets):
        content, counts = bilan_workbook.write(sheets)
        self.assertEqual(list(counts), [sheet.name for sheet in sheets])
        return openpyxl.load_workbook(io.BytesIO(content)), counts

    def _cells(self, rows, columns=None):
        book, counts = self._read(Sheet("Lines", columns or COLUMNS, iter(rows)))
        self.assertEqual(counts, {"Lines": len(rows)})
        return list(book["Lines"].iter_rows(min_row=2, max_row=len(rows) + 1))

    def test_a_pack_that_is_cut_off_is_not_read_as_whole(self):
        with self.assertRaises(EOFError):
            list(pack_file._read_rows(io.BytesIO()))

    def test_a_text_stays_a_text(self):
        cells = [line[0] for line in self._cells([(text, 1, None) for text in TEXTS])]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertEqual([cell.value for cell in cells], list(TEXTS.values()))

    def test_numbers_and_days_have_the_format_of_their_column(self):
        figures, days = (0.25, -3, 10**12, 0), (date(2026, 2, 28), date(1999, 12, 31))
        lines = self._cells([("", one, None) for one in figures])
        self.assertEqual([line[1].value for line in lines], list(figures))
        self.assertEqual({line[1].number_format for line in lines}, {"#,##0"})
        lines = self._cells([("", 1, day) for day in days])
        self.assertEqual([line[2].value.date() for line in lines], list(days))
        self.assertEqual({line[2].number_format for line in lines}, {"dd/mm/yyyy"})

    def test_a_cell_may_have_a_format_of_its_own(self):
        month = Cell(date(2026, 5, 1), "month")
        ((text, number, day),) = self._cells([(Cell("–", "rate"), "•••", month)])
        self.assertEqual((text.value, text.alignment.horizontal), ("–", "right"))
        self.assertEqual((number.value, number.alignment.horizontal), ("•••", "right"))
        self.assertEqual(day.number_format, "mm/yyyy")

    def test_every_cell_stands_at_the_top_of_its_line(self):
        (line,) = self._cells([("a", 1, date(2026, 1, 1))])
        self.assertEqual({cell.alignment.vertical for cell in line}, {"top"})

    def test_nothing_is_no_cell(self):
        (line,) = self._cells([(None, Cell(None, "rate"), None)])
        self.assertEqual([cell.value for cell in line], [None] * 3)

    def test_a_formula_shows_its_value_to_who_computes_nothing(self):
        rows = [
            (None, Formula(1 / 3, "rate", "IF(N(C1)=0,1,B1/C1)"), None),
            (None, Formula("–", "rate", 'IF(N(C2)=0,"–",B2/C2)'), None),
        ]
        sheet = Sheet("Lines", COLUMNS, rows)
        content, _counts = bilan_workbook.write([sheet])
        found = [
            [line[1].value for line in book["Lines"].iter_rows(min_row=2)]
            for book in (
                openpyxl.load_workbook(io.BytesIO(content), data_only=only)
                for only in (False, True)
            )
        ]
        self.assertEqual(found[0], [f"={row[1].text}" for row in rows])
        self.assertEqual(found[1], [1 / 3, "–"])

    def test_wrapped_text_has_room(self):
        words = ("short", "four words of it", "", "x " * 30)
        columns = [Column("definition", "long", 10)]
        book, _counts = self._read(Sheet("Words", columns, [(word,) for word in words]))
        tall = [book["Words"].row_dimensions[number].height for number in range(2, 6)]
        self.assertEqual(tall, [None, 30, None, 90])

    def test_no_line(self):
        book, counts = self._read(Sheet("None", COLUMNS, [], filtered=True))
        self.assertEqual(counts, {"None": 0})
        self.assertEqual(book["None"].max_row, 1)
        self.assertFalse(book["None"].auto_filter.ref)

    def test_lists_are_filtered_as_far_as_they_go(self):
        rows = ((f"Line {n}", n, date(2026, 1, 1)) for n in range(1001))
        book, counts = self._read(Sheet("Long", COLUMNS, rows, filtered=True))
        self.assertEqual(counts, {"Long": 1001})
        self.assertEqual(book["Long"].auto_filter.ref, "A1:C1002")
        self.assertEqual(book["Long"]["A1002"].value, "Line 1000")
