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

    # === NOBODY IS CALLED FOR NOTHING === #

    def fill(self):
        """Take all seats of the group but none of another: nobody else enters."""
        self.cohort.with_user(self.manager).write({"seats": 1})
        self.hire(self.yanis)
        self.assertTrue(self.first.activity_ids)

    def test_who_entered_is_called_no_more_and_an_undo_calls_again(self):
        self.fill()
        self.first.write({"state": "admitted", "cohort_id": self.cohort.id})
        self.assertFalse(self.first.activity_ids)
        self.first.write({"state": "waitlisted"})
        self.assertEqual(len(self.first.activity_ids), 1)

    def test_who_gave_up_is_called_no_more_and_the_next_one_is(self):
        self.fill()
        self.first.write({"state": "withdrawn"})
        self.assertFalse(self.first.activity_ids)
        self.assertEqual(len(self.second.activity_ids), 1)

    def test_nobody_is_called_for_a_seat_that_was_taken(self):
        self.fill()
        self.second.write({"state": "admitted", "cohort_id": self.cohort.id})
        self.assertFalse(self.first.activity_ids)

    def test_nobody_is_called_into_a_group_that_is_full(self):
        """Another group of the club has seats: it is not the one they wait for."""
        self.make_cohort(name="Elsewhere")
        self.first.cohort_id = self.cohort
        self.fill()
        self.second.write({"state": "admitted", "cohort_id": self.cohort.id})
        self.assertFalse(self.first.activity_ids)

    def test_a_group_that_closes_calls_nobody_and_reopened_it_does(self):
        cohort = self.cohort.with_user(self.manager)
        cohort.action_run()
        self.fill()
        cohort.action_close()
        self.assertFalse(self.first.activity_ids)
        cohort.action_run()
        self.assertEqual(len(self.first.activity_ids), 1)

    def test_who_changes_groups_leaves_a_seat_to_the_next_one(self):
        self.cohort.with_user(self.manager).write({"seats": 1})
        other = self.make_cohort(name="Elsewhere")
        self.first.cohort_id = self.cohort
        self.yanis.write({"cohort_id": other.id})
        self.assertEqual(len(self.first.activity_ids), 1)

    def test_a_seat_that_is_added_is_proposed(self):
        self.cohort.with_user(self.manager).write(
            {"extra_seats": 1, "extra_seats_reason": "One more chair"}
        )
        self.assertEqual(len(self.first.activity_ids), 1)
