"""Files of one list of people, as somebody's software or hand really saved them."""

import codecs
import io
import zipfile
from datetime import date

import openpyxl
import xlwt

from odoo import fields

HEAD = ("Nom", "Prénom", "Né(e) le", "Portable", "Club")
ROWS = (
    ("Béranger", "Zoé", "03/02/2001", "0639986401", "Club A"),
    ("Le Goff", "Maël", "21/08/2003", "0639986402", "Club A"),
)
TEXT = "\r\n".join(";".join(row) for row in (HEAD, *ROWS)) + "\r\n"
SERIALS = {"03/02/2001": 36925, "21/08/2003": 37854}


def moment(text):
    return fields.Datetime.to_datetime(f"{text}:00")


def workbook(*sheets):
    """Return a workbook of ``(name, rows)``."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_numbers(row):
    """Return a line whose days and phones the spreadsheet took for numbers."""
    last, first, day, phone, club = row
    return last, first, SERIALS[day], float(phone), club


def as_days(row):
    last, first, day, phone, club = row
    month = [int(part) for part in reversed(day.split("/"))]
    return f"{last}_x000D_", first, date(*month), phone, club


def ods(hidden=False, filtered=False):
    """Return the list as LibreOffice saves it, after a sheet that says how to read it.

    :param hidden: whether last year's list, of the same headings, is a hidden sheet
    :param filtered: whether a filter hides who is last
    """

    def cell(text):
        return (
            '<table:table-cell office:value-type="string"><text:p>'
            f"{text}</text:p></table:table-cell>"
        )

    def day(text):
        iso = "-".join(reversed(text.split("/")))
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{iso}">'
            f"<text:p>{text}</text:p></table:table-cell>"
        )

    lines = [
        "".join(day(text) if text in SERIALS else cell(text) for text in row)
        for row in (HEAD, *ROWS)
    ]
    blank = '<table:table-cell table:number-columns-repeated="1019"/>'
    rows = "".join(
        f"<table:table-row>{line}{blank}</table:table-row>" for line in lines[:-1]
    )
    shown = "filter" if filtered else "visible"
    rows += f'<table:table-row table:visibility="{shown}">{lines[-1]}</table:table-row>'
    old = "".join(cell(text) for text in (*HEAD[:-1], "Club", "Remarque"))
    before = (
        f"""<table:table table:name="2023" table:style-name="ta9">
            <table:table-row>{old}</table:table-row><table:table-row>
            {cell("Ancien")}{cell("Ana")}</table:table-row></table:table>"""
        if hidden
        else ""
    )
    read_me = f"""<table:table table:name="Lisez-moi"><table:table-row>{cell("À lire")}
            </table:table-row></table:table>"""
    content = f"""<?xml version="1.0" encoding="UTF-8"?>
        <office:document-content
            xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
            xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
            xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
        <office:automatic-styles><style:style style:name="ta9" style:family="table">
            <style:table-properties table:display="false"/></style:style>
        </office:automatic-styles>
        <office:body><office:spreadsheet>{before}
            {"" if filtered else read_me}
            <table:table table:name="Liste">{rows}
            <table:table-row table:number-rows-repeated="1048570">{blank}
            </table:table-row></table:table>
        </office:spreadsheet></office:body></office:document-content>"""
    return zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{"content.xml": content},
    )


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        for name, content in files.items():
            box.writestr(name, content)
    return stream.getvalue()


def bomb(part):
    """Return a small file of which a part unfolds to more than is ever read at once."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr("xl/workbook.xml", "<workbook/>")
        with box.open(part, "w", force_zip64=True) as written:
            for _time in range(101):
                written.write(b"<t/>" * 2**18)
    return stream.getvalue()


def html():
    lines = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in (("Liste du 24/11",), HEAD, *ROWS)
    )
    return f"<html><head><meta charset='utf-8'></head><table>{lines}</table></html>"


def spans():
    """Return a page where the club is one cell over both lines, names on two lines."""
    head = "".join(f"<td>{cell}</td>" for cell in HEAD[-1:] + HEAD[:-1])
    lines = [[*row[:-1]] for row in ROWS]
    lines[1][0] = "Le<br>Goff"
    first, second = ("".join(f"<td>{cell}</td>" for cell in row) for row in lines)
    return (
        f"<table><tr>{head}</tr><tr><td rowspan='2'>Club A</td>{first}</tr>"
        f"<tr>{second}</tr></table>"
    )


def merged():
    """Return a workbook with a heading on two lines, and one club for both people."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("Nom", "Prénom", "Personne", None, "Club"),
        (None, None, "Né(e) le", "Portable", None),
        ROWS[0],
        (*ROWS[1][:-1], None),
    ):
        sheet.append(row)
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "E3:E4"):
        sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def filtered():
    """Return the list with a filter that shows one of both people."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(("Liste", (HEAD, *ROWS)))))
    book.active.auto_filter.ref = "A1:E3"
    book.active.row_dimensions[2].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def old_workbook(merged=False, hidden=False):
    """Return the list as Excel 97 saved it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Liste")
    for line, row in enumerate((HEAD, *ROWS)):
        for column, cell in enumerate(row[:-1]):
            sheet.write(line, column, cell)
    sheet.write(0, 4, HEAD[-1])
    if merged:
        sheet.write_merge(1, 2, 4, 4, ROWS[0][-1])
    else:
        sheet.write(1, 4, ROWS[0][-1])
        sheet.write(2, 4, ROWS[1][-1])
    sheet.row(2).hidden = hidden
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def wide(shown=None, start=""):
    """Return the list with its clubs in a column that nobody looks for."""
    rows = [(*row[:-1], *("" for _ in range(200)), row[-1]) for row in (HEAD, *ROWS)]
    return start + "\n".join(map(shown, rows)) if shown else rows


READ = {
    "plain.csv": TEXT.encode(),
    "marked.csv": codecs.BOM_UTF8 + TEXT.encode(),
    "windows.csv": TEXT.encode("windows-1252"),
    "macintosh.csv": TEXT.replace("\r\n", "\r").encode("mac-roman"),
    "ms-dos.csv": TEXT.encode("cp850"),
    "utf-16.csv": TEXT.replace(";", "\t").encode("utf-16"),
    "utf-16-unmarked.csv": TEXT.encode("utf-16-le"),
    "one-bad-byte.csv": TEXT.encode().replace("Maël".encode(), b"Ma\xebl"),
    "titled.csv": f"Liste des orientations, agence du Port\r\n\r\n{TEXT}".encode(),
    "commas.csv": TEXT.replace(";", ",").encode(),
    "old-mac.csv": TEXT.replace("\r\n", "\r").encode(),
    "text.xls": TEXT.replace(";", "\t").encode("windows-1252"),
    "table.xls": html().encode(),
    "plain.xlsx": workbook(("Liste", (HEAD, *ROWS))),
    "read-me.xlsx": workbook(
        ("Lisez-moi", (("Comment remplir",), ("Nom", "le nom de famille"))),
        ("Liste", (HEAD, *ROWS)),
    ),
    "titled.xlsx": workbook(
        ("Liste", (("Orientations",), (), ("Agence", "Port"), HEAD, *ROWS))
    ),
    "numbers.xlsx": workbook(("Liste", (HEAD, *map(as_numbers, ROWS)))),
    "days.xlsx": workbook(("Liste", (HEAD, *map(as_days, ROWS)))),
    "office.ods": ods(),
    "merged.xlsx": merged(),
    "merged.xls": spans().encode(),
    "97.xls": old_workbook(),
    "merged-97.xls": old_workbook(merged=True),
    "said.csv": f"sep=;\r\n{TEXT}".encode(),
    "words.csv": TEXT.replace("03/02/2001", "samedi 3 février 2001")
    .replace("21/08/2003", "21-août-03")
    .encode(),
    "hidden.ods": ods(hidden=True),
    "pasted.csv": "".join(
        "\ufeff" + ";".join(HEAD) + "\r\n" + ";".join(row) + "\r\n" for row in ROWS
    ).encode(),
    "pasted.xlsx": workbook(("Liste", (HEAD, ROWS[0], HEAD, ROWS[1]))),
    "formatted.xlsx": workbook(("Liste", (HEAD, *(one + ("",) * 400 for one in ROWS)))),
}
"""Files that all say the same two people."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
REFUSED = {
    "empty.csv": (b"", "empty"),
    "blank.csv": (b" \r\n\r\n", "empty"),
    "blank.xlsx": (workbook(("Feuil1", ())), "empty"),
    "password.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "broken.xlsx": (READ["plain.xlsx"][:900], "damaged"),
    "old.xls": (OLE, "damaged"),
    "letter.docx": (zipped(**{"word/document.xml": "<w/>"}), "no spreadsheet"),
    "letter.doc": (OLE + "WordDocument".encode("utf-16-le"), "no spreadsheet"),
    "locked.ods": (
        zipped(
            **{
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "META-INF/manifest.xml": "<m:encryption-data/>",
            }
        ),
        "password",
    ),
    "people.json": (b'{"nom": "Roux"}', "no spreadsheet"),
    "binary.xlsb": (zipped(**{"xl/workbook.bin": "x"}), "This kind of"),
    "base.mdb": (b"\0\1\0\0Standard Jet DB" + bytes(400), "no spreadsheet"),
    "paper.pdf": (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "no spreadsheet",
    ),
    "page.xls": (b"MIME-Version: 1.0\r\n\r\n<table>", "page of the web"),
    "unclosed.csv": (TEXT.replace("Béranger", '"Béranger').encode(), "Line 2"),
    "swallowed.csv": (
        TEXT.replace("Zoé", '"Zoé').replace("Maël", 'Maël"').encode(),
        "Line 2",
    ),
    "long.csv": (TEXT.encode() + b"Roux;Ana;;;Club A\r\n" * 50_001, "more than 50000"),
    "wide.csv": (wide(";".join).encode(), "more than 200 columns"),
    "wide.xlsx": (workbook(("Liste", wide())), "more than 200 columns"),
    "wide.xls": (
        wide(lambda row: f"<tr><td>{'<td>'.join(row)}</tr>", "<table>").encode(),
        "more than 200 columns",
    ),
    "filtered.xlsx": (filtered(), "Line 2 is hidden"),
    "filtered.xls": (old_workbook(hidden=True), "Line 3 is hidden"),
    "filtered.ods": (ods(filtered=True), "Line 3 is hidden"),
    "heavy.xls": (b"<table>" + b"<td>" * 8_000_000, "too big"),
    "bomb.ods": (bomb("content.xml"), "too big"),
    "bomb.xlsx": (bomb("xl/sharedStrings.xml"), "too big"),
    "only-headings.csv": (";".join(HEAD).encode(), "below its headers"),
}
"""Files that nobody can read, with a word of the sentence that says what to do."""
