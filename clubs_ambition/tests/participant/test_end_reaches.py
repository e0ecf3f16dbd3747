import runpy
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools.misc import file_path

from .end_common import NOW, EndCase

TOPICS = ("candidacies", "links", "reminders", "followups", "activities")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestEndReaches(EndCase):
    """An end reaches links, reminders, sessions and to-dos; an undo gives them back."""

    def test_every_cron_asks_whether_to_write(self):
        """Each reason, each other end: nothing leaves that it closes."""
        ended = {
            reason: self.end(self.followed(self.journey(reason.code)), reason)
            for reason in self.reasons
        }
        archived = self.end(
            self.followed(self.journey("archived")), self.reason_of("dropout")
        )
        archived.active = False
        withdrawn = self.journey("withdrawn", "interviewed")
        withdrawn.action_withdraw()
        declined = self.journey("declined", "interviewed")
        declined.write(
            {
                "state": "declined",
                "decline_reason_id": self.env["club.decline.reason"]
                .search([], limit=1)
                .id,
            }
        )
        live = self.followed(self.journey("Live"))
        over = sum(ended.values(), archived | withdrawn | declined)
        self.as_older_versions_left_it(over)
        since = self.last_ids()
        self.run_every_cron()
        kinds, planned, messages = self.sent_about(live, since)
        self.assertEqual(kinds, {"candidacy", "followup", "thanks"})
        self.assertTrue(planned and messages)
        for journey in archived | withdrawn | declined:
            with self.subTest(journey.name):
                self.assertEqual(self.sent_about(journey, since), (set(), 0, 0))
        for reason, journey in ended.items():
            expected = set() if reason.closes_reminders else {"candidacy"}
            if not reason.closes_followups:
                expected |= {"followup", "thanks"}
            kinds, planned, messages = self.sent_about(journey, since)
            with self.subTest(reason.code):
                self.assertEqual(kinds, expected)
                self.assertEqual(planned, 0 if reason.closes_activities else 1)
                self.assertEqual(messages, planned)  # who is to do it is told

    def test_shipped_reasons_close_what_they_say(self):
        everything = ("death", "error", "moved", "deregistered", "unavailable")
        for code in everything:
            reason = self.reason_of(code)
            self.assertTrue(all(reason[f"closes_{topic}"] for topic in TOPICS), code)
        self.assertTrue(all(self.reasons.mapped("closes_reminders")))
        self.assertTrue(self.reason_of("death").closes_person)
        for reason in self.reasons.filtered(lambda one: one.family == "positive"):
            self.assertFalse(reason.closes_followups or reason.closes_activities)

    def test_a_reason_given_one_answer_has_the_others(self):
        """By data, by import or by RPC: what is not said is not left empty."""
        names = [f"closes_{topic}" for topic in TOPICS]
        for family, usual in (("negative", set(names)), ("positive", set(names[:1]))):
            usual |= {"closes_candidacies", "closes_reminders"}
            for given in names:
                reason = self.env["club.exit.reason"].create(
                    {
                        "code": given + family,
                        "name": "N",
                        "family": family,
                        given: False,
                    }
                )
                with self.subTest(family=family, given=given):
                    closed = {name for name in names if reason[name]}
                    self.assertEqual(closed, usual - {given})

    def test_a_new_reason_closes_everything_by_default(self):
        reason = self.env["club.exit.reason"].create(
            {"code": "new", "name": "New", "family": "neutral"}
        )
        self.assertTrue(all(reason[f"closes_{topic}"] for topic in TOPICS))

    def test_a_death_is_one_in_every_journey_of_the_person(self):
        before = self.followed(self.journey("Twice"))
        self.end(before, self.reason_of("cdi"))
        effect = self.env["club.exit.effect"]
        self.assertTrue(effect._open_to(before, "followups"))
        again = self.make_participant("Twice", "active", person=before.person_id)
        again.write({"state": "exited", "exit_reason_id": self.reason_of("death").id})
        again.active = False
        self.assertFalse(effect._open_to(before, "followups"))
        since = self.last_ids()
        self.run_every_cron()
        self.assertFalse(self.sent_about(before, since)[0])

    def test_another_reason_afterwards_closes_more(self):
        journey = self.followed(self.journey("Later"))
        self.end(journey, self.reason_of("end_of_journey"))
        self.assertEqual(journey.candidacy_ids.state, "sent")
        journey.with_user(self.animateur).exit_reason_id = self.reason_of("death")
        self.assertEqual(journey.candidacy_ids.state, "withdrawn")
        self.assertFalse(journey.activity_ids)

    def test_archived_and_answered_employers_are_not_reminded(self):
        gone, stopped, answered = (
            self.journey(name) for name in ("Gone", "Stopped", "Answered")
        )
        gone.candidacy_ids.partner_id.active = False
        stopped.candidacy_ids.partner_id.club_network_status = "stop"
        answered.candidacy_ids.employer_answer = "later"
        self.followed(gone).placement_ids.partner_id.active = False
        since = self.last_ids()
        self.run_every_cron()
        for journey in stopped | answered:
            self.assertEqual(self.sent_about(journey, since)[0], set(), journey.name)
        sent = self.env["club.answer.link"].search(
            [("followup_id.placement_id.participant_id", "=", gone.id)]
        )
        self.assertEqual(sent.person_id, gone.person_id)
        self.assertFalse(sent.partner_id)

    def test_a_reminder_tells_of_nobody_who_left(self):
        """Two profiles in one message: who died is not in the reminder of the other."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE club_answer_link SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=9), self.link.id),
        )
        self.env.invalidate_all()
        self.yanis.write(
            {"state": "exited", "exit_reason_id": self.reason_of("death").id}
        )
        self.as_older_versions_left_it(self.yanis)
        self.run_every_cron()
        body = self.mails().sorted("id")[-1].body_html
        self.assertIn("L. M.", body)
        self.assertNotIn("Y. B.", body)
        self.assertNotIn("Punctual", body)

    # === WHAT A USER SENDS === #

    def test_nothing_is_sent_by_hand_either(self):
        journey = self.followed(self.journey("Hand"))
        draft = self.make_candidacy(journey, "draft", employer=self.other_employer)
        self.other_employer.email = "other@example.com"
        self.end(journey, self.reason_of("death"))
        self.env.flush_all()
        self.cr.execute(
            "UPDATE club_candidacy SET state = 'draft' WHERE id = %s", (draft.id,)
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "has ended"), self.cr.savepoint():
            self.send(draft)
        with self.assertRaisesRegex(UserError, "has ended"), self.cr.savepoint():
            draft.with_user(self.animateur).state = "sent"
        placement = journey.placement_ids.with_user(self.animateur)
        with self.assertRaisesRegex(UserError, "no message leaves"):
            placement.action_thank_employer()
        draft.refusal_reason_id = self.reason
        self.reason.message = "Words for the person"
        with self.assertRaisesRegex(UserError, "no message leaves"):
            draft.with_user(self.animateur).action_tell_participant()

    def test_an_archived_employer_is_not_written_to(self):
        self.other_employer.write({"email": "other@example.com", "active": False})
        draft = self.make_candidacy(self.yanis, "draft", employer=self.other_employer)
        with self.assertRaisesRegex(UserError, "archived"):
            self.send(draft)

    def test_sessions_tell_nothing_to_who_left(self):
        meeting = self.meeting()
        people = self.journey("Invited", "oriented") | self.journey("Left", "oriented")
        lines = self.env["club.attendance"].create(
            [{"session_id": meeting.id, "participant_id": one.id} for one in people]
        )
        people[1].action_withdraw()
        self.assertEqual(lines[1].state, "left")
        self.env["club.attendance"].create(
            {"session_id": meeting.id, "participant_id": people[1].id}
        )
        before = self.env["mail.mail"].search([])
        meeting.with_user(self.animateur).start = "2026-03-25 10:00:00"
        told = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(told), 1)

    def meeting(self):
        return self.env["club.session"].create(
            {
                "name": "Meeting",
                "kind": "information",
                "club_id": self.club.id,
                "start": "2026-03-25 09:00:00",
                "stop": "2026-03-25 11:00:00",
            }
        )

    # === UNDO === #

    def facts(self, journey):
        """Return all that an end may close of a journey, as it stands."""
        interviews = self.env["club.session"].search(
            [("participant_id", "=", journey.id)]
        )
        return {
            "candidacies": {one.id: one.state for one in journey.candidacy_ids},
            "stages": {one.id: one.furthest_state for one in journey.candidacy_ids},
            "sent": {one.id: one.sent_on for one in journey.candidacy_ids},
            "activities": set(journey.activity_ids.ids),
            "on candidacies": set(journey.candidacy_ids.activity_ids.ids),
            "interviews": {one.id: one.state for one in interviews},
            "expected": set(journey.attendance_ids.session_id.ids),
        }

    def test_an_end_taken_back_gives_everything_back(self):
        journey = self.journey("Back")
        for state in ("draft", "sent", "interview", "trial"):
            candidacy = self.make_candidacy(
                journey, "draft", employer=self.employer_of(state)
            )
            if state != "draft":
                candidacy.state = "sent"
            if state in ("interview", "trial"):
                candidacy.state = state
        candidacy.activity_schedule("mail.mail_activity_data_call", summary="Ask")
        journey.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.env["club.session"].create(
            {
                "name": "Interview",
                "kind": "interview",
                "club_id": self.club.id,
                "participant_id": journey.id,
                "start": "2026-03-24 09:00:00",
                "stop": "2026-03-24 10:00:00",
            }
        )
        self.env["club.attendance"].create(
            {"session_id": self.meeting().id, "participant_id": journey.id}
        )
        before = self.facts(journey)
        self.end(journey, self.reason_of("error"))
        self.env.invalidate_all()
        closed = self.facts(journey)
        self.assertEqual(set(closed["candidacies"].values()), {"withdrawn"})
        self.assertFalse(closed["activities"] | closed["on candidacies"])
        self.assertEqual(set(closed["interviews"].values()), {"cancelled"})
        self.assertFalse(closed["expected"])
        journey.with_user(self.animateur).action_reopen()
        self.env.invalidate_all()
        self.assertEqual(self.facts(journey), before)

    def test_what_changed_since_is_left(self):
        journey = self.journey("Changed")
        self.end(journey, self.reason_of("dropout"))
        candidacy = journey.candidacy_ids
        self.env.flush_all()
        self.cr.execute(
            "UPDATE club_candidacy SET state = 'refused', refusal_reason_id = %s "
            "WHERE id = %s",
            (self.reason.id, candidacy.id),
        )
        self.env.invalidate_all()
        journey.with_user(self.animateur).action_reopen()
        self.assertEqual(candidacy.state, "refused")

    def test_a_referent_may_withdraw_whom_they_oriented(self):
        """The end reaches candidacies that its author does not read."""
        journey = self.journey("Oriented", "oriented")
        journey.referent_id = self.referent
        journey.orientation_ids.with_user(self.referent).action_withdraw()
        self.assertEqual(journey.candidacy_ids.state, "withdrawn")

    # === OLD DATA === #

    def test_the_migration_says_the_same_as_the_data(self):
        path = file_path("clubs_ambition/data/club_exit_reason_data.xml")
        declared = {
            record.get("id"): {
                field.get("name"): field.get("eval") == "True"
                for field in record.iter("field")
                if field.get("name").startswith("closes_")
            }
            for record in etree.parse(path).iter("record")
        }
        names = [f"closes_{topic}" for topic in (*TOPICS, "person")]
        self.reasons.closes_person = False
        self.reasons.write({"closes_candidacies": True, "closes_reminders": True})
        for topic in ("links", "followups", "activities"):
            getattr(self.reasons, f"_compute_closes_{topic}")()
        defaults = {one.id: {name: one[name] for name in names} for one in self.reasons}
        script = file_path("clubs_ambition/migrations/19.0.1.4.0/post-exits.py")
        runpy.run_path(script)["migrate"](self.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        for xmlid, values in declared.items():
            reason = self.env.ref(f"clubs_ambition.{xmlid}")
            found = {name: reason[name] for name in names}
            self.assertEqual(found, {**defaults[reason.id], **values}, xmlid)
