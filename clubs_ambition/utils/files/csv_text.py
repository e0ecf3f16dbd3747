"""Text files as people save them: bytes in, numbered rows of cells out.

Pure functions. Excel, LibreOffice and the software of agencies each write in an
encoding and with a separator of their own.
"""

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress

from .unreadable import Unreadable

SEPARATORS = ";,\t|"
COLUMNS = 200
ROWS = 50_000
"""What is read of a table: more comes of a sheet formatted to its edge, or of no hand."""
SEEN = 1_000
"""How far one looks for a cell beyond these columns: a file of more is refused."""
BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
UNKNOWN = "\ufffd"
"""Stands for a byte that means nothing: the cell that holds it is refused."""
OF_A_BYTE = ("windows-1252", "mac-roman", "cp850")
"""What Excel calls CSV, CSV (Macintosh) and CSV (MS-DOS): no byte says which it is."""
ACCENTS = re.compile(
    "[a-z][àâçéèêëîïôœùûü]|[àâçéèêëîïôœùûü][a-z]"
    "|[A-Z][ÀÂÇÉÈÊËÎÏÔŒÙÛÜ]|[ÀÂÇÉÈÊËÎÏÔŒÙÛÜ][A-Z]|\\b[ÀÂÇÉÈÊÎÔŒÙÛ][a-z]"
)
"""Letters of French where words have them; what another encoding reads is elsewhere."""
STRANGE = re.compile(
    "[A-Za-z][\u0192\u02c6\u02dc\u0160\u0161\u017d\u017e\u2013\u2014\u201a\u201c-\u201e"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u2122\ufffd](?=[A-Za-z])"
)
"""Signs inside a word: what Windows-1252 reads for letters that are written otherwise."""
SHOWING = 100_000
"""How many letters of a file tell how it is written."""
SAID = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
"""What Excel reads in a first line: the separator, and nothing of the table."""
CELL = 1_000_000
"""Letters of the longest cell: more is what a quotation mark that is not closed makes."""


def decode(content, asked=None):
    """Return ``(text, encoding)``: UTF-8 (marked or not), UTF-16, else one of a byte.

    :param str asked: what the user chose, for what is neither
    """
    for mark, encoding in BOMS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff"), encoding
    if encoding := _utf_16(content):
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        mended, bad, good = _mended(content)
    if good >= bad:
        return mended, "utf-8"
    with suppress(UnicodeDecodeError, LookupError):
        if asked:
            return content.decode(asked), asked
    return _of_a_byte(content)


def _of_a_byte(content):
    """Return the text and its encoding: Windows-1252, unless it makes no words."""
    texts = {one: content.decode(one, "replace") for one in OF_A_BYTE}

    def likely(one):
        return len(ACCENTS.findall(texts[one][:SHOWING]))

    windows, *others = OF_A_BYTE
    strange = len(STRANGE.findall(texts[windows][:SHOWING]))
    best = max(others, key=likely) if strange > likely(windows) else windows
    return texts[best], best


def _utf_16(content):
    """Return the encoding of a UTF-16 text without mark: every other byte is a zero."""
    start = content[:400]
    if len(start) < 4 or 0 not in start:
        return None
    odd, even = start[1::2].count(0), start[::2].count(0)
    if odd > len(start) // 4 and even < odd // 8:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) // 4 and odd < even // 8 else None


def _mended(content):
    """Return UTF-8 whose bad bytes are Windows-1252: a cell was pasted from elsewhere.

    :return: the text, the number of bad bytes, and of letters that are UTF-8
    """
    parts, bad, rest = [], 0, content
    while rest:
        try:
            parts.append(rest.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(rest[: error.start].decode("utf-8"))
            wrong = rest[error.start : error.end]
            parts.append(wrong.decode("windows-1252", "replace"))
            bad += 1
            rest = rest[error.end :]
            if bad > 200:
                return "", bad, 0  # another encoding
    text = "".join(parts)
    return text, bad, sum(char > "\x7f" for char in text) - bad


def separator_of(text, asked=None):
    """Return what stands between the cells: what was asked for, if the text has it.

    Else what stands as often on most lines: a remark may hold many commas, and a title
    above the headings holds nothing.
    """
    if said := SAID.match(text):
        return said[1]
    lines = text.lstrip().splitlines()[:50]
    if asked and len(asked) == 1 and any(asked in line for line in lines[:20]):
        return asked

    def evenness(separator):
        found = Counter(filter(None, (line.count(separator) for line in lines)))
        return max((count * times for count, times in found.items()), default=0)

    return max(SEPARATORS, key=evenness)


def rows(text, separator, quote='"'):
    """Return ``[(line of the spreadsheet, cells)]``.

    :raise Unreadable: for a quotation mark that is not closed: the lines that follow
        would be inside one cell; for more than :data:`ROWS` lines, or
        :data:`COLUMNS` columns
    """
    quote = quote if quote and len(quote) == 1 and quote != separator else '"'
    lines = io.StringIO(text.replace("\0", ""), newline="")
    reader = csv.reader(lines, quotechar=quote, delimiter=separator, strict=True)
    numbered, line = [], 0
    try:
        for line, cells in enumerate(reader, 1):
            if max(map(len, cells), default=0) > CELL:
                raise Unreadable("quote", line=line)
            _check_swallowed(cells, separator, line)
            if any(cell.strip() for cell in cells[COLUMNS:]):
                raise Unreadable("wide")
            texts = [cell.strip() for cell in cells[:COLUMNS]]
            if any(texts) and not (line == 1 and SAID.match(text)):
                numbered.append((line, texts))
            if len(numbered) > ROWS:
                raise Unreadable("long")
    except csv.Error as error:
        raise Unreadable("quote", line=line + 1) from error
    return numbered


def _check_swallowed(cells, separator, line):
    """Refuse a cell that holds the end of a line, whole lines, and a beginning.

    That is what a quotation mark makes when it is closed by that of another line.
    """
    width = len(cells)
    if width < 3:
        return
    for place, cell in enumerate(cells):
        if "\n" not in cell:
            continue
        first, *middle, last = [one.count(separator) for one in cell.splitlines()]
        whole = all(count == width - 1 for count in middle)
        if (first, last) == (width - 1 - place, place) and whole:
            raise Unreadable("quote", line=line)
