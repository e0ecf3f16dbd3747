import runpy

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..common import ClubsCase

COMING = ("2026-01-20 08:00:00", "2026-01-20 11:00:00")
FAR = ("2032-01-20 08:00:00", "2032-01-20 11:00:00")
TODAY = ("2026-01-14 08:00:00", "2026-01-14 11:00:00")


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestSessionUndone(ClubsCase):
    """A session cancelled by mistake, or a person moved: everything comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["club.participant"].browse()
        for name in ("Yanis Benali", "Lina Martin", "Sami Roux"):
            email = f"{name[:4].lower()}@example.com"
            person = cls.make_person(name, email=email)
            cls.people += cls.make_participant(name, "active", person=person)
        cls.yanis, cls.lina, cls.sami = cls.people.with_user(cls.animateur)
        cls.other_group = cls.make_cohort(name="Other")

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

    def line(self, session, journey):
        self.env.invalidate_all()
        return session.attendance_ids.filtered(
            lambda one: one.participant_id == journey
        )

    def told(self, gesture):
        """Return ``{address: subject}`` of what a gesture writes."""
        before = self.env["mail.message"].sudo().search([])
        gesture()
        sent = self.env["mail.message"].sudo().search([]) - before
        sent = sent.filtered("outgoing_email_to")
        self.assertEqual(len(sent), len(set(sent.mapped("outgoing_email_to"))))
        return {one.outgoing_email_to: one.subject for one in sent}

    def test_who_was_told_of_a_session_is_told_that_it_is_deleted(self):
        mistake, moved = self.session(), self.session()
        self.told(lambda: moved.write({"location": "Room B"}))
        self.assertFalse(self.told(mistake.unlink), "nobody had heard of it")
        told = self.told(moved.unlink)
        self.assertEqual(len(told), 3)
        for subject in told.values():
            self.assertIn("cancelled", subject.lower())

    def test_who_is_given_to_another_club_is_expected_no_more(self):
        """Nor at an interview; given back, they are again. What took place stays."""
        journey = self.make_participant("Nour Haddad", "oriented")
        past, coming = (
            self.session(hours, kind="information", cohort_id=False)
            for hours in (TODAY, COMING)
        )
        talk = self.session(
            ("2026-01-21 08:00:00", "2026-01-21 09:00:00"),
            kind="interview",
            participant_id=journey.id,
            cohort_id=False,
        )
        for session in past | coming:
            self.env["club.attendance"].create(
                {"session_id": session.id, "participant_id": journey.id}
            )
        journey.write({"cohort_id": False, "club_id": self.other_club.id})
        self.assertEqual(self.line(past, journey).state, "expected")
        self.assertFalse(self.line(coming, journey))
        place = {"session_id": coming.id, "participant_id": journey.id}
        with self.assertRaises(AccessError):
            self.env["club.attendance"].with_user(self.animateur).create(place)
        self.assertEqual(talk.state, "cancelled")
        journey.write({"state": "withdrawn"})
        journey.write({"state": "oriented"})
        self.assertFalse(self.line(coming, journey), "expected by a club they left")
        journey.club_id = self.club
        self.assertEqual(self.line(coming, journey).state, "expected")
        self.assertEqual(talk.state, "planned")

    def test_who_was_told_it_is_cancelled_is_told_it_is_not(self):
        session = self.session()
        excused = self.line(session, self.lina)
        excused.write({"state": "excused", "reason": "job"})
        told = self.told(session.action_cancel)
        self.assertEqual(set(told), {"yani@example.com", "sami@example.com"})
        again = self.told(session.action_reopen)
        self.assertEqual(set(again), set(told))
        for subject in again.values():
            self.assertIn("after all", subject)
        self.assertRecordValues(
            self.line(session, self.lina),
            [
                {
                    "state": "excused",
                    "reason": "job",
                    "recorded_by": self.animateur.id,
                    "told_cancelled": False,
                }
            ],
        )
        self.assertEqual(self.told(session.action_cancel), told)
        self.assertEqual(self.told(session.action_reopen), again)

    def test_who_left_meanwhile_is_not_told_and_who_is_back_is(self):
        session = self.session()
        session.action_cancel()
        reason = self.env.ref("clubs_ambition.club_exit_reason_dropout")
        self.sami.write({"state": "exited", "exit_reason_id": reason.id})
        self.assertEqual(
            set(self.told(session.action_reopen)),
            {"yani@example.com", "lina@example.com"},
        )
        self.assertFalse(self.line(session, self.sami))
        back = self.told(self.sami.action_reopen)
        self.assertEqual(set(back), {"sami@example.com"})
        self.assertEqual(self.line(session, self.sami).state, "expected")

    def test_who_wants_no_e_mail_is_called_again(self):
        session = self.session()
        self.yanis.sudo().person_id.no_email_on = "2026-01-10"
        session.action_cancel()
        first = session.activity_ids
        self.assertEqual(len(first), 1)
        first.action_done()
        session.action_reopen()
        self.assertIn("Yanis Benali", session.activity_ids.note)

    def test_a_roll_call_survives(self):
        session = self.session(TODAY)
        self.line(session, self.lina).action_absent()
        session.action_all_present()
        before = session.attendance_ids.sudo().read()
        self.assertFalse(self.told(session.action_cancel))
        self.assertEqual(set(session.attendance_ids.mapped("state")), {"cancelled"})
        self.assertFalse(self.told(session.action_reopen))
        self.env.invalidate_all()
        moved = {"write_date", "write_uid"}
        for was, now in zip(before, session.attendance_ids.sudo().read(), strict=True):
            for name in was.keys() - moved:
                self.assertEqual(now[name], was[name], name)

    def test_another_group_of_the_club_keeps_the_interviews(self):
        talk = self.session(kind="interview", participant_id=self.yanis.id)
        mine, theirs = self.session(), self.session(cohort_id=self.other_group.id)
        self.line(mine, self.yanis).write({"state": "excused", "reason": "family"})
        told = self.told(
            lambda: self.yanis.web_save({"cohort_id": self.other_group.id}, {})
        )
        self.assertFalse(told)
        self.assertEqual(talk.state, "planned")
        self.assertFalse(self.line(mine, self.yanis))
        self.assertTrue(self.line(theirs, self.yanis))
        self.yanis.web_save({"cohort_id": self.cohort.id}, {})
        self.assertEqual(talk.state, "planned")
        self.assertRecordValues(
            self.line(mine, self.yanis), [{"state": "excused", "reason": "family"}]
        )
        self.assertFalse(self.line(theirs, self.yanis))

    def test_who_was_set_aside_can_be_put_on_a_list_by_hand(self):
        mine = self.session()
        self.yanis.write({"cohort_id": self.other_group.id})
        mine.write(
            {"attendance_ids": [Command.create({"participant_id": self.yanis.id})]}
        )
        self.assertEqual(self.line(mine, self.yanis).state, "expected")

    def test_nobody_is_set_aside_by_hand(self):
        line = self.line(self.session(), self.yanis)
        for state in ("left", "cancelled"):
            with self.assertRaisesRegex(UserError, "Cancel the session"):
                line.state = state

    def test_a_meeting_reopened_informed_nobody(self):
        new, known = (
            self.make_participant(name, state)
            for name, state in (("New One", "oriented"), ("Known One", "oriented"))
        )
        known.state = "informed"
        meeting = self.session(TODAY, kind="information", cohort_id=False)
        for journey in (new, known):
            self.env["club.attendance"].with_user(self.animateur).create(
                {"session_id": meeting.id, "participant_id": journey.id}
            )
        meeting.action_all_present()
        meeting.action_close()
        self.assertEqual(new.state, "informed")
        known.sudo().last_move = {**known.sudo().last_move, "at": "before"}
        meeting.action_reopen()
        self.assertEqual((new.state, known.state), ("oriented", "informed"))
        self.assertFalse(new.informed_on)

    def test_what_an_older_version_closed_comes_back(self):
        talk = self.session(FAR, kind="interview", participant_id=self.yanis.id)
        meeting = self.session(FAR, kind="information", cohort_id=False)
        meeting.write(
            {"attendance_ids": [Command.create({"participant_id": self.yanis.id})]}
        )
        cancelled = self.session(FAR)
        cancelled.action_cancel()
        reason = self.env.ref("clubs_ambition.club_exit_reason_dropout")
        self.yanis.write({"state": "exited", "exit_reason_id": reason.id})
        self.env.flush_all()
        self.cr.execute("DELETE FROM club_attendance WHERE state = 'left'")
        self.cr.execute("UPDATE club_attendance SET told_cancelled = NULL")
        self.env.invalidate_all()
        self.yanis.sudo().closed_by_end = {"sessions": (talk | meeting).ids}
        self.env.flush_all()
        script = file_path("clubs_ambition/migrations/19.0.1.9.0/post-undo.py")
        runpy.run_path(script)["migrate"](self.cr, "19.0.1.8.0")
        self.env.invalidate_all()
        self.yanis.action_reopen()
        self.assertEqual(talk.state, "planned")
        for session in (talk, meeting):
            self.assertEqual(self.line(session, self.yanis).state, "expected")
        self.assertFalse(self.yanis.sudo().closed_by_end)
        told = self.told(cancelled.action_reopen)
        self.assertIn("lina@example.com", told)
