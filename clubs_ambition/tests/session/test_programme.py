import sys
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 12:00:00")
class TestProgramme(ClubsCase):
    """Twelve weeks generated around the days off; the clocks change on 29 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"zip": "13015", "room": "Room B"})
        cls.spring = cls.make_cohort(date_start=date(2026, 3, 9))
        cls.people = [
            cls.make_participant(f"Person {n}", "admitted", cohort=cls.spring)
            for n in range(7)
        ]

    def wizard(self, user=None, **vals):
        return (
            self.env["club.programme.generate"]
            .with_user(user or self.animateur)
            .create({"cohort_id": self.spring.id, **vals})
        )

    def off(self, wizard):
        return {
            line.start.date(): line.skip_reason
            for line in wizard.line_ids
            if line.skip_reason
        }

    def kept_days(self, wizard):
        return {line.start.date() for line in wizard.line_ids if line.keep}

    def test_a_server_that_knows_no_holidays_says_so(self):
        programme = self.env["club.programme.generate"]
        with (
            patch.dict(sys.modules, holidays=None),
            self.assertRefused(UserError, "lacks the Python package"),
        ):
            programme._holidays(None, 2026, 2026)

    def test_the_weeks_of_a_group(self):
        self.wizard().action_generate()
        sessions = self.spring.session_ids
        first = sessions.filtered(lambda one: one.start.date() < date(2026, 3, 16))
        techniques = first.filtered(lambda one: one.kind == "techniques")
        self.assertEqual(len(techniques), 5)
        self.assertEqual(techniques[0].location, "Room B")
        self.assertEqual(sessions.animateur_id, self.animateur)
        self.assertEqual(sessions.event_id.user_id, self.animateur)
        second = sessions.filtered(
            lambda one: date(2026, 3, 16) <= one.start.date() < date(2026, 3, 23)
        )
        self.assertEqual(len(second.filtered(lambda one: one.kind != "interview")), 3)
        interviews = second.filtered(lambda one: one.kind == "interview")
        self.assertEqual(len(interviews.participant_id), 7)

    def test_hours_stay_when_the_clocks_change(self):
        lines = self.wizard().line_ids.filtered(lambda one: one.kind == "thematic")
        hours = {
            line.start.date() < date(2026, 3, 29): line.start.hour for line in lines
        }
        self.assertEqual(hours, {True: 8, False: 7})

    def test_hours_of_an_overseas_club(self):
        self.club.zip = "97400"
        lines = self.wizard(weeks=1).line_ids
        self.assertEqual(self.club.tz, "Indian/Reunion")
        self.assertEqual(
            {line.start.hour for line in lines if line.kind == "techniques"}, {5}
        )

    def test_interviews_are_dealt_fairly(self):
        lines = self.wizard(weeks=1).line_ids.filtered("participant_id")
        by_day = lines.grouped(lambda line: line.start.date())
        self.assertEqual(sorted(len(day) for day in by_day.values()), [2, 2, 3])
        for day in by_day.values():
            self.assertEqual(len(set(day.mapped("start"))), len(day))

    def test_a_conflict_is_said_before_creating(self):
        self.env["club.session"].create(
            {
                "name": "Visit of the prefect",
                "kind": "group",
                "club_id": self.club.id,
                "start": "2026-03-10 08:00:00",
                "stop": "2026-03-10 10:00:00",
            }
        )
        clashing = self.wizard().line_ids.filtered("conflict")
        self.assertEqual({line.start.date() for line in clashing}, {date(2026, 3, 10)})
        self.assertIn("Visit of the prefect", clashing[0].conflict)

    def test_public_holidays_of_the_department(self):
        off = self.off(self.wizard())
        self.assertEqual(off[date(2026, 4, 6)], "Lundi de Pâques")
        self.assertIn(date(2026, 4, 3), self.kept_days(self.wizard()))
        self.club.zip = "57000"
        self.assertNotIn(date(2026, 4, 3), self.kept_days(self.wizard()))
        self.club.zip = "97600"
        self.assertIn(date(2026, 4, 27), self.off(self.wizard()))

    def test_closed_days(self):
        self.env["club.closure"].with_user(self.animateur).create(
            {
                "club_id": self.club.id,
                "date_from": "2026-03-23",
                "date_to": "2026-03-27",
                "reason": "Works",
            }
        )
        wizard = self.wizard()
        closed = wizard.line_ids.filtered(lambda line: line.skip_reason == "Works")
        self.assertTrue(closed)
        self.assertFalse(any(closed.mapped("keep")))
        wizard.action_generate()
        self.assertFalse(
            self.spring.session_ids.filtered(
                lambda one: date(2026, 3, 23) <= one.start.date() <= date(2026, 3, 27)
            )
        )

    def test_run_again_creates_nothing_twice(self):
        self.wizard().action_generate()
        count = len(self.spring.session_ids)
        self.spring.session_ids[0].action_cancel()
        again = self.wizard()
        self.assertFalse(again.line_ids.filtered("keep"))
        with self.assertRaisesRegex(UserError, "Nothing to create"):
            again.action_generate()
        self.make_participant("Late", "admitted", cohort=self.spring)
        late = self.wizard().line_ids.filtered("keep")
        self.assertEqual(set(late.mapped("participant_id.name")), {"Late"})
        self.assertEqual(len(self.spring.session_ids), count)

    def test_unticked_dates_are_left_out(self):
        wizard = self.wizard(weeks=1)
        kept = wizard.line_ids.filtered("keep")
        kept[0].keep = False
        wizard.action_generate()
        self.assertEqual(len(self.spring.session_ids), len(kept) - 1)

    def test_another_club_s_group_is_out_of_reach(self):
        far = self.make_cohort(club=self.other_club)
        self.make_participant("Far", "admitted", club=self.other_club, cohort=far)
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.wizard(cohort_id=far.id).action_generate()
        with self.assertRaises(AccessError):
            self.wizard(user=self.referent)

    def test_same_room_or_animateur_warns(self):
        values = {
            "name": "CV",
            "kind": "group",
            "club_id": self.club.id,
            "start": "2026-03-10 08:00:00",
            "stop": "2026-03-10 10:00:00",
        }
        Session = self.env["club.session"].with_user(self.animateur)
        first = Session.create(values)
        self.assertFalse(first.conflict_label)
        second = Session.create({**values, "name": "Phone"})
        self.assertIn("CV", second.conflict_label)
        first.action_cancel()
        second.invalidate_recordset(["conflict_label"])
        self.assertFalse(second.conflict_label)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 12:00:00")
class TestSessionMail(ClubsCase):
    """People are told once, each alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.yanis.person_id.email = "yanis@example.com"
        cls.nomail = cls.make_participant("Lina Martin", "active")

    def session(self, **vals):
        return (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "CV",
                    "club_id": self.club.id,
                    "cohort_id": self.cohort.id,
                    "start": "2026-03-10 08:00:00",
                    "stop": "2026-03-10 10:00:00",
                    **vals,
                }
            )
        )

    def mails(self):
        mails = self.env["mail.mail"].search([("model", "=", "club.participant")])
        return mails.filtered(lambda one: one not in self.before)

    def setUp(self):
        super().setUp()
        self.before = self.env["mail.mail"].search([])

    def test_a_move_is_told_once(self):
        session = self.session()
        session.write({"start": "2026-03-11 08:00:00", "stop": "2026-03-11 10:00:00"})
        mail = self.mails()
        self.assertEqual(mail.email_to, "yanis@example.com")
        self.assertFalse(mail.recipient_ids)
        self.assertIn("CV", mail.subject)
        self.assertEqual(mail.attachment_ids.name, "invitation.ics")
        session.write({"start": "2026-03-12 08:00:00", "stop": "2026-03-12 10:00:00"})
        self.assertEqual(len(self.mails()), 2)
        session.note = "x"
        self.assertEqual(len(self.mails()), 2)

    def test_what_is_past_is_told_to_nobody(self):
        session = self.session(start="2026-03-01 08:00:00", stop="2026-03-01 10:00:00")
        session.write({"start": "2026-02-28 08:00:00", "stop": "2026-02-28 10:00:00"})
        self.assertFalse(self.mails())

    def test_who_was_to_come_hears_that_it_is_past(self):
        session = self.session()
        session.write({"start": "2026-03-01 08:00:00", "stop": "2026-03-01 10:00:00"})
        self.assertEqual(self.mails().email_to, "yanis@example.com")
        self.assertIn("Moved", self.mails().subject)
        session.write({"start": "2026-02-28 08:00:00", "stop": "2026-02-28 10:00:00"})
        self.assertEqual(len(self.mails()), 1, "nobody was to come any more")

    def test_a_cancelled_session_is_told(self):
        self.session().action_cancel()
        self.assertEqual(len(self.mails()), 1)

    def test_invitations_need_somebody_to_answer_to(self):
        self.make_participant("Waiting").person_id.email = "waiting@example.com"
        meeting = self.session(kind="information", cohort_id=False)
        self.animateur.email = False
        with self.assertRaisesRegex(UserError, "e-mail address of the animateur"):
            meeting.with_user(self.animateur).action_invite()
        self.assertFalse(meeting.attendance_ids)

    def test_an_information_meeting_invites_and_informs(self):
        waiting = self.make_participant("Waiting")
        waiting.person_id.email = "waiting@example.com"
        unreached = self.make_participant("Unreached", phone="04 91 00 00 00")
        meeting = self.session(kind="information", cohort_id=False)
        self.assertFalse(meeting.attendance_ids)
        notice = meeting.action_invite()
        self.assertEqual(meeting.attendance_ids.participant_id, waiting | unreached)
        self.assertIn("Unreached", notice["params"]["message"])
        self.assertEqual(self.mails().email_to, "waiting@example.com")
        self.assertNotIn("Unreached", self.mails().body_html)
        meeting.action_invite()
        self.assertEqual(len(self.mails()), 1)
        with freeze_time("2026-03-10 12:00:00"):
            meeting.attendance_ids[0].action_present()
            meeting.attendance_ids[1].action_absent()
            meeting.action_close()
        states = meeting.attendance_ids.mapped("participant_id.state")
        self.assertEqual(sorted(states), ["informed", "oriented"])

    def test_the_roll_call_and_its_reminder(self):
        session = self.session(start="2026-03-01 08:00:00", stop="2026-03-01 10:00:00")
        call = session.get_roll_call()
        self.assertEqual(
            [line["name"] for line in call["lines"]], ["Lina Martin", "Yanis Benali"]
        )
        self.env["club.session"]._cron_nag()
        self.env["club.session"]._cron_nag()
        self.assertEqual(len(session.activity_ids), 1)
        self.assertEqual(session.activity_ids.user_id, self.animateur)
        session.action_all_present()
        session.action_close()
        self.assertFalse(session.activity_ids)
        with self.assertRaises(AccessError):
            session.with_user(self.referent).get_roll_call()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-04 12:00:00")
class TestSignals(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active", day=date(2026, 1, 5))
        cls.Session = cls.env["club.session"].with_user(cls.animateur)

    def hold(self, day, state, **vals):
        session = self.Session.create(
            {
                "name": "Group",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "start": f"2026-{day} 08:00:00",
                "stop": f"2026-{day} 10:00:00",
                **vals,
            }
        )
        session.attendance_ids.write({"state": state})
        return session

    def codes(self, journey=None):
        journey = (journey or self.yanis).with_user(self.animateur)
        return [
            signal["code"]
            for signal in journey.env["club.signal"]._signals(journey)[journey.id]
        ]

    def test_absences_in_a_row(self):
        self.hold("02-23", "absent")
        self.hold("02-24", "absent")
        self.assertIn("absences", self.codes())
        self.hold("02-25", "excused")
        self.assertIn("absences", self.codes())
        self.hold("02-26", "present")
        self.assertNotIn("absences", self.codes())

    def test_nothing_set_nothing_sent_nobody_seen(self):
        self.assertEqual(self.codes(), ["no_objective", "no_candidacy", "no_interview"])
        self.env["club.objective"].create(
            {"participant_id": self.yanis.id, "name": "CV"}
        )
        self.make_candidacy(self.yanis, sent_on=date(2026, 3, 2))
        self.hold("03-02", "present", kind="interview", participant_id=self.yanis.id)
        self.assertEqual(self.codes(), [])
        self.assertFalse(self.yanis.with_user(self.animateur).signal_label)

    def test_below_the_median_and_ending(self):
        for name in ("A", "B"):
            other = self.make_participant(name, "active", day=date(2026, 2, 23))
            self.make_candidacy(other, sent_on=date(2026, 3, 2))
        self.assertIn("below_median", self.codes())
        self.env.invalidate_all()
        with freeze_time("2026-03-25"):
            self.assertIn("ending", self.codes())

    def test_who_left_sends_no_signal(self):
        later = self.make_participant("Not started", "admitted")
        self.assertEqual(self.codes(later), [])

    def test_as_many_queries_for_two_as_for_ten(self):
        people = self.yanis
        for n in range(9):
            people |= self.make_participant(f"P{n}", "active", day=date(2026, 2, 2))
        self.hold("02-25", "absent")
        counts = []
        signals = self.env["club.signal"].with_user(self.animateur)
        signals._signals(people.with_user(self.animateur))
        for some in (people[:2], people):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            signals._signals(some.with_user(self.animateur))
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-14 12:00:00")
class TestRenewalTold(ClubsCase):
    def test_managers_are_asked_and_the_animateur_answered(self):
        journey = self.make_participant("Yanis Benali", "active")
        request = (
            self.env["club.renewal"]
            .with_user(self.animateur)
            .create({"participant_id": journey.id, "reason": "A", "objectives": "B"})
        )
        self.assertEqual(request.activity_ids.user_id, self.manager)
        request.with_user(self.manager).action_grant()
        self.assertFalse(request.activity_ids)
        self.assertIn("granted", request.message_ids[0].body)
        self.assertIn(
            self.animateur.partner_id, request.message_ids[0].notified_partner_ids
        )
