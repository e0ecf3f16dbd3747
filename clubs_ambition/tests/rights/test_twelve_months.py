# pylint: disable=translation-required
"""Where to reach somebody is told no longer than 12 months after the journey."""

from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...utils import clock
from ..common import ClubsCase

FACTS = {
    "first_name": "Zélie-Typed",
    "phone": "0639982077",
    "email": "zelie.typed@example.org",
    "birth_date": date(2001, 2, 3),
}
NAMES = ("char", "text", "html", "json", "date")
NOT_READ = ("ir.", "res.", "base", "bus.", "utm.")


@tagged("post_install", "-at_install", "security")
class TestTwelveMonths(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.env.user)
        cls.journey = cls.make_participant(
            "Martin",
            "active",
            referent_id=cls.referent.id,
            day=cls.today - timedelta(days=500),
        )
        cls.person = cls.journey.person_id
        cls.journey.orientation_ids.sudo().write(FACTS)
        contact = {name: FACTS[name] for name in ("phone", "email")}
        cls.person.write(contact)
        sent = {
            "email": FACTS["email"],
            "club_id": cls.club.id,
            "user_id": cls.animateur.id,
        }
        cls.link, cls.employer_link = cls.env["club.answer.link"].create(
            [
                {"kind": "followup", "person_id": cls.person.id, **sent},
                {"kind": "thanks", "partner_id": cls.employer.id, **sent},
            ]
        )

    def end(self, days):
        reason = self.env.ref("clubs_ambition.club_exit_reason_moved")
        self.journey.write(
            {
                "state": "exited",
                "exit_reason_id": reason.id,
                "ended_on": self.today - timedelta(days=days),
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def told(self, user):
        """Return the facts that a user reads somewhere, and where."""
        found = set()
        for name in self.env.registry:
            Model = self.env[name].with_user(user)
            if Model._abstract or not Model._auto or name.startswith(NOT_READ):
                continue
            if not Model.has_access("read"):
                continue
            names = [
                field.name
                for field in Model._fields.values()
                if field.type in NAMES and Model._has_field_access(field, "read")
            ]
            rows = Model.search([], order="id desc", limit=100).read(names)
            self.env.invalidate_all()
            for fact, value in FACTS.items():
                for row in rows:
                    where = [key for key in names if str(value) in str(row[key])]
                    found.update((fact, name, key) for key in where)
        return found

    def test_who_coaches_reads_it_no_longer(self):
        self.employer_link.email = "employer@example.org"
        for user in (self.animateur, self.manager):
            self.end(360)
            told = self.told(user)
            self.assertLessEqual(
                {
                    ("phone", "club.orientation", "phone"),
                    ("birth_date", "club.orientation", "birth_date"),
                    ("email", "club.answer.link", "email"),
                    ("email", "club.person", "email"),
                },
                told,
            )
            self.end(370)
            with self.subTest(user=user.login):
                self.assertFalse(self.told(user))
                for model in ("club.orientation", "club.answer.link"):
                    found = self.env[model].with_user(user)
                    self.assertFalse(found.search([("email", "=", FACTS["email"])]))
                self.assertTrue(self.employer_link.with_user(user).has_access("read"))
            self.journey.write({"state": "active"})

    def written(self, user):
        """Write to the person as somebody does; return the message and where it went."""
        message = self.journey.with_user(user).message_post(
            body=f"Hello {FACTS['first_name']}",
            outgoing_email_to=FACTS["email"],
            message_type="comment",
        )
        self.env.flush_all()
        return message, message.sudo().notification_ids

    def reads(self, user, message, notices):
        """Return by which doors somebody reads what they wrote, and to whom."""
        self.env.invalidate_all()
        found = set()
        for records, names in (
            (message, ["body", "outgoing_email_to"]),
            (notices, ["mail_email_address"]),
        ):
            mine = records.with_user(user)
            domain = [("id", "in", records.ids)]
            doors = {
                "read": lambda mine=mine, names=names: mine.read(names),
                "search": lambda mine=mine, domain=domain: mine.search(domain),
                "count": lambda mine=mine, domain=domain: mine.search_count(domain),
                "groups": lambda mine=mine, domain=domain, names=names: (
                    mine.formatted_read_group(domain, names[-1:], ["__count"])
                ),
            }
            for door, call in doors.items():
                try:
                    told = call()
                except AccessError:
                    continue
                if told:
                    found.add((records._name, door))
        return found

    def test_who_wrote_reads_it_no_longer_either(self):
        """Odoo leaves it to its author; not where somebody was written to."""
        message, notices = self.written(self.animateur)
        self.assertTrue(notices.filtered("mail_email_address"))
        self.end(360)
        self.assertEqual(len(self.reads(self.animateur, message, notices)), 8)
        self.end(370)
        self.assertFalse(self.reads(self.animateur, message, notices))

    def test_nor_does_who_left_the_club(self):
        message, notices = self.written(self.animateur)
        self.club.animateur_ids = self.other_animateur
        self.assertFalse(self.reads(self.animateur, message, notices))
        self.assertTrue(self.reads(self.other_animateur, message, notices))

    def test_the_referent_reads_what_they_wrote(self):
        self.end(370)
        mine = self.journey.orientation_ids.with_user(self.referent)
        self.assertEqual(mine.phone, FACTS["phone"])
