from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestSession(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.lina = cls.make_participant("Lina Martin", "admitted")
        cls.env_animateur = cls.env(user=cls.animateur)

    def session(self, start="2026-01-14 08:00:00", stop="2026-01-14 11:00:00", **vals):
        return self.env_animateur["club.session"].create(
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

    def test_a_workshop_has_no_invitations(self):
        with self.assertRefused(UserError, "Only an information meeting to come"):
            self.session().action_invite()

    def test_a_session_expects_who_holds_a_seat(self):
        self.make_participant("Not Yet", "interviewed")
        session = self.session()
        self.assertEqual(session.attendance_ids.participant_id, self.yanis | self.lina)
        self.assertEqual(session.animateur_id, self.animateur)
        self.assertEqual((session.expected_count, session.unknown_count), (2, 2))

    def test_nobody_is_added_to_a_session_that_was_cancelled(self):
        session = self.session("2026-01-20 08:00:00", "2026-01-20 11:00:00")
        session.action_cancel()
        guest = self.make_participant("Not Yet", "interviewed")
        with self.assertRaisesRegex(UserError, "is closed"):
            self.env_animateur["club.attendance"].create(
                {"session_id": session.id, "participant_id": guest.id}
            )

    def test_who_enters_a_group_brings_nobody_else_back(self):
        session = self.session("2026-01-20 08:00:00", "2026-01-20 11:00:00")
        session.sudo().attendance_ids.filtered(
            lambda line: line.participant_id == self.lina
        ).unlink()
        guest = self.make_participant("Inès Roux", "admitted")
        self.assertEqual(session.attendance_ids.participant_id, self.yanis | guest)

    def test_the_calendar_names_the_animateur_only(self):
        event = self.session().event_id
        self.assertEqual(event.partner_ids, self.animateur.partner_id)
        interview = self.session(
            kind="interview", participant_id=self.yanis.id, name="Interview"
        )
        self.assertEqual(interview.event_id.partner_ids, self.animateur.partner_id)
        self.assertEqual(interview.attendance_ids.participant_id, self.yanis)

    def test_the_event_follows_the_session(self):
        session = self.session("2026-01-20 08:00:00", "2026-01-20 11:00:00")
        session.write(
            {
                "start": "2026-01-22 08:00:00",
                "stop": "2026-01-22 10:00:00",
                "location": "Room B",
                "name": "CV",
            }
        )
        event = session.event_id
        for name in ("start", "stop", "location", "name"):
            self.assertEqual(event[name], session[name], name)

    def test_a_session_is_closed_once_everybody_has_an_answer(self):
        session = self.session()
        self.assertTrue(session.is_to_close)
        found = self.env_animateur["club.session"].search([("is_to_close", "=", True)])
        self.assertIn(session, found)
        with self.assertRaisesRegex(UserError, "Yanis Benali"):
            session.action_close()
        line = session.attendance_ids.filtered(
            lambda one: one.participant_id == self.yanis
        )
        line.action_excused()
        line.reason = "job"
        session.action_all_present()
        session.action_close()
        self.assertEqual((session.state, session.present_count), ("held", 1))
        self.assertEqual(line.recorded_by, self.animateur)
        with self.assertRaisesRegex(UserError, "reopen it"):
            line.action_present()
        with self.assertRaisesRegex(UserError, "reopen it"):
            line.reason = "other"
        session.action_reopen()
        line.action_present()
        self.assertFalse(line.reason)

    def test_nobody_is_absent_from_what_is_still_to_come(self):
        session = self.session("2026-01-20 08:00:00", "2026-01-20 11:00:00")
        with self.assertRaisesRegex(UserError, "still to come"):
            session.attendance_ids[0].action_absent()
        session.attendance_ids[0].action_excused()
        session.attendance_ids[1].action_excused()
        with self.assertRaisesRegex(UserError, "not started"):
            session.action_close()

    def test_a_cancelled_session_is_nobody_s_absence(self):
        session = self.session()
        with self.assertRefused(UserError, "Cancel the session itself"):
            session.attendance_ids.write({"state": "cancelled"})
        session.action_cancel()
        self.assertEqual(set(session.attendance_ids.mapped("state")), {"cancelled"})
        with self.assertRefused(UserError, "is closed"):
            session.attendance_ids[0].state = "excused"
        session.action_reopen()
        self.assertEqual(set(session.attendance_ids.mapped("state")), {"expected"})

    def test_what_was_held_is_not_deleted(self):
        session = self.session()
        session.action_all_present()
        session.action_close()
        with self.assertRefused(UserError, "it stays in the figures"):
            session.unlink()
        planned = self.session("2026-01-20 08:00:00", "2026-01-20 11:00:00")
        event = planned.event_id
        planned.unlink()
        self.assertFalse(event.exists())

    def test_dates_and_kinds_are_guarded(self):
        with self.assertRaisesRegex(UserError, "starts and ends"):
            self.session(start=False)
        with (
            self.assertRefused(ValidationError, "An individual interview is with one"),
            self.cr.savepoint(),
        ):
            self.session(kind="interview")
        with self.assertRefused(ValidationError, "A session ends after it starts"):
            self.session(stop="2026-01-14 07:00:00")
        far = self.make_cohort(club=self.other_club)
        with self.assertRefused(UserError, "its group and its person are of"):
            self.session(cohort_id=far.id)

    def test_no_social_security_number_in_the_calendar(self):
        with self.assertRefused(ValidationError, "holds what looks like a"):
            self.session(name="Yanis 1 85 05 78 006 084 91")

    def test_who_reads_and_writes(self):
        group = self.session()
        interview = self.session(kind="interview", participant_id=self.yanis.id)
        sessions = group | interview
        ids = [("id", "in", sessions.ids)]
        for role, seen in (
            ("referent", group),
            ("manager", sessions),
            ("coordinator", sessions),
        ):
            with self.subTest(role=role):
                user = self.users[role]
                found = self.env["club.session"].with_user(user).search(ids)
                self.assertEqual(found.ids, seen.ids)
        with self.assertRaises(AccessError):
            group.with_user(self.referent).read(["attendance_ids"])
        with self.assertRaises(AccessError):
            group.with_user(self.other_animateur).read(["name"])
        for role in ("observer", "data_officer", "portal", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                group.with_user(self.users[role]).read(["name"])
        with self.assertRaises(AccessError):
            group.attendance_ids[0].with_user(self.other_animateur).action_present()


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestObjective(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.Objective = cls.env["club.objective"].with_user(cls.animateur)

    def objective(self, **vals):
        return self.Objective.create(
            {"participant_id": self.yanis.id, "name": "Rewrite the CV", **vals}
        )

    def test_a_week_is_its_monday(self):
        self.assertEqual(self.objective().week_start, date(2026, 1, 12))
        later = self.objective(week_start="2026-01-21")
        self.assertEqual(later.week_start, date(2026, 1, 19))

    def test_carried_over_keeps_its_history(self):
        first = self.objective(week_start="2026-01-05")
        second = first.action_carry()
        self.assertEqual(second.week_start, date(2026, 1, 12))
        self.assertEqual(second.carried_from_id, first)
        self.assertEqual((first.state, second.state), ("todo", "todo"))
        self.assertEqual(first.reviewed_on, date(2026, 1, 14))
        with (
            self.assertRefused(ValidationError, "This objective was carried over"),
            self.cr.savepoint(),
        ):
            first.action_carry()
        with self.assertRefused(UserError, "follows from what is recorded"):
            self.objective(carried_from_id=first.id)

    def test_the_review_is_dated(self):
        objective = self.objective()
        objective.action_done()
        self.assertEqual(objective.reviewed_on, date(2026, 1, 14))
        with self.assertRefused(UserError, "Possible next steps"):
            objective.action_drop()

    def test_a_preset_names_the_objective_and_its_need(self):
        need = self.env["club.need"].search([], limit=1)
        preset = self.env["club.objective.preset"].create(
            {"name": "Call three employers", "need_id": need.id}
        )
        objective = self.Objective.create(
            {"participant_id": self.yanis.id, "preset_id": preset.id}
        )
        self.assertEqual(objective.name, "Call three employers")
        self.assertEqual(objective.need_id, need)

    def test_objectives_are_for_journeys_under_way(self):
        waiting = self.make_participant("Not Yet", "interviewed")
        with self.assertRefused(ValidationError, "objectives are set from admission"):
            self.objective(participant_id=waiting.id)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-14 12:00:00")
class TestRenewal(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")

    def ask(self, user=None, **vals):
        return (
            self.env["club.renewal"]
            .with_user(user or self.animateur)
            .create(
                {
                    "participant_id": self.yanis.id,
                    "reason": "An employer answers in May",
                    "objectives": "Two immersions",
                    **vals,
                }
            )
        )

    def test_the_manager_grants_what_the_animateur_asks(self):
        request = self.ask()
        with self.assertRefused(AccessError, "A manager decides on a renewal"):
            request.action_grant()
        request.with_user(self.manager).action_grant()
        self.assertTrue(self.yanis.renewed)
        self.assertEqual(self.yanis.planned_end_on, date(2026, 7, 5))
        self.assertEqual(request.decided_by, self.manager)

    def test_a_refusal_says_what_to_do_instead(self):
        request = self.ask().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "instead"):
            request.action_refuse()
        request.write({"proposed_action": "A training", "state": "refused"})
        self.assertFalse(self.yanis.renewed)
        self.assertTrue(self.ask())

    def test_a_journey_is_renewed_once(self):
        self.ask()
        with (
            self.assertRefused(ValidationError, "This journey has its renewal"),
            self.cr.savepoint(),
        ):
            self.ask()
        self.env["club.renewal"].search([]).with_user(self.manager).action_grant()
        with self.assertRefused(ValidationError, "This journey has its renewal"):
            self.ask()

    def test_a_journey_that_was_longer_elsewhere_is_not_renewed(self):
        """An import says that it was, and no request does."""
        self.yanis.renewed = True
        with self.assertRefused(UserError, "was renewed already"):
            self.ask()

    def test_who_has_left_meanwhile_is_not_renewed(self):
        request = self.ask()
        reason = self.env.ref("clubs_ambition.club_exit_reason_dropout")
        self.yanis.write({"state": "exited", "exit_reason_id": reason.id})
        with self.assertRefused(UserError, "has ended: refuse the request"):
            request.with_user(self.manager).action_grant()

    def test_what_cannot_be_renewed(self):
        self.club.max_renewals = 0
        with self.assertRefused(UserError, "does not renew journeys"):
            self.ask()
        self.club.max_renewals = 1
        with self.assertRefused(UserError, "there is nothing to prolong"):
            self.ask(participant_id=self.make_participant("New").id)
        with (
            self.assertRefused(ValidationError, "A renewal prolongs a journey by 1"),
            self.cr.savepoint(),
        ):
            self.ask(months=4)
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.ask(user=self.other_animateur)

    def test_another_region_does_not_decide(self):
        request = self.ask()
        self.region.user_ids = [Command.unlink(self.manager.id)]
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_grant()
