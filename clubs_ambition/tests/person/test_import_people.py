from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...utils.at_once import AtOnce
from ...utils.import_cells import person_name, read_date
from ..import_common import ImportCase


@tagged("post_install", "-at_install")
class TestImportPeople(ImportCase):
    """A line is a person and the journey they begin; the file is one whole."""

    def _load(self, content, name="file.csv", user=None, **context):
        user = user or self.animateur
        return self._import(user, "club.participant", content, name, **context)

    def _refuse(self, content, user=None, name="file.csv"):
        user = user or self.animateur
        return self._refusals(user, "club.participant", content, name)

    def _rows(self, *rows, head="Nom;Prénom;Téléphone;E-mail;Club"):
        return "\n".join([head, *rows]).encode()

    def test_every_header_finds_its_field(self):
        _screen, preview = self._upload(
            self.animateur, "club.participant", self._fixture("participants.csv")
        )
        self.assertEqual(
            self._fields(preview),
            [
                *("person_last_name", "person_first_name", "birth_date", "phone"),
                *("email", "person_street", "person_zip", "person_city"),
                *("district_id", "education_level_id", "occupation_ids"),
                *("mobility_km", "club_id", "oriented_on", "rqth", "orientation_note"),
            ],
        )

    def test_an_animateur_loads_a_windows_file(self):
        journeys = self._load(self._fixture("participants.csv"))
        self.assertEqual(
            journeys.mapped("name"),
            ["Noémie Bensaïd", "Loïc d'Angelo", "Anaïs Le Gall", "Aminata Sow"],
        )
        self.assertEqual(
            journeys.mapped("birth_date"),
            [date(2001, 2, 3), date(1999, 9, 1), date(2003, 8, 21), date(2000, 4, 5)],
        )
        self.assertEqual(
            journeys.mapped("phone"),
            ["+33639986001", "+33639986002", "+262692123456", False],
        )
        self.assertEqual(journeys.mapped("district_status"), ["in", "in", "out", "in"])
        self.assertEqual(journeys.district_id.mapped("code"), ["QN01354M", "QN01352M"])
        self.assertEqual(
            journeys.education_level_id.mapped("code"), ["NV4", "NV5", "NV3"]
        )
        self.assertEqual(
            sorted(journeys[1].occupation_ids.mapped("code")), ["G1609", "G1803"]
        )
        self.assertEqual(
            sorted(journeys[2].occupation_ids.mapped("code")), ["M1203", "M1621"]
        )
        self.assertEqual(set(journeys.mapped("state")), {"oriented"})
        self.assertEqual(journeys[0].oriented_on, date(2026, 11, 16))
        self.assertEqual(journeys[0].mobility_km, 20)
        self.assertEqual(journeys[0].orientation_note[:7], "Motivée")
        self.assertEqual(journeys.mapped("rqth"), [False, False, True, False])
        self.assertEqual(journeys[2].person_id.zip, "01000")
        self.assertEqual(journeys.club_id, self.club)

    def test_a_referent_loads_in_their_own_name(self):
        """Odoo's own import: a list of orientations opens as many journeys."""
        Orientation = self.env["club.orientation"].with_user(self.referent)
        answer = Orientation.load(
            ["last_name", "first_name", "phone", "club_id"],
            [
                ["Martin", "Léa", "06 39 98 62 01", "Club A"],
                ["Petit", "Jules", "06 39 98 62 02", "Club B"],
            ],
        )
        self.assertFalse(answer["messages"])
        orientations = Orientation.browse(answer["ids"])
        self.assertEqual(orientations.referent_id, self.referent)
        self.assertEqual(orientations.club_id, self.club | self.other_club)
        journeys = orientations.sudo().participant_id
        self.assertEqual(journeys.mapped("name"), ["Léa Martin", "Jules Petit"])
        with self.assertRaises(AccessError):
            self._load(self._rows("Roux;Club A", head="Nom;Club"), user=self.referent)

    def test_every_bad_line_is_told_and_none_is_written(self):
        refusals = self._refuse(self._fixture("participants_errors.csv"))
        lines = [line for line, _sentence in refusals]
        self.assertEqual(lines, [2, 3, *[4] * 8, 5, 6, 6, 6, 7, 8, 8])
        told = " ".join(sentence for _line, sentence in refusals)
        for word in ("31/02/2001", "12/12/1920", "06 39", "jules", "Dompteur de lions"):
            self.assertIn(f"“{word}”", told)
        for word in ("VI", "Bellevue"):
            self.assertIn(f"“{word}” may mean several", told)
        self.assertIn("QN01351M", told)
        self.assertNotIn("2 94 07", told)
        self.assertIn("Same person or e-mail as line 2", told)

    def test_who_works_for_every_club_says_which(self):
        [(line, told)] = self._refuse(self._rows("Roux;Ana;;;"), user=self.coordinator)
        self.assertEqual(line, 2)
        self.assertIn("it is needed", told)

    def test_what_no_column_takes(self):
        [(_line, told)] = self._refuse(self._rows("Roux;255081416802538;;;Club A"))
        self.assertIn("remove it from the file", told)
        screen, preview = self._upload(
            self.animateur, "club.participant", self._rows("Roux;Ana;x;;Club A")
        )
        preview["matches"][2] = ["birth_key"]
        [answer] = self._run(screen, preview, True)["messages"]
        self.assertIn("Your role does not let you", answer["message"])

    def test_a_file_that_came_second_is_begun_anew(self):
        """Odoo keeps every error for itself: what must be run again leaves it."""

        @contextmanager
        def second(_identity, known=False):
            yield
            raise AtOnce(f"Somebody was faster ({known})")

        screen, preview = self._upload(
            self.animateur, "club.participant", self._rows("Roux;Ana;;;Club A")
        )
        with (
            patch.object(type(self.env["club.identity"]), "_claiming", second),
            self.assertRaises(AtOnce),
        ):
            self._run(screen, preview, False)

    def test_a_french_user_reads_french_reasons(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.animateur.lang = "fr_FR"
        text = self._rows("Martin;demain;Club A", head="Nom;Né le;Club")
        refusals = self._refusals(
            self.animateur, "club.participant", text, lang="fr_FR"
        )
        self.assertEqual(refusals[0][0], 2)
        self.assertIn("n'est pas une date", refusals[0][1])

    def test_a_district_label_that_several_have_lists_their_codes(self):
        head = "Nom;Commune;Quartier;Club"
        refusals = self._refuse(self._rows("Blanc;;Bellevue;Club A", head=head))
        self.assertEqual(refusals[0][0], 2)
        self.assertIn("may mean several", refusals[0][1])
        self.assertGreater(refusals[0][1].count("(QN"), 1)
        found = self.env["club.district"].search([("name", "=", "Bellevue")])
        city = found[0].commune_ids[0].name
        journey = self._load(self._rows(f"Blanc;{city};Bellevue;Club A", head=head))
        self.assertEqual(journey.district_id, found[0])

    def test_a_level_that_nobody_knows(self):
        rows = self._rows("Blanc;Agrégation;Club A", head="Nom;Niveau;Club")
        self.assertIn("is not an education level", self._refuse(rows)[0][1])

    def test_a_known_person_is_reused(self):
        first = self._load(
            self._rows("Martin;Léa;06 39 98 63 01;lea@example.org;Club A")
        )
        first.write({"state": "withdrawn"})
        text = self._rows("Martin;Léa;;LEA@example.org;")
        second = self._load(text)
        self.assertEqual(second.person_id, first.person_id)

    def test_a_second_live_journey_is_refused(self):
        self._load(self._rows("Martin;Léa;06 39 98 63 01;lea@example.org;Club A"))
        text = self._rows("Roux;Inès;;;", "Martin;Léa;;lea@example.org;Club A")
        refusals = self._refuse(text)
        self.assertEqual([line for line, _sentence in refusals], [3])
        self.assertIn("already has a live journey", refusals[0][1])

    def test_the_address_of_somebody_else_is_refused(self):
        self._load(self._rows("Martin;Léa;;lea@example.org;Club A"))
        refusals = self._refuse(self._rows("Petit;Jules;;lea@example.org;Club A"))
        self.assertIn("somebody else", refusals[0][1])
        self.assertNotIn("Martin", refusals[0][1])

    def test_the_club_of_somebody_else_is_refused(self):
        refusals = self._refuse(self._rows("Martin;Léa;;;Club B"))
        self.assertIn("one of your clubs", refusals[0][1])
        self.assertIn("Club A", refusals[0][1])

    def test_a_spreadsheet_with_dates_is_loaded(self):
        rows = [
            ["Nom", "Prénom", "Né le", "Téléphone", "Club", "Métier"],
            ["Martin", "Léa", date(2001, 2, 3), 639986401, "Club A", "G1609"],
            ["Petit", "Jules", "03/02/2001", "06 39 98 64 02", "Club A", None],
        ]
        journeys = self._load(self._workbook(rows), "file.xlsx")
        self.assertEqual(set(journeys.mapped("birth_date")), {date(2001, 2, 3)})
        self.assertEqual(journeys[0].phone, "+33639986401")

    def test_a_phone_is_searched_as_the_import_read_it(self):
        person = self._load(
            self._rows("Martin;Léa;06 12 34 56 78;;Club A", "Petit;Jo;;;Club A")
        ).person_id
        self.assertEqual(person.mapped("phone_normal"), ["+33612345678", False])
        self.env.invalidate_all()
        found = self.env["club.person"].search([("phone_normal", "=", "+33612345678")])
        self.assertEqual(found, person[0])
        person[0].phone = "06 12 34 56 79"
        self.assertEqual(person[0].phone_normal, "+33612345679")

    def test_what_odoo_reads_itself_is_refused_by_line_too(self):
        head = "Nom;Club;prescriber_kind"
        text = self._rows(
            "Martin;Club A;ml", "Petit;Club A;???", "Roux;Club A;!!!", head=head
        )
        refusals = self._refuse(text)
        self.assertEqual([line for line, _sentence in refusals], [3, 4])

    def test_large_files_are_one_whole(self):
        rows = [f"Nom{index};Prénom;;;Club A" for index in range(30)]
        rows[25] = "Nom25;Prénom;12;;Club A"
        screen, preview = self._upload(
            self.animateur, "club.participant", self._rows(*rows)
        )
        preview["options"]["limit"] = 10
        result = self._run(screen, preview, False)
        self.assertEqual([message["record"] for message in result["messages"]], [27])
        self.assertFalse(result["ids"])

    def test_a_line_asks_nothing_of_its_own(self):
        """A default that is not needed is not asked: it may search, for each line."""
        coordinator = self.coordinator
        lines = [f"Roche;Camille{n};060102{n:04d};;{self.club.name}" for n in range(3)]
        Club = type(self.env["club.club"])
        with patch.object(Club, "_my_only_club", autospec=True) as asked:
            asked.side_effect = lambda clubs: clubs.browse()
            self._load(self._rows(*lines), user=coordinator)
        self.assertFalse(asked.call_count)

    def test_the_template_is_offered_and_loads(self):
        self._check_twins("participants")
        Participant = self.env["club.participant"].with_user(self.animateur)
        offered = Participant.get_import_templates()
        paths = [template["template"].rpartition("/")[2] for template in offered]
        self.assertEqual(paths, ["participants.xlsx", "participants.csv"])
        self.club.name = "Club Marseille Nord"
        self.env["res.partner"].create(
            {"name": "Nadia Ferrand", "club_prescriber": True}
        )
        mail = "referent@example.org"
        if not self.env["res.users"].search([("email", "=", mail)]):
            self.referent.email = mail
        names = ["Lucie Rouvier", "Ibrahim Traoré", "Marco De Angelis"]
        known = self.env["club.participant"].search([("name", "in", names)])
        known.write({"state": "withdrawn"})
        journeys = self._load(self._template(paths[0]), paths[0])
        self.assertEqual(len(journeys), 3)
        journeys.write({"state": "withdrawn"})
        again = self._load(self._template(paths[1]), paths[1])
        self.assertEqual(again[:2].person_id, journeys[:2].person_id)

    def test_a_file_of_odoo_itself_keeps_the_stock_import(self):
        head = "id,person_id,club_id,birth_date"
        self.env["club.person"].with_user(self.animateur).create(
            {"first_name": "Léa", "last_name": "Stock"}
        )
        self.env.flush_all()
        text = self._rows("__import__.lea,Léa Stock,Club A,2001-02-03", head=head)
        journey = self._load(text)
        self.assertEqual(journey.birth_date, date(2001, 2, 3))

    def test_dates(self):
        for text in ("3/2/1999", "03.02.99", "3 février 1999", "1999-02-03 00:00:00"):
            with self.subTest(text=text):
                self.assertEqual(read_date(text, 2026), date(1999, 2, 3))
        for text in ("1999", "31/02/1999", "3 brumaire 1999", "demain", "2/1999"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                read_date(text)

    def test_names(self):
        self.assertEqual(person_name("LÉA", "D'ANGELO-PETIT"), "Léa D'Angelo-Petit")
        self.assertEqual(person_name("Léa", "de la Tour"), "Léa de la Tour")
