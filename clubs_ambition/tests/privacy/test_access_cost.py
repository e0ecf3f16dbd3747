"""The file of somebody with a long story asks the database no more than a short one."""

# pylint: disable=translation-required
from datetime import date, timedelta

from odoo.tests import tagged

from .privacy_common import PrivacyCase

FEW, MANY = 2, 12


@tagged("post_install", "-at_install", "security")
class TestAccessCost(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.env["club.privacy.file"].with_user(cls.data_officer)

    def setUp(self):
        super().setUp()
        self.demand = self.asked()

    def lengthen(self, count):
        """Add so many rows of each kind to the story of the person."""
        env, journey = self.env, self.journey
        first = env["club.objective"].search_count([])
        for number in range(count):
            journey.message_post(body=f"Vue {number}", attachments=[("x.txt", b"x")])
            journey.activity_schedule("mail.mail_activity_data_todo", note=f"{number}")
            employer = self.make_employer(first + number)
            candidacy = self.make_candidacy(journey, employer=employer)
            candidacy.write({"letter_file": "eA==", "letter_name": "lettre.pdf"})
            candidacy.message_post(body="Relancée")
        env["club.objective"].create(
            [
                {"name": f"But {number}", "participant_id": journey.id}
                for number in range(count)
            ]
        )
        day = date(2026, 2, 2)
        env["club.session"].create(
            [
                {
                    "name": f"Atelier {number}",
                    "kind": "group",
                    "club_id": self.club.id,
                    "cohort_id": self.cohort.id,
                    "animateur_id": self.animateur.id,
                    "start": f"{day + timedelta(days=first + number)} 08:00:00",
                    "stop": f"{day + timedelta(days=first + number)} 10:00:00",
                }
                for number in range(count)
            ]
        )

    def make_employer(self, number):
        return self.env["res.partner"].create(
            {"name": f"Boulangerie {number}", "is_company": True, "club_employer": True}
        )

    def cost(self):
        """Return ``(queries, rows told)`` of one making of the file."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        whom = self.demand._whom()
        found = self.file._rows(whom)
        told = self.file._told(self.demand, whom, found)
        papers = self.file._papers(found.get("ir.attachment"))
        spent = self.env.cr.sql_log_count - before
        return spent, sum(len(one.rows) for one in told["sections"]) + len(papers)

    def test_more_rows_ask_no_more_of_the_database(self):
        self.lengthen(FEW)
        self.cost()  # what is kept by the registry
        few, rows = self.cost()
        self.lengthen(MANY)
        many, more = self.cost()
        self.assertGreater(more, rows + 5 * MANY)
        self.assertLessEqual(many, few)
