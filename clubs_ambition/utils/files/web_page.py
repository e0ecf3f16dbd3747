"""Tables of web pages: what agencies' software writes, and names like a spreadsheet.

Pure functions: bytes in, numbered rows of cells out.
"""

import lxml.html

from . import csv_text
from .csv_text import ROWS, SEEN


def tables_of(content):
    """Yield the name and the numbered rows of each table that holds no other."""
    text, _encoding = csv_text.decode(content)
    if text.lstrip().startswith("<?xml"):
        text = text.partition("?>")[2]
    tree = lxml.html.document_fromstring(text)
    tables = [one for one in tree.iter("table") if not one.xpath(".//table")]
    for number, table in enumerate(tables, 1):
        yield str(number), _rows(table)


def _rows(table):
    """Yield the numbered rows of a table; a cell over several lines is of each.

    Its lines below leave it out: without it, what follows would be in other columns.
    """
    spanned = {}
    for line, row in enumerate(table.iter("tr"), 1):
        cells = []
        for cell in row.iterchildren("td", "th"):
            _take_spanned(cells, spanned)
            width, height = (
                _span(cell, "colspan", SEEN),
                _span(cell, "rowspan", ROWS),
            )
            texts = [_text(cell), *[""] * (width - 1)]
            if height > 1:
                spanned |= {
                    len(cells) + place: (text, height - 1)
                    for place, text in enumerate(texts)
                }
            cells += texts
            if len(cells) > SEEN:
                break
        _take_spanned(cells, spanned, last=True)
        yield line, cells[:SEEN]


def _take_spanned(cells, spanned, last=False):
    """Add to a row what cells of rows above say in its next columns.

    :param last: whether the row has no other cell
    """
    places = [place for place in spanned if place >= len(cells)]
    while len(cells) in spanned or (last and places and len(cells) <= max(places)):
        text, left = spanned.pop(len(cells), ("", 0))
        if left > 1:
            spanned[len(cells)] = text, left - 1
        cells.append(text)
        places = [place for place in places if place >= len(cells)]


def _span(cell, name, most):
    span = cell.get(name) or "1"
    return max(1, min(int(span) if span.isdecimal() else 1, most))


def _text(cell):
    """Return the text of a cell, whose lines are elements."""
    for line in cell.iter("br", "p", "div"):
        line.tail = "\n" + (line.tail or "")
    return cell.text_content().strip()
