"""Spreadsheets as people pick them: bytes in, numbered rows of every sheet out.

What a file is called says little: agencies' software writes tables of HTML named
``.xls``. Its first bytes say what it is. What is read is bounded: a sheet formatted to
its last line, or a file that unfolds to gigabytes, ends in a sentence.
"""

import io
import re
import warnings
import zipfile
from collections import defaultdict
from contextlib import suppress
from datetime import date, datetime

import lxml.etree

from . import csv_text, web_page
from .csv_text import COLUMNS, ROWS, SEEN
from .unreadable import Unreadable

UNFOLDED = 300 * 2**20
"""The most bytes of what a compressed file holds."""
PART = 100 * 2**20
"""The most bytes of a part that is read at once: not a sheet of Excel, line by line."""
PAGE = 30 * 2**20
"""The most bytes of a page of the web, of which each tag takes many more."""
LINE_BY_LINE = "xl/worksheets/"
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
DOCUMENTS = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"RIFF"),
    *(b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF"),
)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
"""A cell over several others: its column, its first and its last line."""
UNCOUNTED = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^>]*t="str")[^>]*>'
    rb"<f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>"
)
"""A formula of which the software that wrote the file did not count the result."""
HIDDEN = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")(?:[^>]*\s)?r="(\d{1,7})"')
"""A line that a filter, or somebody, hides."""
FAILED = "#N/A"
CHUNK, OVERLAP = 2**20, 4_000


class Sheet(list):
    """The numbered rows of a sheet that hold something.

    ``hidden`` is the first of their lines that nobody sees, or None.
    """

    hidden = None


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
        if len(content) > PAGE:
            raise Unreadable("heavy")
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
            parts = box.infolist()
            if sum(one.file_size for one in parts) > UNFOLDED or any(
                one.file_size > PART and not one.filename.startswith(LINE_BY_LINE)
                for one in parts
            ):
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
    """Return ``{name: Sheet}`` of all the sheets of a file, cells as text.

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


def _kept(numbered, hidden=()):
    """Return the rows that hold something, as wide as they need.

    :param hidden: lines that nobody sees, known once all were read
    :raise Unreadable: for more lines or columns than are read
    """
    rows, width = [], 0
    for number, cells in numbered:
        texts = [_cell(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            if len(texts) > COLUMNS:
                raise Unreadable("wide")
            if len(rows) >= ROWS:
                raise Unreadable("long")
            rows.append((number, texts))
            width = max(width, len(texts))
    sheet = Sheet((line, texts + [""] * (width - len(texts))) for line, texts in rows)
    sheet.hidden = next((line for line, _texts in rows if line in hidden), None)
    return sheet


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
        rows = enumerate(sheet.iter_rows(max_col=SEEN, values_only=True), 1)
        merged, uncounted, hidden = _marks(content, sheet._worksheet_path)
        sheets[sheet.title] = _kept(_as_shown(rows, merged, uncounted), hidden)
    return sheets


def _marks(content, path):
    """Return what a sheet says of its cells, and their values do not.

    :return: ``{line: {column: last line}}`` of cells over several lines,
        ``{line: columns}`` of formulas without a result, and the hidden lines
    """
    merged, uncounted, rest = defaultdict(dict), defaultdict(set), b""
    hidden = set()
    with zipfile.ZipFile(io.BytesIO(content)) as box, box.open(path) as stream:
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            for column, first, last in MERGED.findall(text):
                if last != first:
                    merged[int(first)][_place(column)] = int(last)
            for column, line in UNCOUNTED.findall(text):
                uncounted[int(line)].add(_place(column))
            hidden.update(map(int, HIDDEN.findall(text)))
            rest = text[-OVERLAP:]
    return merged, uncounted, hidden


def _place(column):
    """Return the place of a column in its row, of its letters."""
    place = 0
    for letter in column:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _as_shown(rows, merged, uncounted):
    """Yield rows as people see them: a cell over several lines says the same in each."""
    going_on = {}
    for line, row in rows:
        cells = list(row)
        going_on = {
            place: (value, last)
            for place, (value, last) in going_on.items()
            if line <= last
        }
        for place, (value, _last) in going_on.items():
            if place < len(cells) and cells[place] in (None, ""):
                cells[place] = value
        for place in uncounted.get(line, ()):
            if place < len(cells) and cells[place] is None:
                cells[place] = FAILED
        for place, last in merged.get(line, {}).items():
            if place < len(cells):
                going_on[place] = cells[place], last
        yield line, cells


def _xls(content):
    import xlrd

    try:
        book = _old_book(content)
    except xlrd.XLRDError as error:
        word = "password" if "encrypt" in str(error).lower() else "broken"
        raise Unreadable(word) from error
    return {
        sheet.name: _old_sheet(book, sheet)
        for sheet in book.sheets()
        if not sheet.visibility
    }


def _old_book(content):
    """Open a workbook; what some software writes of its styles is not understood."""
    import xlrd

    said = {"file_contents": content, "logfile": io.StringIO()}
    try:
        return xlrd.open_workbook(formatting_info=True, **said)
    except xlrd.XLRDError:
        raise
    except Exception:  # noqa: BLE001 (whatever strange styles raise)
        return xlrd.open_workbook(**said)


def _old_sheet(book, sheet):
    """Return the rows of a sheet as people see them: its styles tell what is hidden."""
    rows = (
        (line + 1, [_old_cell(book, cell) for cell in sheet.row(line)[:SEEN]])
        for line in range(sheet.nrows)
    )
    merged = defaultdict(dict)
    for first, end, column, _right in sheet.merged_cells:
        if end - first > 1:
            merged[first + 1][column] = end
    hidden = {line + 1 for line, row in sheet.rowinfo_map.items() if row.hidden}
    return _kept(_as_shown(rows, merged, {}), hidden)


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
    hidden = {
        style.get(f"{STYLE}name")
        for style in tree.iter(f"{STYLE}style")
        if any(
            one.get(f"{TABLE}display") == "false"
            for one in style.iter(f"{STYLE}table-properties")
        )
    }
    return {
        table.get(f"{TABLE}name"): _ods_sheet(table)
        for table in tree.iter(f"{TABLE}table")
        if table.get(f"{TABLE}style-name") not in hidden
    }


def _ods_sheet(table):
    hidden = set()
    return _kept(_ods_rows(table, hidden), hidden)


def _ods_rows(table, hidden):
    """Yield the numbered rows of a table; add those that nobody sees to ``hidden``."""
    line, spanned = 0, {}
    for row in table.iter(f"{TABLE}table-row"):
        times = int(row.get(f"{TABLE}number-rows-repeated", 1))
        cells = _ods_cells(row, spanned)
        if cells and row.get(f"{TABLE}visibility", "visible") != "visible":
            hidden.update(range(line + 1, line + min(times, ROWS) + 1))
        for more in range(min(times, ROWS) if cells else 0):
            yield line + more + 1, cells
        line += times


def _ods_cells(row, spanned):
    """Return the cells of a row; one that a cell above covers says the same.

    :param spanned: ``{place: (value, lines left)}`` of cells over several lines
    """
    cells, covered = [], f"{TABLE}covered-table-cell"
    for cell in row.iterchildren(f"{TABLE}table-cell", covered):
        times = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        height = int(cell.get(f"{TABLE}number-rows-spanned", 1))
        value = _ods_cell(cell)
        for place in range(len(cells), min(len(cells) + times, SEEN)):
            told, left = value, height
            if cell.tag == covered and place in spanned:
                told, left = spanned.pop(place)
            if left > 1:
                spanned[place] = told, left - 1
            cells.append(told)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _ods_cell(cell):
    """Return the value of a cell; one that says none, the text that it shows."""
    kind = cell.get(f"{OFFICE}value-type")
    with suppress(TypeError, ValueError):
        if kind == "date":
            return datetime.fromisoformat(cell.get(f"{OFFICE}date-value")[:19])
        if kind in ("float", "currency", "percentage"):
            return float(cell.get(f"{OFFICE}value"))
    if kind == "boolean" and (value := cell.get(f"{OFFICE}boolean-value")):
        return value
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
    return {name: _kept(rows) for name, rows in web_page.tables_of(content)}
