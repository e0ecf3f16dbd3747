import io
from datetime import date

import openpyxl
import xlsxwriter

from odoo.tests import BaseCase, tagged

from ...kpi.workbook.bilan_workbook import OPTIONS
from ...kpi.workbook.xlsx_lines import CHUNK, LinesSheet, cell, height_of


@tagged("post_install", "-at_install")
class TestXlsxLines(BaseCase):
    """Lines written at once are those xlsxwriter writes cell by cell."""

    def _file(self, lines):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, OPTIONS) as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet = book.add_worksheet("Lines", LinesSheet)
            for index, title in enumerate(("text", "number", "day")):
                sheet.write_string(0, index, title)
            styles = (0, 0, day._get_xf_index())
            rows = (
                (
                    [
                        None if value is None else cell(value, style)
                        for value, style in zip(line, styles, strict=True)
                    ],
                    None,
                )
                for line in lines
            )
            self.assertEqual(sheet.write_lines(rows), len(lines))
            plain = book.add_worksheet("Cells")
            for number, (text, figure, when) in enumerate(lines, 1):
                if text is not None:
                    plain.write_string(number, 0, text)
                if figure is not None:
                    plain.write_number(number, 1, figure)
                if when is not None:
                    plain.write_datetime(number, 2, when, day)
        read = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
        return [
            [
                [(cell.value, cell.number_format) for cell in line]
                for line in read[name].iter_rows(min_row=2)
            ]
            for name in ("Lines", "Cells")
        ]

    def test_wrapped_text_has_room(self):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, OPTIONS) as book:
            sheet = book.add_worksheet("Words", LinesSheet)
            sheet.write_string(0, 0, "definition")
            words = ("short", "four words of it", "", "x " * 30)
            sheet.write_lines(
                ([cell(word, 0)], height_of([(word, 10)])) for word in words
            )
        read = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))["Words"]
        tall = [read.row_dimensions[number].height for number in range(2, 6)]
        self.assertEqual(tall, [15, 30, 15, 90])

    def test_same_cells_as_one_by_one(self):
        texts = ("=1+1", "a & <b>", " spaced ", "\x02", "_x0041_", "é €", "x" * 40_000)
        lines = [
            (text, 0.1 + rank, date(2026, 2, 28)) for rank, text in enumerate(texts)
        ]
        lines += [
            (None, -3, None),
            ("last", None, date(1999, 12, 31)),
            ("", 10**12, None),
        ]
        ours, theirs = self._file(lines)
        self.assertEqual(ours, theirs)

    def test_every_line_of_several_chunks(self):
        lines = [(f"Line {n}", n, date(2026, 1, 1)) for n in range(2 * CHUNK + 1)]
        ours, theirs = self._file(lines)
        self.assertEqual(ours, theirs)
        self.assertEqual(len(ours), 2 * CHUNK + 1)

    def test_no_line(self):
        self.assertEqual(self._file([])[0], [])
