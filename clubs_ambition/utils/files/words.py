"""The words of a file as people join them: who is named in it is found, to be erased."""

import io
import logging
import re
import zipfile
from html import unescape

from odoo.tools import pdf

from . import spreadsheets
from .unreadable import Unreadable

HEAVY = 20 * 2**20
"""The most bytes of a file that is read; a CV or a list is a hundredth of it."""
TABLE = 2 * 2**20
"""Of a table, which is read cell by cell."""
UNFOLDED = 50 * 2**20
PAGES = 60
MOST = 2**20
"""The most letters that are kept."""
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
PARTS = re.compile(
    r"(?:word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)"
    r"|ppt/(?:slides|notesSlides)/\w+|content|styles)\.xml"
)
"""Where a document of Word, PowerPoint or LibreOffice has its words."""
APART = re.compile(
    r"</(?:w:p|w:tc|a:p|text:p|text:h|table:table-cell)>"
    r"|<(?:w:tab|w:br|a:br|text:tab|text:s|text:line-break)\b[^<>]*>"
)
"""What stands between two words: an end, a cell, a tab; other tags cut words in two."""
logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells all that it mends
TAG = re.compile(r"<[^<>]*>")


def words_of(content):
    """Return the words of a spreadsheet, a document or a PDF; nothing of what is none."""
    if not content.startswith((ZIP, OLE, PDF)) or len(content) > HEAVY:
        return ""
    try:
        return (_pdf if content.startswith(PDF) else _office)(content)[:MOST]
    except Exception:  # noqa: BLE001 (whatever a broken or rare file raises)
        return ""


def _office(content):
    """Return the lines of a table, else the words of a document."""
    try:
        kind = spreadsheets.kind_of(content)
        if len(content) > TABLE:
            return ""
        sheets = spreadsheets.sheets_of(content, kind).values()
    except Unreadable as error:
        return _document(content) if error.reason == "document" else ""
    return "\n".join(" ".join(cells) for rows in sheets for _line, cells in rows)


def _document(content):
    if not content.startswith(ZIP):
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        parts = [one for one in box.infolist() if PARTS.fullmatch(one.filename)]
        if sum(one.file_size for one in parts) > UNFOLDED:
            return ""
        texts = [box.read(one).decode("utf-8", "replace") for one in parts]
    return "\n".join(unescape(TAG.sub("", APART.sub(" ", text))) for text in texts)


def _pdf(content):
    reader = pdf.PdfReaderBase(io.BytesIO(content), strict=False)
    pages = (reader.pages[number] for number in range(min(len(reader.pages), PAGES)))
    return "\n".join(page.extract_text() for page in pages)
