"""Whole lines into a sheet of xlsxwriter: what a hundred thousand of them need.

Cell by cell, xlsxwriter goes through ten calls for each; a list of the journeys of
the country has millions. Written as text at once, with the words that come back
(clubs, reasons, yes and no) made once, a list takes a third of that time. The
memory is that of one line, as with ``constant_memory``, which the sheet needs.
"""

import re
import textwrap
from datetime import date

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from .bilan_sheets import Formula

EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
MAX_TEXT = 32767  # characters of a cell
ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
CODE = re.compile("(_x[0-9a-fA-F]{4}_)")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
CHUNK = 500  # lines written to the disk at once
LINE_HEIGHT = 15  # points


def escaped(text):
    """Return a text for the file: what XML does not hold is written by its number."""
    text = text[:MAX_TEXT]
    if not ODD.search(text):
        return text
    text = CODE.sub(r"_x005F\1", text)
    text = CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def formula_cell(formula, style):
    """Return the same for a formula, with what a reader that computes nothing shows."""
    text, value = escaped(formula.text), formula.value
    if isinstance(value, str):
        return f' s="{style}" t="str"><f>{text}</f><v>{escaped(value)}</v></c>'
    return f' s="{style}"><f>{text}</f><v>{value:.16G}</v></c>'


def height_of(texts):
    """Return the points that texts of ``[(text, characters across)]`` take, wrapped.

    Not every program makes room by itself for what is wrapped: some write it over the
    next lines.
    """
    tall = max(
        (len(textwrap.wrap(text, int(width))) for text, width in texts), default=1
    )
    return LINE_HEIGHT * max(tall, 1)


def cell(value, style):
    """Return what follows the place of a cell; a text stays a text."""
    if isinstance(value, Formula):
        return formula_cell(value, style)
    if isinstance(value, str):
        space = ' xml:space="preserve"' if value != value.strip() else ""
        text = f"<is><t{space}>{escaped(value)}</t></is>"
        return f' s="{style}" t="inlineStr">{text}</c>'
    if isinstance(value, date):
        value = (value - EPOCH).days
    return f' s="{style}"><v>{value:.16G}</v></c>'


class LinesSheet(Worksheet):
    """A sheet in constant memory that takes lines, below those written by cell."""

    def write_lines(self, lines):
        """Write lines of ``(cells, height)``; return how many.

        Cells are texts of :func:`cell`, ``None`` for none; a height is in points,
        ``None`` as usual. What is beyond the last row of a sheet is left out, as
        xlsxwriter does.
        """
        first = (self.dim_rowmax or 0) + 1
        self._write_single_row(first)
        places = [f'<c r="{xl_col_to_name(at)}' for at in range(self.dim_colmax + 1)]
        chunk, number = [], first
        for number, (cells, height) in enumerate(lines, first + 1):
            if number <= self.xls_rowmax:
                tall = f' ht="{height}" customHeight="1"' if height else ""
                written = "".join(
                    [
                        f'{place}{number}"{text}'
                        for place, text in zip(places, cells, strict=True)
                        if text
                    ]
                )
                chunk.append(f'<row r="{number}"{tall}>{written}</row>')
            if len(chunk) == CHUNK:
                self.fh.write("".join(chunk))
                chunk.clear()
        self.fh.write("".join(chunk))
        self.dim_rowmax = self.previous_row = min(number, self.xls_rowmax) - 1
        return number - first
