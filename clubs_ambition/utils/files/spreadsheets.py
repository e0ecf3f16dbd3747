"""Spreadsheets as people pick them: bytes in, numbered rows of every sheet out.

What a file is called says little: agencies' software writes tables of HTML named
``.xls``. Its first bytes say what it is. What is read is bounded: a sheet formatted to
its last line, or a file that unfolds to gigabytes, ends in a sentence.
"""

import io
import warnings
import zipfile
from datetime import date, datetime

import lxml.etree
import lxml.html

from . import csv_text
from .unreadable import Unreadable

COLUMNS = 200
ROWS = 50_000
UNFOLDED = 300 * 2**20
"""The most bytes of what a compressed file holds."""
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
DOCUMENTS = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"RIFF"),
    *(b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF"),
)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def kind_of(content):
    """Return ``csv``, ``html``, ``ods``, ``xls`` or ``xlsx``, as the bytes say.

    :raise Unreadable: when it is no table
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    if content.startswith(ZIP):
        return _zipped(content)
    if content.startswith(OLE):
        return _old(content)
    if content.startswith(DOCUMENTS):
        raise Unreadable("document")
    text, _encoding = csv_text.decode(content[:4000])
    start = text.lstrip().lower()
    if start.startswith("mime-version:") or (
        start.startswith("<?xml") and "office:spreadsheet" in start
    ):
        raise Unreadable("page")
    if start.startswith("<") and any(tag in start for tag in ("<html", "<table")):
        return "html"
    if start.startswith(("<?xml", "<!doctype", "{", "<svg")):
        raise Unreadable("document")
    strange = text.count("\0") + text.count(csv_text.UNKNOWN)
    if strange * 20 > len(text):
        raise Unreadable("document")
    return "csv"


def _zipped(content):
    """Return what a compressed file is; its sizes are those it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            names, kinds = set(box.namelist()), ""
            if sum(one.file_size for one in box.infolist()) > UNFOLDED:
                raise Unreadable("heavy")
            if "mimetype" in names:
                kinds = box.read("mimetype")[:100].decode("ascii", "replace")
            if "META-INF/manifest.xml" in names and b"encryption-data" in box.read(
                "META-INF/manifest.xml"
            ):
                raise Unreadable("password")
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken archive raises
        raise Unreadable("broken") from error
    if "opendocument.spreadsheet" in kinds:
        return "ods"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names or any(name.endswith(".iwa") for name in names):
        raise Unreadable("old")
    raise Unreadable("document")


def _old(content):
    """Return what Microsoft's older container holds: a password wraps a new file."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("password")
    if "WordDocument".encode("utf-16-le") in content:
        raise Unreadable("document")
    return "xls"


def sheets_of(content, kind):
    """Return ``{name: [(line, cells)]}`` of all the sheets of a file, cells as text.

    :raise Unreadable: when it cannot be read
    """
    reader = {"html": _html, "ods": _ods, "xls": _xls, "xlsx": _xlsx}[kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it leaves out
            sheets = reader(content)
    except Unreadable:
        raise
    except ImportError as error:
        raise Unreadable("old") from error
    except Exception as error:  # whatever a broken or rare file raises
        raise Unreadable("broken") from error
    if not any(sheets.values()):
        raise Unreadable("empty")
    return sheets


def _kept(numbered):
    """Return the rows that hold something, at most :data:`ROWS`, as wide as they need."""
    rows, width = [], 0
    for number, cells in numbered:
        texts = [_cell(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            if len(rows) >= ROWS:
                raise Unreadable("long")
            rows.append((number, texts))
            width = max(width, len(texts))
    return [(number, texts + [""] * (width - len(texts))) for number, texts in rows]


def _cell(value):
    """Return the text of a cell; days and moments stay what they are."""
    if isinstance(value, datetime):
        whole = not (value.hour or value.minute or value.second)
        return value.date() if whole else value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value).strip()


def _xlsx(content):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets = {}
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(max_col=COLUMNS, values_only=True), 1)
        sheets[sheet.title] = _kept(rows)
    return sheets


def _xls(content):
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        word = "password" if "encrypt" in str(error).lower() else "broken"
        raise Unreadable(word) from error
    return {
        sheet.name: _kept(
            (line + 1, [_old_cell(book, cell) for cell in sheet.row(line)[:COLUMNS]])
            for line in range(sheet.nrows)
        )
        for sheet in book.sheets()
        if not sheet.visibility
    }


def _old_cell(book, cell):
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (ArithmeticError, ValueError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#")
    return cell.value


def _ods(content):
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
        tree = lxml.etree.fromstring(box.read("content.xml"), parser)
    return {
        table.get(f"{TABLE}name"): _kept(_ods_rows(table))
        for table in tree.iter(f"{TABLE}table")
    }


def _ods_rows(table):
    line = 0
    for row in table.iter(f"{TABLE}table-row"):
        times = int(row.get(f"{TABLE}number-rows-repeated", 1))
        cells = _ods_cells(row)
        for more in range(min(times, ROWS) if cells else 0):
            yield line + more + 1, cells
        line += times


def _ods_cells(row):
    cells = []
    for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        times = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        cells += [_ods_cell(cell)] * min(times, COLUMNS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _ods_cell(cell):
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{OFFICE}date-value")[:19])
    if kind in ("float", "currency", "percentage"):
        return float(cell.get(f"{OFFICE}value"))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value")
    return "\n".join(_ods_text(part) for part in cell.iterchildren(f"{TEXT}p"))


def _ods_text(part):
    """Return the text of a paragraph, whose spaces and new lines are elements."""
    texts = [part.text or ""]
    for inner in part.iterchildren(f"{TEXT}*"):
        name = inner.tag.removeprefix(TEXT)
        texts.append({"s": " ", "tab": " ", "line-break": "\n"}.get(name, ""))
        texts += [_ods_text(inner), inner.tail or ""]
    return "".join(texts)


def _html(content):
    text, _encoding = csv_text.decode(content)
    if text.lstrip().startswith("<?xml"):
        text = text.partition("?>")[2]
    tree = lxml.html.document_fromstring(text)
    tables = [one for one in tree.iter("table") if not one.xpath(".//table")]
    return {
        str(number): _kept(
            (line, _html_cells(row)) for line, row in enumerate(table.iter("tr"), 1)
        )
        for number, table in enumerate(tables, 1)
    }


def _html_cells(row):
    cells = []
    for cell in row.iterchildren("td", "th"):
        span = cell.get("colspan") or "1"
        empty = min(int(span) if span.isdecimal() else 1, COLUMNS) - 1
        cells += [cell.text_content().strip(), *[""] * empty]
    return cells[:COLUMNS]
