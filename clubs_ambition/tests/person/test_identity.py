"""Two persons are not one: what makes a description somebody already known."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ...utils import clock
from ...utils.identity import same_first_name, same_name
from ..import_common import ImportCase

BORN = date(2001, 2, 3)
MAIL = "famille.roux@example.org"


@tagged("post_install", "-at_install")
class TestIdentity(ImportCase):
    HEAD = "Nom;Prénom;Né le;Téléphone;E-mail"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul = cls._known("Paul Roux", email=MAIL, phone="06 39 98 70 01")

    @classmethod
    def _known(cls, name, birth_date=BORN, club=None, **vals):
        """Return somebody whose journey, in sight by default, is over."""
        journey = cls.make_participant(
            club=club or cls.club,
            person=cls.make_person(name, **vals),
            birth_date=birth_date,
            day=clock.today(cls.club) - timedelta(days=30),
        )
        journey.state = "withdrawn"
        return journey.person_id

    def _text(self, line, head=HEAD):
        return f"{head}\n{line}".encode()

    def _person(self, line, head=HEAD):
        """Return the person of one imported line; the journey then ends."""
        journey = self._import(
            self.animateur, "club.participant", self._text(line, head)
        )
        journey.state = "withdrawn"
        return journey.person_id

    def _refused(self, line, head=HEAD):
        (refusal,) = self._refusals(
            self.animateur, "club.participant", self._text(line, head)
        )
        return refusal[1]

    def test_a_family_shares_a_mailbox(self):
        """One common word and the address are not an identity."""
        for line in (
            f"Roux;Pauline;;;{MAIL}",
            f"Roux;Pauline;03/02/2001;;{MAIL}",
            f"Paul;Martin;;;{MAIL}",
            f"Roux;Paul-Henri;;;{MAIL}",
            f"Paul;;;;{MAIL}",
        ):
            with self.subTest(line=line):
                self.assertIn("somebody else", self._refused(line))

    def test_the_address_and_the_first_name(self):
        for line in (
            f"Roux;Paul;;;{MAIL}",
            f"ROUX;PAUL;;;{MAIL.upper()}",
            f"Durand;Paul;;;{MAIL}",
            f"Roux;Paul;03/02/2001;;{MAIL}",
        ):
            with self.subTest(line=line):
                self.assertEqual(self._person(line), self.paul)
        whole = f"roux paul;{MAIL}"
        self.assertEqual(self._person(whole, "Nom et prénom;E-mail"), self.paul)

    def test_a_father_and_his_namesake(self):
        """The same first name and address, born another day: not the same."""
        self.assertIn("somebody else", self._refused(f"Roux;Paul;03/02/1971;;{MAIL}"))
        other = self._person("Roux;Paul;03/02/1971;06 39 98 70 01;")
        self.assertNotEqual(other, self.paul)

    def test_the_name_and_the_date_of_birth(self):
        angelo = self._known("Loïc d’Angelo")
        for name, first in (
            ("d'Angelo", "Loïc"),
            ("D ANGELO", "LOIC"),
            ("Dangelo", "Loic"),
            ("Loïc", "d'Angelo"),
        ):
            with self.subTest(name=name, first=first):
                self.assertEqual(self._person(f"{name};{first};03/02/2001;;"), angelo)
        self.assertNotEqual(self._person("d'Angelo;Loïc;04/02/2001;;"), angelo)
        self.assertNotEqual(self._person("d'Angelo;Loïc;;;"), angelo)

    def test_many_share_a_day_of_birth(self):
        """Who is born that day under another name is not even compared."""
        for number in range(5):
            self._known(f"Camille Durand{chr(97 + number)}")
        lines = [f"Martin{chr(97 + n)};Lou;03/02/2001;;" for n in range(5)]
        with patch(
            "odoo.addons.clubs_ambition.models.person.club_identity.same_first_name",
            side_effect=same_first_name,
        ) as compared:
            self._import(
                self.animateur,
                "club.participant",
                "\n".join([self.HEAD, *lines]).encode(),
            )
            self.assertEqual(self._person("Roux;Paul;03/02/2001;;"), self.paul)
            self.assertFalse(compared.call_count)

    def test_the_phone_and_the_first_name(self):
        for line in ("Roux;Paul;;06 39 98 70 01;", "ROUX;PAUL;03/02/2001;0639987001;"):
            with self.subTest(line=line):
                self.assertEqual(self._person(line), self.paul)
        other = self._person("Roux;Paul;04/02/2001;06 39 98 70 01;")
        self.assertNotEqual(other, self.paul)
        pauline = self._person("Roux;Pauline;;06 39 98 70 01;")
        self.assertNotEqual(pauline, self.paul)

    def test_two_who_fit_are_not_guessed_at(self):
        self._known("Roux Paul")
        self.assertIn("Several", self._refused("Roux;Paul;03/02/2001;;"))

    def _question(self, **values):
        """Return what the form of a new person asks."""
        names = ("first_name", "last_name", "birth_date", "email", "phone")
        values = {name: values.get(name, False) for name in names}
        Person = self.env["club.person"].with_user(self.animateur)
        spec = {name: {} for name in (*names, "email_normal", "phone_normal")}
        answer = Person.onchange(values, ["last_name"], spec)
        return answer.get("warning", {}).get("message", "")

    def test_the_screen_asks_about_whom_one_may_read(self):
        mine = self.make_participant(
            person=self.make_person(
                "Paul Roux", email="p@example.org", phone="0639987001"
            ),
            birth_date=date(1999, 9, 9),
        )
        for values in (
            {"email": "p@example.org"},
            {"phone": "+33 6 39 98 70 01"},
            {"birth_date": date(1999, 9, 9)},
        ):
            with self.subTest(values=values):
                message = self._question(first_name="Roux", last_name="Paul", **values)
                self.assertIn(mine.person_id.display_name, message)
        for values in (
            {"first_name": "Pauline", "phone": "+33 6 39 98 70 01"},
            {"first_name": "Paul"},
        ):
            with self.subTest(values=values):
                self.assertFalse(self._question(last_name="Roux", **values))

    def test_the_screen_tells_nothing_of_the_others(self):
        journey = self.paul.participant_ids
        journey.write({"cohort_id": False, "club_id": self.other_club.id})
        values = {"first_name": "Paul", "last_name": "Roux"}
        for told in ({"email": MAIL}, {"phone": "0639987001"}, {"birth_date": BORN}):
            with self.subTest(told=told):
                self.assertFalse(self._question(**values, **told))

    def test_a_file_holds_a_person_once(self):
        text = self._text("Roux;Inès;05/06/2002;;\nInès;Roux;05/06/2002;;")
        refusals = self._refusals(self.animateur, "club.participant", text)
        self.assertEqual([line for line, _sentence in refusals], [3])

    def test_spellings(self):
        for one, other in (
            ("Anaïs Le Gall", "LE GALL Anais"),
            ("Loïc d’Angelo", "dangelo loic"),
            ("Jean-Pierre Dupont", "Dupont Jean Pierre"),
        ):
            with self.subTest(one=one, other=other):
                self.assertTrue(same_name(one, other))
        for one, other in (("Paul Roux", "Pauline Roux"), ("Paul", "Paul Roux")):
            with self.subTest(one=one, other=other):
                self.assertFalse(same_name(one, other))
        self.assertFalse(same_first_name("Jean", "Durand", "Jean-Pierre Dupont"))
        self.assertFalse(same_first_name("Martin", "Durand", "Paul Martin"))
        self.assertFalse(same_name("", ""))
