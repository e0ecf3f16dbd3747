import io
import sys
import zipfile
from datetime import date
from unittest.mock import patch

import xlrd

from odoo.tests import TransactionCase, tagged

from ...utils.files import csv_text, spreadsheets
from ...utils.files.unreadable import Unreadable
from ...utils.identifiers import InvalidIdentifier
from ...utils.import_cells import (
    read_date,
    read_decimal,
    read_moment,
    read_number,
    read_postcode,
    read_siret,
)
from . import files_picked
from .files_picked import moment

ENCRYPTED = xlrd.XLRDError("Workbook is encrypted")


@tagged("post_install", "-at_install")
class TestReadersOfCells(TransactionCase):
    def test_siret_as_a_spreadsheet_leaves_it(self):
        for text in ("5680006300010", "05680006300010", "5680006300010.0"):
            with self.subTest(text):
                self.assertEqual(read_siret(text), "05680006300010")
        self.assertEqual(read_siret("7.3282932000074E+13"), "73282932000074")
        self.assertEqual(read_siret("7,3282932000074E+13"), "73282932000074")
        self.assertEqual(read_siret("73282932000074,00"), "73282932000074")
        with self.assertRaises(InvalidIdentifier) as caught:
            read_siret("7,32829E+13")
        self.assertEqual(caught.exception.reason, "shortened")
        for text in ("732829320", "73282932000075", "12"):
            with self.assertRaises(ValueError, msg=text):
                read_siret(text)

    def test_days_as_a_spreadsheet_leaves_them(self):
        for text in ("36925", "36925.0", "2001-02-03 00:00:00", "20010203"):
            self.assertEqual(read_date(text), date(2001, 2, 3), text)
        self.assertEqual(read_date("03/02/2001 00:00"), date(2001, 2, 3))
        for text in (
            *("samedi 3 février 2001", "3-févr.-2001", "03-févr-01", "sam. 3 fév 01"),
            *("03\u00a0février\u00a02001", "le 3 février 2001", "3 FÉVRIER 2001"),
        ):
            self.assertEqual(read_date(text, 2026), date(2001, 2, 3), text)
        self.assertEqual(read_date("3 mars 26", 2026), date(2026, 3, 3))
        self.assertEqual(read_date("3 mars 27", 2026), date(1927, 3, 3))
        self.assertEqual(read_date("1er mars 2026"), date(2026, 3, 1))
        self.assertEqual(read_date("1 er mars 2026 à 9h"), date(2026, 3, 1))
        self.assertEqual(read_date("2026/3/1"), date(2026, 3, 1))
        self.assertEqual(read_date("29/02/2028 14:30"), date(2028, 2, 29))
        for text, year in (("3/3/27", 2027), ("3/3/68", 2068), ("3/3/69", 1969)):
            self.assertEqual(read_date(text).year, year, "nobody is born in 2027")
        for text in (
            "3 jui 2026",
            "3 ma 2026",
            "31-févr.-26",
            "0026-03-03",
            "00/00/0000",
            "29/02/2027",
            "29 février 27",
        ):
            with self.assertRaises(ValueError, msg=text):
                read_date(text, 2026)
        with self.assertRaises(ValueError):
            read_postcode("\uff19\uff17\uff14\uff10\uff10")
        for text in ("1985", "369250", "99999", "20011303", "-36925", "3/2"):
            with self.assertRaises(ValueError, msg=text):
                read_date(text)

    def test_hours_as_a_spreadsheet_leaves_them(self):
        for text in (
            *("24/11/2026 14:30", "24/11/26 14h30", "24/11/2026 à 14 h 30"),
            *("2026-11-24T14:30:00.000", "mardi 24 novembre 2026, 14:30"),
            *("24-nov.-2026 14:30:00", "46350.6041666667", "46350,6041666667"),
        ):
            self.assertEqual(read_moment(text), moment("2026-11-24 14:30"), text)
        self.assertEqual(read_moment("24/11/2026 à 9h"), moment("2026-11-24 09:00"))
        self.assertEqual(read_moment("24/11/2026"), moment("2026-11-24 00:00"))
        for text in (
            *("24/11/2026 24:30", "24/11/2026 14:60", "24/11/2026 2:30 PM"),
            *("2026-11-24T14:30:00Z", "14:30", "14h30", "demain 14:30"),
        ):
            with self.assertRaises(ValueError, msg=text):
                read_moment(text)

    def test_numbers_as_a_spreadsheet_leaves_them(self):
        for text in (
            *("1234,5", "1234.50", "1 234,50 €", "1\u202f234,5", "1.234,50", "1,234.5"),
            *("1234,50 euros", "+1234.5", "1.2345E+03", "1234,5h"),
        ):
            self.assertEqual(read_decimal(text), 1234.5, text)
        self.assertEqual(read_decimal("1,234"), 1.234)
        self.assertEqual(read_decimal("-1.234.567,8"), -1234567.8)
        for text in (
            "",
            "beaucoup",
            "12,5,3",
            "9:30",
            "1e400",
            "²",
            "12 ou 13",
            "1_000",
        ):
            with self.assertRaises(ValueError, msg=text):
                read_decimal(text)

    def test_numbers_are_bounded(self):
        self.assertEqual(read_number("15 km"), 15)
        with self.assertRaises(ValueError):
            read_number("999999")

    def test_capitals_tell_the_encoding_too(self):
        for encoding in csv_text.OF_A_BYTE:
            for text in ("Nom;BÉRANGER;AÏCHA", "Élodie;façade", "Hélène\nÀ voir;où"):
                with self.subTest(encoding=encoding, text=text):
                    told = csv_text.decode(text.encode(encoding))
                    self.assertEqual(told, (text, encoding))
        told = csv_text.decode("“n° 3” – l’œuvre, etc…".encode("windows-1252"))
        self.assertEqual(told[1], "windows-1252")
        self.assertEqual(csv_text.decode(b"Zo\xe9", "latin2")[1], "latin2")

    def test_a_remark_of_several_lines_is_no_swallowed_line(self):
        text = 'Nom;Prénom;Note\r\nRoux;Ana;"Vente;\r\nou accueil, le soir"\r\n'
        self.assertEqual(len(csv_text.rows(text, ";")), 2)

    def test_a_sheet_formatted_to_its_last_line_is_short(self):
        rows = [("Nom",), *[("",)] * 3000, ("Roux",)]
        sheets = spreadsheets.sheets_of(files_picked.workbook(("A", rows)), "xlsx")
        self.assertEqual(sheets["A"], [(1, ["Nom"]), (3002, ["Roux"])])

    def test_a_sheet_without_end_is_refused(self):
        content = files_picked.workbook(("A", [("Roux",)] * 3))
        with (
            patch.object(spreadsheets, "ROWS", 2),
            self.assertRaises(Unreadable) as caught,
        ):
            spreadsheets.sheets_of(content, "xlsx")
        self.assertEqual(caught.exception.reason, "long")

    def test_a_formula_that_nobody_counted_is_told(self):
        """Software that writes workbooks leaves that to Excel, which never saw it."""
        rows = (("Nom", "Prénom"), ("Roux", "=UPPER(A2)"), ("Blanc", "Ana"))
        content = files_picked.workbook(("Liste", rows))
        (sheet,) = spreadsheets.sheets_of(content, "xlsx").values()
        self.assertEqual(sheet[1], (2, ["Roux", "#N/A"]))
        self.assertEqual(sheet[2], (3, ["Blanc", "Ana"]))

    def test_an_old_workbook_says_why_it_is_not_read(self):
        """A password, or a server that reads none."""
        for reason, way in (
            ("password", patch("xlrd.open_workbook", side_effect=ENCRYPTED)),
            ("old", patch.dict(sys.modules, xlrd=None)),
        ):
            with self.subTest(reason), way, self.assertRaises(Unreadable) as caught:
                spreadsheets.sheets_of(files_picked.OLE, "xls")
            self.assertEqual(caught.exception.reason, reason)

    def test_one_strange_day_breaks_no_file(self):
        content = files_picked.READ["office.ods"]
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            parts = {name: box.read(name).decode() for name in box.namelist()}
        parts["content.xml"] = parts["content.xml"].replace("2001-02-03", "0000-00-00")
        sheets = spreadsheets.sheets_of(files_picked.zipped(**parts), "ods")
        self.assertEqual(sheets["Liste"][1][1][2], "03/02/2001")

    def test_what_unfolds_without_end_is_refused(self):
        content = files_picked.zipped(**{"xl/workbook.xml": "x"})
        with self.assertRaises(Unreadable):
            spreadsheets.sheets_of(content, spreadsheets.kind_of(content))
