from datetime import date

from odoo.tests import freeze_time, tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestWaitingList(ClubsCase):
    """A seat that gets free is proposed to who has waited longest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.second, cls.first = (
            cls.make_participant(name, "interviewed", day=date(2026, 1, day))
            for name, day in (("Second", 6), ("First", 5))
        )
        cls.first.write({"state": "waitlisted", "waitlisted_on": date(2026, 1, 12)})
        cls.second.write({"state": "waitlisted", "waitlisted_on": date(2026, 1, 20)})

    def hire(self, journey):
        candidacy = self.make_candidacy(journey).with_user(self.animateur)
        candidacy.write({"state": "hired"})

    def test_a_hire_frees_the_seat_and_calls_the_next(self):
        self.hire(self.yanis)
        self.assertEqual(self.cohort.seats_taken, 0)
        self.assertEqual(self.first.activity_ids.user_id, self.animateur)
        self.assertIn("Group", self.first.activity_ids.summary)
        self.assertFalse(self.second.activity_ids)

    def test_the_next_is_asked_once(self):
        lina = self.make_participant("Lina Martin", "active")
        self.hire(self.yanis)
        self.hire(lina)
        self.assertEqual(len(self.first.activity_ids), 1)

    def test_nobody_waits(self):
        (self.first | self.second).write({"state": "withdrawn"})
        self.hire(self.yanis)
        self.assertFalse(self.cohort._next_waiting())

    def test_another_club_s_list_is_another_list(self):
        (self.first | self.second).write({"state": "withdrawn"})
        far = self.make_participant("Far", "interviewed", club=self.other_club)
        far.write({"state": "waitlisted"})
        self.hire(self.yanis)
        self.assertFalse(far.activity_ids)
