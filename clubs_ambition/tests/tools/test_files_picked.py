import csv
from datetime import date

from odoo.tests import tagged

from ...utils.files import csv_text, spreadsheets
from ...utils.files.unreadable import Unreadable
from ...utils.files.words import words_of
from ..import_common import OPTIONS, ImportCase
from . import files_picked
from .files_picked import moment

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
            (moment("2026-11-24 14:30"), moment("2026-11-24 16:00")),
            (46350 + 14.5 / 24, 46350 + 16 / 24),
        ):
            with self.subTest(start=start):
                ids, told = brought(start, stop)
                self.assertFalse(told)
                session = self.env["club.session"].browse(ids)
                self.assertEqual(session.start, moment("2026-11-24 13:30"))
                self.assertEqual(session.stop, moment("2026-11-24 15:00"))
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
