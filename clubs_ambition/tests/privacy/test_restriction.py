"""Who asked to be left alone is worked on by nobody; figures count them as before."""

# pylint: disable=translation-required
import runpy
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, file_path, mute_logger

from ...models.tools.club_restriction import APART, PRIVACY
from ...utils import clock
from ..rights.test_leaving import LeavingCase
from .privacy_common import PrivacyCase

CRONS = {
    "club.candidacy": ("_cron_expire_unanswered", "_cron_remind_employers"),
    "club.renewal": ("_cron_remind",),
    "club.session": ("_cron_nag",),
    "club.placement": ("_cron_thank",),
    "club.followup": ("_cron_ask",),
}


@tagged("post_install", "-at_install", "security")
class TestRestrictionGuard(LeavingCase):
    """Every model about a person refuses, found in the registry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["club.person"].search([])
        cls.service = cls.env["club.restriction"]
        cls.service._hold(cls.people)

    def held(self):
        """Yield the records of each table of ours that is about a person."""
        for name in sorted(self.bearers()):
            model = self.env[name]
            ours = name.startswith("club.") and not name.startswith(PRIVACY)
            if ours and name not in APART and not model._transient and model._auto:
                way = self.env["club.leaving"]._ways()[name][0]
                rows = model.with_context(active_test=False).search([])
                rows = rows if way == "id" else rows.filtered(way)
                if rows:
                    yield rows[0]

    def test_nothing_is_written_nor_deleted_whoever_calls(self):
        tried = 0
        for record in self.held():
            for user in (self.env.user, self.coordinator, self.animateur):
                known = record.with_user(user).sudo()
                with self.subTest(record=record, user=user.login):
                    with self.assertRaisesRegex(UserError, "left as it is|recorded"):
                        known.write({})
                    with self.assertRaisesRegex(UserError, "left as it is|recorded"):
                        known.unlink()
                    tried += 1
        self.assertGreater(tried, 3 * 12)

    def test_nothing_is_created(self):
        """Of what refers to one of their records, too: messages, tasks, files."""
        for record in self.held():
            about = {"res_model": record._name, "res_id": record.id}
            with self.subTest(record=record):
                with self.assertRefused(UserError, "nor proposed"):
                    self.env["ir.attachment"].create({"name": "x", **about})
                if isinstance(record, self.registry["mail.thread"]):
                    with self.assertRefused(UserError, "nor proposed"):
                        record.message_post(body="x")
                if isinstance(record, self.registry["mail.activity.mixin"]):
                    with self.assertRefused(UserError, "nor proposed"):
                        record.activity_schedule("mail.mail_activity_data_todo")

    def test_dialogs_do_not_open(self):
        journey = self.journey
        for model in ("club.participant.interview", "club.district.check"):
            with self.assertRefused(UserError, "nor proposed"):
                self.env[model].create({"participant_id": journey.id})

    def test_no_context_of_a_caller_opens_it(self):
        for value in (True, "OPEN", object):
            known = self.journey.with_context(club_restriction=value)
            with self.assertRefused(UserError, "nor proposed"):
                known.write({"mobility_km": 5})

    def test_lifting_gives_all_back(self):
        self.service._release(self.people, {})
        for record in self.held():
            with self.subTest(record=record):
                self.assertFalse(self.service._persons(record))
        self.journey.write({"mobility_km": 5})
        self.assertEqual(self.journey.mobility_km, 5)


@tagged("post_install", "-at_install", "security")
class TestRestriction(PrivacyCase, HttpCase):
    """What works on many people leaves them out, and takes them again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_participant(
            "Paul Roche", "active", animateur_id=cls.animateur.id
        )
        cls.sent = cls.make_candidacy(cls.journey)
        day = clock.today(cls.env.user) - timedelta(days=90)
        cls.sent.sent_on = day
        cls.task = cls.journey.activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.animateur.id
        )

    def workshop(self, **vals):
        start = fields.Datetime.now() + timedelta(days=2)
        return self.env["club.session"].create(
            {
                "name": "Workshop",
                "kind": "group",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "animateur_id": self.animateur.id,
                "start": start,
                "stop": start + timedelta(hours=2),
                **vals,
            }
        )

    def test_in_force_at_once_and_said_on_the_file(self):
        request = self.restrict()
        self.assertEqual(request.state, "served")
        self.assertTrue(request.in_force)
        self.assertEqual(self.person.restricted_on, request.effective_on)
        self.assertEqual(self.journey.restricted_on, request.effective_on)
        seen = self.journey.with_user(self.animateur)
        self.assertEqual(seen.name, "Liña Moreau")
        with self.assertRaisesRegex(UserError, "Liña Moreau asked"):
            seen.write({"mobility_km": 5})
        with self.assertRefused(UserError, "nor proposed"):
            self.make_candidacy(self.journey, employer=self.other_employer)

    def test_by_the_road_of_the_browser(self):
        self.restrict()
        self.authenticate("t_animateur", "t_animateur")
        with mute_logger("odoo.http"), self.assertRaisesRegex(Exception, "UserError"):
            self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {
                    "model": "club.participant",
                    "method": "web_save",
                    "args": [[self.journey.id], {"mobility_km": 5}],
                    "kwargs": {"specification": {}},
                },
            )
        self.env.invalidate_all()
        self.assertFalse(self.journey.mobility_km)

    def test_who_does_not_read_the_person_is_told_nothing(self):
        self.restrict()
        with self.assertRefused(UserError, "Nothing more can be") as refused:
            self.journey.with_user(self.employee).sudo().write({"mobility_km": 5})
        self.assertNotIn("Moreau", str(refused.exception))
        self.assertNotIn("file", str(refused.exception))

    def test_lists_of_whom_to_work_with_leave_them_out(self):
        week = self.env["club.week"].with_user(self.animateur)
        offer = (
            self.env["club.offer"]
            .create(
                {
                    "name": "Baker",
                    "club_id": self.club.id,
                    "partner_id": self.employer.id,
                }
            )
            .with_user(self.animateur)
        )

        def listed():
            board = week._board(self.cohort.id)["cohort"]["people"]
            today = self.club.with_user(self.animateur)._today_list()
            proposed = offer.action_propose()["context"]["default_participant_ids"]
            return (
                self.journey.id in [one["id"] for one in board],
                any(self.person.name in (one["text"] or "") for one in today),
                self.journey.id in proposed,
            )

        self.assertEqual(listed(), (True, True, True))
        request = self.restrict()
        self.assertEqual(listed(), (False, False, False))
        request.action_lift()
        self.assertEqual(listed(), (True, True, True))

    def test_the_waiting_list_goes_on_to_the_next(self):
        waiting = self.make_participant("Ana Gil", "interviewed")
        waiting.action_waitlist()
        self.assertEqual(self.cohort._next_waiting(), waiting)
        self.env["club.restriction"]._hold(waiting.person_id)
        self.assertNotEqual(self.cohort._next_waiting(), waiting)
        action = self.env.ref("clubs_ambition.club_participant_action_waiting")
        self.assertIn("restricted_on", action.domain)

    def test_a_group_goes_on_without_them(self):
        before = self.workshop()
        self.assertIn(self.journey, before.attendance_ids.participant_id)
        self.restrict()
        after = self.workshop()
        self.assertEqual(after.attendance_ids.participant_id, self.other)
        for session in (before, after):
            session.write(
                {"start": "2026-02-02 08:00:00", "stop": "2026-02-02 09:00:00"}
            )
            call = session.with_user(self.animateur).get_roll_call()
            self.assertEqual(len(call["lines"]), 1)
            session.with_user(self.animateur).action_all_present()
            session.with_user(self.animateur).action_close()
            self.assertEqual(session.state, "held")

    def test_a_group_closes_without_them(self):
        self.restrict()
        dialog = self.env["club.cohort.close"].create({"cohort_id": self.cohort.id})
        self.assertEqual(dialog.line_ids.participant_id, self.other)

    def test_what_nobody_asked_for_leaves_them_alone(self):
        """Every cron, with all that is due: not a row about them changes."""
        self.restrict()
        tables = self.tables()
        before = {table: self.rows(table) for table in tables}
        cron = type(self.env["ir.cron"])
        for model, names in CRONS.items():
            for name in names:
                with (
                    self.subTest(cron=name),
                    patch.object(cron, "_commit_progress", return_value=0),
                ):
                    getattr(self.env[model], name)()
        self.env.flush_all()
        for table in tables:
            with self.subTest(table=table):
                self.assertEqual(self.rows(table), before[table])

    def test_every_cron_is_tried(self):
        found = {
            (name, method)
            for name, model in self.env.registry.items()
            if name in self.env["club.leaving"]._ways() and not model._abstract
            for method in dir(model)
            if method.startswith("_cron_") and name.startswith("club.")
            if not name.startswith(PRIVACY)
        }
        tried = {(model, name) for model, names in CRONS.items() for name in names}
        self.assertEqual(found, tried)

    def tables(self):
        return ("club_participant", "club_candidacy", "club_person")

    def rows(self, table):
        self.env.flush_all()
        where = "id" if table == "club_person" else "person_id"
        return self.env.execute_query(
            SQL(
                "SELECT t::text FROM %s t WHERE %s = %s ORDER BY t.id",
                SQL.identifier(table),
                SQL.identifier(where),
                self.person.id,
            )
        )

    def test_what_was_planned_is_put_away_and_given_back(self):
        request = self.restrict()
        self.assertFalse(self.task.active)
        request.action_lift()
        self.assertTrue(self.task.active)
        self.assertFalse(self.person.restricted_on)
        self.assertFalse(request.in_force)
        self.journey.with_user(self.animateur).write({"mobility_km": 7})

    def test_what_they_write_is_kept(self):
        """A mail of theirs comes in: nothing is lost, and nobody is asked to answer."""
        self.restrict()
        mail = (
            "From: lina.moreau@example.org\r\nTo: club@example.org\r\n"
            "Subject: My file\r\nMessage-ID: <a1@example.org>\r\n\r\nHello"
        )
        thread = self.env["mail.thread"]
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            thread.message_process("club.participant", mail, thread_id=self.journey.id)
        self.assertIn("Hello", self.journey.message_ids[0].body)
        self.assertFalse(self.journey.activity_ids)

    def test_two_requests_hold_until_both_are_lifted(self):
        first = self.restrict()
        second = self.restrict()
        first.action_lift()
        self.assertTrue(self.person.restricted_on)
        self.assertFalse(self.task.active)
        second.action_lift()
        self.assertFalse(self.person.restricted_on)
        self.assertTrue(self.task.active, "put aside by the first, given back by both")

    def test_figures_keep_them(self):
        bilan = self.env["club.bilan"].with_user(self.coordinator)
        period = {"date_from": "2026-01-01", "date_to": "2026-12-31"}

        def figures():
            return bilan._records(period)

        before = figures()
        self.restrict()
        self.env.flush_all()
        self.assertEqual(figures(), before)

    def test_a_portfolio_is_handed_over_all_the_same(self):
        self.restrict()
        self.club.animateur_ids = [Command.link(self.other_animateur.id)]
        dialog = self.env["club.portfolio.reassign"].with_user(self.manager)
        dialog.create(
            {
                "from_user_id": self.animateur.id,
                "to_user_id": self.other_animateur.id,
                "reason": "Away",
            }
        ).action_reassign()
        self.assertEqual(self.journey.animateur_id, self.other_animateur)

    def test_the_update_computes_no_journey(self):
        """The column is there before Odoo looks for it: nobody is left alone yet."""
        path = "clubs_ambition/migrations/19.0.1.8.0/pre-restriction.py"
        migrate = runpy.run_path(file_path(path))["migrate"]
        self.env.flush_all()
        for table in ("club_participant", "club_person"):
            self.env.cr.execute(
                SQL("ALTER TABLE %s DROP restricted_on CASCADE", SQL.identifier(table))
            )
        for _again in range(2):
            migrate(self.env.cr, "19.0.1.7.0")
            self.env.invalidate_all()
            self.assertFalse(self.journey.restricted_on)

    def test_nobody_restricted_costs_no_query(self):
        service = self.env["club.restriction"]
        service._check(self.journey)
        with self.assertQueryCount(0):
            service._check(self.journey)
            service._check_new(self.journey)


@tagged("post_install", "-at_install")
class TestObjection(PrivacyCase):
    """Who objects to employers is presented to none, until it is lifted."""

    def test_no_candidacy_nor_link_presents_them(self):
        candidacy = self.make_candidacy(self.journey)
        self.assertTrue(candidacy._presented())
        request = self.asked("objection")
        request.action_take_effect()
        self.assertEqual(self.person.objected_on, request.effective_on)
        self.assertFalse(candidacy._presented())
        self.assertFalse(candidacy._to_remind())
        refused = self.assertRaisesRegex(UserError, "objects to being presented")
        with refused, self.env.cr.savepoint():
            self.make_candidacy(self.journey, employer=self.other_employer)
        dialog = self.env["club.proposal"].create(
            {
                "participant_ids": self.journey.ids,
                "partner_ids": self.other_employer.ids,
            }
        )
        self.assertFalse(dialog.line_ids)
        self.journey.with_user(self.animateur).write({"mobility_km": 9})
        request.action_lift()
        self.assertTrue(candidacy._presented())
        self.make_candidacy(self.journey, employer=self.other_employer)

    def test_a_contact_stays_put_aside_until_the_last_is_lifted(self):
        """A contact has one way to be left alone, whatever they asked."""
        contact = self.env["res.partner"].create(
            {
                "name": "Jeanne Petit",
                "email": "j.petit@example.org",
                "parent_id": self.employer.id,
            }
        )
        typed = {"first_name": "Jeanne", "email": contact.email, "subject": "partner"}
        for archived in (False, True):
            contact.active = not archived
            asked = [
                self.asked(kind, "email", **typed)
                for kind in ("restriction", "objection")
            ]
            for request in asked:
                request.action_take_effect()
            for request in asked:
                self.assertFalse(contact.active)
                request.action_lift()
            with self.subTest(archived_before=archived):
                self.assertEqual(contact.active, not archived)
