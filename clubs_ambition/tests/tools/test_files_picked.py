import csv
import io
import sys
import zipfile
from datetime import date, datetime
from unittest.mock import patch

import xlrd

from odoo.tests import TransactionCase, tagged

from ...utils.files import csv_text, spreadsheets
from ...utils.files.unreadable import Unreadable
from ...utils.files.words import words_of
from ...utils.identifiers import InvalidIdentifier
from ...utils.import_cells import (
    read_date,
    read_decimal,
    read_moment,
    read_number,
    read_postcode,
    read_siret,
)
from ..import_common import OPTIONS, ImportCase
from . import files_picked

ENCRYPTED = xlrd.XLRDError("Workbook is encrypted")
RAW = ("openpyxl", "zip", "codec", "xlrd", "Traceback", "object", "Error", "psycopg")


@tagged("post_install", "-at_install")
class TestFilesPicked(ImportCase):
    """One list, in all the files that people really pick: read right, or refused."""

    def _file(self, content, name):
        return (
            self.env["base_import.import"]
            .with_user(self.animateur)
            .create(
                {
                    "res_model": "club.participant",
                    "file": content,
                    "file_name": name,
                    "file_type": "application/vnd.ms-excel",  # as a browser says
                }
            )
        )

    def test_what_others_import_is_as_long_as_odoo_lets_it(self):
        """The longest field of a CSV is one setting of the whole process: Odoo's."""
        self.assertGreaterEqual(csv.field_size_limit(), 500 * 1024 * 1024)
        long = "x" * (csv_text.CELL + 1)
        with self.assertRaises(Unreadable):
            csv_text.rows(f"a;b\n{long};c\n", ";")

    def test_all_say_the_same_people(self):
        for name, content in files_picked.READ.items():
            with self.subTest(name), self.env.cr.savepoint() as point:
                journeys = self._import(
                    self.animateur, "club.participant", content, name
                )
                self.assertRecordValues(
                    journeys,
                    [
                        {
                            "name": "Zoé Béranger",
                            "birth_date": date(2001, 2, 3),
                            "phone": "+33639986401",
                        },
                        {
                            "name": "Maël Le Goff",
                            "birth_date": date(2003, 8, 21),
                            "phone": "+33639986402",
                        },
                    ],
                )
                point.rollback()
                self.env.invalidate_all(flush=False)

    def test_the_others_are_refused_in_a_sentence(self):
        for name, (content, word) in files_picked.REFUSED.items():
            with self.subTest(name):
                screen = self._file(content, name)
                told = screen.parse_preview(dict(OPTIONS)).get("error") or ""
                self.assertIn(word, told)
                for raw in RAW:
                    self.assertNotIn(raw, told)
                done = screen.execute_import(
                    ["person_last_name"], ["nom"], dict(OPTIONS), False
                )
                self.assertFalse(done.get("ids"))
                self.assertEqual([one["message"] for one in done["messages"]], [told])

    def test_the_sentence_is_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        content, _word = files_picked.REFUSED["password.xlsx"]
        screen = self._file(content, "liste.xlsx").with_context(lang="fr_FR")
        self.assertIn("mot de passe", screen.parse_preview(dict(OPTIONS))["error"])

    def test_the_sheet_may_be_chosen(self):
        screen = self._file(files_picked.READ["read-me.xlsx"], "a.xlsx")
        preview = screen.parse_preview(dict(OPTIONS))
        self.assertEqual(preview["options"]["sheets"], ["Lisez-moi", "Liste"])
        self.assertEqual(preview["options"]["sheet"], "Liste")
        asked = screen.parse_preview({**OPTIONS, "sheet": "Lisez-moi"})
        self.assertEqual(asked["headers"][0], "Comment remplir")

    def test_lines_are_those_of_the_spreadsheet(self):
        rows = (("Titre",), (), files_picked.HEAD, ("Roux", "Ana", "demain"))
        content = files_picked.workbook(("Liste", rows))
        refusals = self._refusals(self.animateur, "club.participant", content, "a.xlsx")
        self.assertIn(4, [line for line, _sentence in refusals])

    def test_a_cell_that_nobody_can_read_is_told(self):
        head = "Nom;Prénom;Club;Observations"
        for cell, word in (
            ("#N/A", "formula"),
            ("\ufffd", "unreadable"),
            ("a" * 200_001, "Longer"),
        ):
            text = f"{head}\nRoux;Ana;Club A;{cell}\n".encode()
            refusals = self._refusals(self.animateur, "club.participant", text)
            self.assertIn(word, refusals[0][1])

    def test_days_of_a_model_without_headings_are_read_the_same(self):
        names = ["club_id", "date_from", "date_to", "reason"]

        def brought(first, last):
            text = f"{';'.join(names)}\nClub A;{first};{last};Works\n"
            screen = self._file(text.encode(), "days.csv")
            screen.res_model = "club.closure"
            done = screen.execute_import(names, names, dict(OPTIONS), False)
            return done.get("ids"), [one["message"] for one in done["messages"]]

        for first, last in (
            ("3 mars 2027", "05/03/2027"),
            ("46479", "samedi 3 avril 2027"),
            ("2027-04-02", "3-avr.-27"),
        ):
            with self.subTest(first):
                ids, told = brought(first, last)
                self.assertFalse(told)
                closure = self.env["club.closure"].browse(ids)
                self.assertLess(closure.date_from, closure.date_to)
                self.assertEqual(closure.date_to.year, 2027)
        ids, told = brought("31/02/2027", "05/03/2027")
        self.assertFalse(ids)
        self.assertEqual(len(told), 1)
        self.assertIn("write it like 24/11/2026", told[0])

    def test_hours_of_a_model_of_ours_are_read_the_french_way(self):
        """Written in the hours of who brings them, as the screen shows them."""
        names = ["name", "kind", "club_id", "start", "stop"]

        def brought(*cells):
            rows = (names, ("Forum", "group", "Club A", *cells))
            content = files_picked.workbook(("Liste", rows))
            screen = self._file(content, "sessions.xlsx").with_context(
                tz="Europe/Paris"
            )
            screen.res_model = "club.session"
            done = screen.execute_import(names, names, dict(OPTIONS), False)
            return done.get("ids"), [one["message"] for one in done["messages"]]

        for start, stop in (
            ("24/11/2026 14h30", "mardi 24 novembre 2026 à 16 h"),
            (datetime(2026, 11, 24, 14, 30), datetime(2026, 11, 24, 16)),
            (46350 + 14.5 / 24, 46350 + 16 / 24),
        ):
            with self.subTest(start=start):
                ids, told = brought(start, stop)
                self.assertFalse(told)
                session = self.env["club.session"].browse(ids)
                self.assertEqual(session.start, datetime(2026, 11, 24, 13, 30))
                self.assertEqual(session.stop, datetime(2026, 11, 24, 15))
        ids, told = brought("24/11/2026 14h30", "plus tard")
        self.assertFalse(ids)
        self.assertIn("write it like 24/11/2026 14:30", told[0])

    def test_numbers_of_a_model_of_ours_are_read_the_french_way(self):
        """With the separators that the screen of the import begins with."""
        names = ["name", "partner_id", "club_id", "hours_week"]

        def brought(name, content):
            screen = self._file(content, name)
            screen.res_model = "club.offer"
            options = screen.parse_preview(dict(OPTIONS))["options"]
            done = screen.execute_import(names, names, options, False)
            return done.get("ids"), [one["message"] for one in done["messages"]]

        for cell in ("30,5", "30.5", "30,50 h", 30.5):
            row = ("Baker", "Boulangerie Azur", "Club A", cell)
            with self.subTest(cell=cell):
                content = files_picked.workbook(("Liste", (names, row)))
                if isinstance(cell, str):
                    content = "\n".join(
                        ";".join(line) for line in (names, row)
                    ).encode()
                ids, told = brought("offers", content)
                self.assertFalse(told)
                self.assertEqual(self.env["club.offer"].browse(ids).hours_week, 30.5)
        text = ";".join(names) + "\nBaker;Boulangerie Azur;Club A;beaucoup\n"
        ids, told = brought("offers.csv", text.encode())
        self.assertFalse(ids)
        self.assertIn("write it like 1234,50", told[0])

    def test_a_short_year_is_that_of_its_column(self):
        """Somebody was born, and is available soon."""
        text = (
            "Nom;Prénom;Club;Né le;Date de disponibilité\nRoux;Ana;Club A;3/2/99;4/1/27"
        )
        journey = self._import(self.animateur, "club.participant", text.encode())
        self.assertEqual(journey.birth_date, date(1999, 2, 3))
        self.assertEqual(journey.available_from, date(2027, 1, 4))
        names = ["last_name", "first_name", "club_id", "birth_date"]
        text = f"{';'.join(names)}\nRoux;Zoé;Club A;3/2/99\n"
        screen = self._file(text.encode(), "people.csv").with_user(self.referent)
        screen = screen.create(
            {
                "res_model": "club.orientation",
                "file": text.encode(),
                "file_name": "p.csv",
            }
        )
        done = screen.execute_import(names, names, dict(OPTIONS), False)
        self.assertFalse(done["messages"])
        given = self.env["club.orientation"].browse(done["ids"])
        self.assertEqual(given.birth_date, date(1999, 2, 3))

    def test_what_a_merged_cell_of_an_old_workbook_says(self):
        content = files_picked.old_workbook(merged=True)
        (sheet,) = spreadsheets.sheets_of(content, "xls").values()
        self.assertEqual(
            [cells[4] for _line, cells in sheet], ["Club", *["Club A"] * 2]
        )

    def test_what_is_hidden_is_found_where_people_are_named(self):
        """Who is erased is looked for in all the lines of a file."""
        words = words_of(files_picked.REFUSED["filtered.xlsx"][0])
        self.assertIn("Béranger", words)

    def test_what_no_keyboard_types_is_left_out(self):
        text = (
            "Nom;Prénom;Club;E-mail\n"
            "Ro\x00ux\x1f;A\u202ena\u200b;Club A;\ufeffana@example.com\u200b\n"
        ).encode()
        journey = self._import(self.animateur, "club.participant", text)
        self.assertEqual(journey.name, "Ana Roux")
        person = journey.sudo().person_id
        self.assertEqual(person.email, "ana@example.com")
        person.email = "\u200bana.roux@example.com\u2060"
        self.assertEqual(person.email, "ana.roux@example.com")

    def test_other_models_of_ours_are_read_the_same(self):
        for name, (content, word) in files_picked.REFUSED.items():
            screen = self._file(content, name)
            screen.res_model = "club.orientation"
            with self.subTest(name):
                told = screen.parse_preview(dict(OPTIONS)).get("error") or ""
                self.assertIn(word, told)


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
            self.assertEqual(read_moment(text), datetime(2026, 11, 24, 14, 30), text)
        self.assertEqual(read_moment("24/11/2026 à 9h"), datetime(2026, 11, 24, 9))
        self.assertEqual(read_moment("24/11/2026"), datetime(2026, 11, 24))
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
        for text in ("", "beaucoup", "12,5,3", "9:30", "1e400", "²", "12 ou 13", "--1"):
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
