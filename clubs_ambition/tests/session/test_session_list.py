from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ClubsCase

PAST = {"start": "2026-01-13 08:00:00", "stop": "2026-01-13 11:00:00"}
COMING = {"start": "2026-01-20 08:00:00", "stop": "2026-01-20 11:00:00"}


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestSessionList(ClubsCase):
    """The list of a session to come: who is concerned, whatever changes, nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.lina = cls.make_participant("Lina Martin", "interviewed")
        cls.other = cls.make_cohort(name="Other")
        cls.reason = cls.env.ref("clubs_ambition.club_exit_reason_dropout")

    def session(self, hours=None, **vals):
        known = {"name": "CV morning", "kind": "thematic", "club_id": self.club.id}
        known |= {"cohort_id": self.cohort.id, **(hours or COMING), **vals}
        return self.env["club.session"].with_user(self.animateur).create(known)

    def put(self, session, journey):
        return (
            self.env["club.attendance"]
            .with_user(self.animateur)
            .create({"session_id": session.id, "participant_id": journey.id})
        )

    def expected(self, session):
        self.env.invalidate_all()
        lines = session.attendance_ids.filtered(lambda one: one.state == "expected")
        return lines.participant_id

    def leave(self, journey):
        journey = journey.with_user(self.animateur)
        if journey.state == "active":
            journey.write({"state": "exited", "exit_reason_id": self.reason.id})
        else:
            journey.state = "withdrawn"
        return journey

    def test_who_ends_without_a_seat_is_off_every_list_and_comes_back(self):
        guest = self.session()
        talk = self.session(kind="interview", participant_id=self.lina.id)
        meeting = self.session(kind="information", cohort_id=False)
        for session in (guest, meeting):
            self.put(session, self.lina)
        lina = self.leave(self.lina)
        for session in (guest, talk, meeting):
            self.assertNotIn(self.lina, self.expected(session), session.kind)
        self.assertEqual(talk.state, "cancelled")
        lina.state = "oriented"
        for session in (guest, talk, meeting):
            self.assertIn(self.lina, self.expected(session), session.kind)

    def test_a_guest_of_another_group_comes_back_there_too(self):
        theirs = self.session(cohort_id=self.other.id)
        self.put(theirs, self.yanis)
        yanis = self.leave(self.yanis)
        self.assertFalse(self.expected(theirs))
        yanis.action_reopen()
        self.assertEqual(self.expected(theirs), self.yanis)

    def test_nobody_gone_is_expected_at_what_is_put_off(self):
        session = self.session(PAST)
        self.assertEqual(self.expected(session), self.yanis)
        self.leave(self.yanis)
        session.write(COMING)
        self.assertFalse(self.expected(session))

    def test_who_came_since_is_expected_at_what_is_put_off(self):
        session = self.session(PAST)
        sami = self.make_participant("Sami Roux", "active")
        session.write(COMING)
        self.assertEqual(self.expected(session), self.yanis | sami)

    def test_a_session_given_to_another_group(self):
        sami = self.make_participant("Sami Roux", "active", cohort=self.other)
        session = self.session()
        self.put(session, self.lina)
        session.cohort_id = self.other
        self.assertEqual(self.expected(session), sami | self.lina)
        session.cohort_id = self.cohort
        self.assertEqual(self.expected(session), self.yanis | self.lina)

    def test_an_interview_given_to_somebody_else(self):
        talk = self.session(kind="interview", participant_id=self.yanis.id)
        talk.participant_id = self.lina
        self.assertEqual(self.expected(talk), self.lina)

    def test_an_answer_stays_with_who_was_left_alone(self):
        session = self.session()
        self.yanis.person_id._unguarded("restricted_on").restricted_on = "2026-01-14"
        session.write({"start": "2026-01-20 07:00:00"})
        line = self.env["club.attendance"].search([("session_id", "=", session.id)])
        self.assertEqual(line.state, "expected")

    def test_who_has_left_is_put_on_no_list_to_come(self):
        past, coming = self.session(PAST, cohort_id=False), self.session()
        self.leave(self.lina)
        refused = self.assertRaisesRegex(UserError, "take the journey up again")
        with refused, self.cr.savepoint():
            self.put(coming, self.lina)
        self.assertEqual(self.expected(coming), self.yanis)
        self.assertTrue(self.put(past, self.lina))
