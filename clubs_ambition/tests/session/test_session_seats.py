from freezegun import freeze_time

from odoo.tests import tagged

from ..common import ClubsCase

COMING = ("2026-01-20 08:00:00", "2026-01-20 11:00:00")
PAST = ("2026-01-13 08:00:00", "2026-01-13 11:00:00")


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestSessionSeats(ClubsCase):
    """Who is expected follows who holds a seat, whichever came first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.lina = cls.make_participant("Lina Martin", "interviewed")

    def session(self, hours=COMING, **vals):
        start, stop = hours
        return (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "CV morning",
                    "kind": "thematic",
                    "club_id": self.club.id,
                    "cohort_id": self.cohort.id,
                    "start": start,
                    "stop": stop,
                    **vals,
                }
            )
        )

    def expected(self, session):
        return session.attendance_ids.participant_id

    def leave(self, journey):
        reason = self.env.ref("clubs_ambition.club_exit_reason_end_of_journey")
        journey.with_user(self.animateur).write(
            {"state": "exited", "exit_reason_id": reason.id}
        )

    def test_admitted_after_the_programme_was_generated(self):
        coming, past = self.session(), self.session(PAST)
        self.lina.with_user(self.animateur).action_admit()
        self.assertEqual(self.expected(coming), self.yanis | self.lina)
        self.assertEqual(self.expected(past), self.yanis)

    def test_a_start_adds_nobody_twice(self):
        coming = self.session()
        self.lina.with_user(self.animateur).action_admit()
        self.lina.with_user(self.animateur).action_start()
        self.assertEqual(len(coming.attendance_ids), 2)

    def test_other_groups_and_meetings_stay_out(self):
        other = self.session(cohort_id=self.make_cohort(name="Other").id)
        meeting = self.session(kind="information")
        cancelled = self.session(name="Cancelled")
        cancelled.action_cancel()
        self.lina.with_user(self.animateur).action_admit()
        for session in (other, meeting, cancelled):
            self.assertNotIn(self.lina, self.expected(session))

    def test_who_leaves_is_expected_no_more(self):
        coming, past = self.session(), self.session(PAST)
        past.attendance_ids.action_present()
        self.leave(self.yanis)
        self.assertFalse(coming.attendance_ids)
        self.assertEqual(past.attendance_ids.state, "present")

    def test_an_excuse_given_before_leaving_goes_too(self):
        coming = self.session()
        coming.attendance_ids.action_excused()
        self.leave(self.yanis)
        self.assertFalse(coming.attendance_ids)

    def test_interviews_to_come_are_cancelled_without_a_mail_each(self):
        interview = self.session(kind="interview", participant_id=self.yanis.id)
        held = self.session(PAST, kind="interview", participant_id=self.yanis.id)
        self.yanis.person_id.email = "yanis@example.com"
        mails = self.env["mail.mail"].search_count([])
        self.leave(self.yanis)
        self.assertEqual(interview.state, "cancelled")
        self.assertEqual((held.state, len(held.attendance_ids)), ("planned", 1))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_a_reopened_journey_is_expected_again(self):
        coming = self.session()
        self.leave(self.yanis)
        self.yanis.with_user(self.animateur).action_reopen()
        self.assertEqual(self.expected(coming), self.yanis)

    def test_a_seat_given_back_before_the_start(self):
        coming = self.session()
        self.lina.with_user(self.animateur).action_admit()
        self.lina.with_user(self.animateur).action_waitlist()
        self.assertEqual(self.expected(coming), self.yanis)

    def test_a_hire_frees_the_list_and_its_cancelling_fills_it(self):
        coming = self.session()
        candidacy = self.env["club.candidacy"].with_user(self.animateur)
        candidacy = candidacy.create(
            {"participant_id": self.yanis.id, "partner_id": self.employer.id}
        )
        candidacy.action_send()
        candidacy._record_hire(kind="cdi")
        self.assertEqual(self.yanis.state, "exited")
        self.assertFalse(coming.attendance_ids)
        candidacy.action_cancel_hire()
        self.assertEqual(self.expected(coming), self.yanis)

    def test_another_group_means_its_sessions(self):
        other = self.make_cohort(name="Other")
        mine, theirs = self.session(), self.session(cohort_id=other.id)
        self.yanis.with_user(self.animateur).write({"cohort_id": other.id})
        self.assertFalse(mine.attendance_ids)
        self.assertEqual(self.expected(theirs), self.yanis)
        back = {"cohort_id": self.cohort.id, "state": "active"}
        self.yanis.with_user(self.animateur).write(back)
        self.assertEqual(self.expected(mine), self.yanis)
        self.assertFalse(theirs.attendance_ids)

    def test_a_reopened_session_expects_who_is_there_now(self):
        coming = self.session()
        coming.action_cancel()
        self.lina.with_user(self.animateur).action_admit()
        self.leave(self.yanis)
        coming.action_reopen()
        self.assertEqual(self.expected(coming), self.lina)

    def test_reopening_to_correct_adds_nobody(self):
        past = self.session(PAST)
        past.action_all_present()
        past.action_close()
        self.lina.with_user(self.animateur).action_admit()
        past.action_reopen()
        self.assertEqual(self.expected(past), self.yanis)
