import runpy
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_path

from ..answer_common import AnswerCase

TODO = "mail.mail_activity_data_todo"
ANIMATEUR = "clubs_ambition.group_clubs_animateur"


class DepartureCase(AnswerCase):
    """An animateur who leaves a club of two, its records and what is to be done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = new_test_user(cls.env, "t_leaver", groups=ANIMATEUR)
        cls.club.animateur_ids = [Command.link(cls.leaver.id)]
        cls.other_club.animateur_ids = [Command.link(cls.leaver.id)]
        cls.far = cls.make_participant("Far Away", "active", club=cls.other_club)
        cls.records = cls.make_records()
        for record in (*cls.records, cls.far):
            record.message_subscribe(
                partner_ids=(cls.leaver | cls.manager).partner_id.ids
            )
        cls.task = cls.yanis.activity_schedule(TODO, user_id=cls.leaver.id)

    @classmethod
    def make_records(cls):
        """Return one record of the club for each model that has a thread."""
        club = {"club_id": cls.club.id}
        cls.lead = cls.env["crm.lead"].create({"name": "Hotel", **club})
        cls.campaign = cls.env["club.campaign"].create({"name": "Bakers", **club})
        offer = cls.env["club.offer"].create(
            {"name": "Baker", "partner_id": cls.employer.id, **club}
        )
        cls.session = cls.make_session()
        cls.second._record_hire(
            kind="cdi",
            date_start=cls.lina.started_on,
        )
        return (
            *(cls.club, cls.cohort, cls.yanis, cls.first, cls.lead, cls.campaign),
            *(offer, cls.session, cls.second.placement_ids),
        )

    @classmethod
    def make_session(cls, **vals):
        start = fields.Datetime.now() + timedelta(days=3)
        return cls.env["club.session"].create(
            {
                "name": "CV",
                "club_id": cls.club.id,
                "cohort_id": cls.cohort.id,
                "start": start,
                "stop": start + timedelta(hours=2),
                "animateur_id": cls.animateur.id,
                **vals,
            }
        )

    def followed(self, user):
        rows = self.env["mail.followers"].search(
            [
                ("partner_id", "=", user.partner_id.id),
                ("res_model", "!=", "calendar.event"),
            ]
        )
        return {(row.res_model, row.res_id) for row in rows}

    @contextmanager
    def way(self, name, gesture):
        """Take one way on its own: what it did is undone afterwards."""
        with self.subTest(way=name):
            with ExitStack() as stack:
                savepoint = stack.enter_context(self.cr.savepoint())
                gesture()
                yield
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()


@tagged("post_install", "-at_install")
class TestDeparture(DepartureCase):
    def test_the_records_are_of_every_model_with_a_thread(self):
        models = self.env["club.departure"]._models_with("message_follower_ids")
        mine = {record._name for record in self.records}
        self.assertLessEqual(mine, set(models))
        self.assertGreaterEqual(len(mine), 9)

    def test_who_leaves_a_club_stops_hearing_of_it(self):
        club, far = self.club, (self.far._name, self.far.id)
        leave = [Command.unlink(self.leaver.id)]
        group = self.env.ref(ANIMATEUR)
        everything = {(one._name, one.id) for one in self.records}
        self.assertLessEqual(everything, self.followed(self.leaver))
        ways = {
            "club": lambda: club.with_user(self.manager).write(
                {"animateur_ids": leave}
            ),
            "user": lambda: self.leaver.write({"club_ids": [Command.unlink(club.id)]}),
            "role": lambda: self.leaver.write(
                {"group_ids": [Command.unlink(group.id)]}
            ),
            "group": lambda: group.write({"user_ids": leave}),
        }
        for name, gesture in ways.items():
            with self.way(name, gesture):
                left = self.followed(self.leaver)
                kept = {far} if name in ("club", "user") else set()
                self.assertEqual(left & (everything | {far}), kept)
                self.assertEqual(self.task.user_id, self.animateur)
                told = club.message_ids[0].body
                self.assertIn("Handed over: Things to do (1).", told)
                gone = "run this club" if kept else "not here"
                self.assertIn(gone, told)

    def test_who_is_archived_stops_hearing_of_anything(self):
        self.task.unlink()
        self.leaver.action_archive()
        mine = {(record._name, record.id) for record in self.records}
        self.assertFalse(self.followed(self.leaver) & mine)

    def test_a_manager_without_territory_stops_hearing_of_it(self):
        unlink = [Command.unlink(self.manager.id)]
        decision = self.lead.activity_schedule(TODO, user_id=self.manager.id)
        ways = {
            "territory": lambda: self.region.write({"user_ids": unlink}),
            "user": lambda: self.manager.write({"club_territory_ids": [(5,)]}),
            "moved club": lambda: self.club.write(
                {"territory_id": self.other_agency.id}
            ),
            "moved node": lambda: self.agency.write(
                {"parent_id": self.other_region.id}
            ),
        }
        journey = (self.yanis._name, self.yanis.id)
        for name, gesture in ways.items():
            with self.way(name, gesture):
                self.assertNotIn(journey, self.followed(self.manager))
                self.assertIn(decision.user_id, self.club.animateur_ids)

    def test_what_they_held_is_listed_in_the_club(self):
        self.yanis.animateur_id = self.leaver
        self.make_session(animateur_id=self.leaver.id)
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        told = self.club.message_ids[0].body
        self.assertRegex(
            told,
            r"Handed over: Things to do \(1\)\. Still in their name, to hand over by "
            r"“Reassign a portfolio”: Participant \(1\), Session \(1\)\.",
        )

    def test_what_an_end_put_away_is_handed_over_too(self):
        reason = self.env.ref("clubs_ambition.club_exit_reason_dropout")
        self.yanis.write({"state": "exited", "exit_reason_id": reason.id})
        self.assertFalse(self.task.active)
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.assertNotEqual(self.task.user_id, self.leaver)
        self.yanis.action_reopen()
        self.assertTrue(self.task.active)
        self.assertIn(self.task.user_id, self.club.animateur_ids)

    # === ARCHIVE === #

    def test_who_is_in_charge_is_not_archived(self):
        task = self.task
        self.task = self.env["mail.activity"]
        ways = {
            "task": lambda: None,
            "journey": lambda: self.yanis.write({"animateur_id": self.leaver.id}),
            "session": lambda: self.session.write({"animateur_id": self.leaver.id}),
            "prospect": lambda: self.lead.write({"user_id": self.leaver.id}),
            "campaign": lambda: self.campaign.write({"user_id": self.leaver.id}),
        }
        for name, gesture in ways.items():
            with self.way(name, gesture):
                if name != "task":
                    task.unlink()
                for archive in (
                    lambda: self.leaver.action_archive(),
                    lambda: self.leaver.write({"active": False}),
                    lambda: self.leaver.unlink(),
                ):
                    with (
                        self.assertRaisesRegex(
                            UserError, "Reassign a portfolio"
                        ) as caught,
                        self.cr.savepoint(),
                    ):
                        archive()
                    self.assertNotIn("Yanis", str(caught.exception))
        task.unlink()
        self.leaver.action_archive()
        self.assertFalse(self.leaver.active)

    def test_who_holds_nothing_is_deleted_with_their_seats(self):
        self.task.unlink()
        caseload = self.env["club.caseload"].search([("user_id", "=", self.leaver.id)])
        contact = self.leaver.partner_id
        self.leaver.unlink()
        self.assertFalse(caseload.exists())
        for record in self.records:
            self.assertNotIn(contact, record.message_partner_ids)

    # === HAND-OVER === #

    def test_a_portfolio_is_handed_over_whole(self):
        self.yanis.animateur_id = self.leaver
        coming = self.make_session(animateur_id=self.leaver.id)
        self.lead.user_id = self.campaign.user_id = self.leaver
        self.link.sudo().user_id = self.leaver
        done = self.make_candidacy(self.far).activity_schedule(
            TODO, user_id=self.leaver.id
        )
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.club.activity_schedule(TODO, user_id=self.animateur.id)
        self.env["club.portfolio.reassign"].with_user(self.manager).create(
            {
                "from_user_id": self.leaver.id,
                "to_user_id": self.animateur.id,
                "reason": "Departure",
            }
        ).action_reassign()
        self.env.invalidate_all()
        for record, field in (
            (self.yanis, "animateur_id"),
            (coming, "animateur_id"),
            (self.lead, "user_id"),
            (self.campaign, "user_id"),
            (self.link, "user_id"),
            (self.task, "user_id"),
        ):
            self.assertEqual(record[field], self.animateur, record)
        self.assertEqual(done.user_id, self.leaver, "Of a club of another manager.")
        self.assertFalse(
            self.env["club.departure"]._held(self.leaver)["club.participant"] - self.far
        )

    def test_one_club_of_two_is_handed_over(self):
        """Who takes over need not be of every club of who leaves one."""
        self.other_club.territory_id = self.club.territory_id
        self.yanis.animateur_id = self.far.animateur_id = self.leaver
        self.lead.write({"user_id": self.leaver.id, "partner_id": self.employer.id})
        both = self.employer | self.other_employer
        both.club_owner_id = self.leaver
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        form = Form(self.env["club.portfolio.reassign"].with_user(self.manager))
        form.from_user_id, form.reason = self.leaver, "Leaves Club A"
        form.to_user_id = self.animateur
        self.assertEqual(form.club_ids[:], self.club)
        wizard = form.save()
        everything = wizard.copy({"club_ids": False})
        with self.assertRaisesRegex(UserError, "hand over the other clubs only"):
            everything.action_reassign()
        wizard.action_reassign()
        self.env.invalidate_all()
        self.assertEqual(self.yanis.animateur_id, self.animateur)
        self.assertEqual(self.lead.user_id, self.animateur)
        self.assertEqual(self.far.animateur_id, self.leaver)
        self.assertEqual(self.employer.club_owner_id, self.animateur)
        self.assertEqual(self.other_employer.club_owner_id, self.leaver)

    def test_a_journey_whose_animateur_left_is_reopened_once_given_one(self):
        reason = self.env["club.exit.reason"].search([("code", "=", "dropout")])
        self.yanis.animateur_id = self.leaver
        self.yanis.write({"state": "exited", "exit_reason_id": reason.id})
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        mine = self.yanis.with_user(self.animateur)
        with (
            self.assertRaisesRegex(ValidationError, "field “Animateur”"),
            self.cr.savepoint(),
        ):
            mine.action_reopen()
        mine.animateur_id = self.animateur
        mine.action_reopen()
        self.assertEqual(self.yanis.state, "active")

    # === WHO IS THERE NOW === #

    def test_an_answer_goes_to_who_is_there(self):
        self.link.action_revoke()
        link = self.send(self.first, user=self.leaver)
        self.assertEqual(link.user_id, self.leaver)
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        link.sudo()._receive({"action": "meet", "candidacy": self.first.id})
        self.assertEqual(self.first.activity_ids.user_id, self.animateur)
        self.club.animateur_ids = False
        link.sudo()._receive({"action": "need", "note": "Two bakers"})
        self.assertEqual(link.user_id, self.manager)

    def test_a_reminder_is_signed_by_who_is_there(self):
        self.link.sudo().user_id = self.leaver
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.link.sudo()._send(reminder=True)
        self.assertEqual(self.link.user_id, self.animateur)

    def test_the_calendar_follows_who_animates(self):
        coming = self.make_session(animateur_id=self.leaver.id)
        self.assertEqual(coming.event_id.partner_ids, self.leaver.partner_id)
        known = self.make_session(animateur_id=self.leaver.id)
        known.event_id.partner_ids += self.animateur.partner_id
        both = (coming | known).with_user(self.manager)
        both.write({"animateur_id": self.animateur.id})
        for event in both.sudo().event_id:
            self.assertEqual(event.user_id, self.animateur)
            self.assertEqual(event.partner_ids, self.animateur.partner_id)
            self.assertEqual(event.attendee_ids.partner_id, event.partner_ids)

    def test_who_left_signs_and_hears_of_no_session(self):
        coming = self.make_session(animateur_id=self.leaver.id)
        self.yanis.person_id.email = "yanis@example.com"
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.assertFalse(coming.event_id.partner_ids)
        coming.with_user(self.manager).action_cancel()
        self.assertEqual(coming.animateur_id, self.animateur)

    def test_the_nightly_jobs_ask_who_is_there(self):
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        for record in (self.yanis, self.lead, self.session):
            task = record.activity_schedule(TODO, user_id=self.leaver.id)
            self.assertEqual(task.user_id, self.animateur)
            self.assertNotIn(self.leaver.partner_id, record.message_partner_ids)
        seen = self.yanis.activity_schedule(TODO, user_id=self.manager.id)
        self.assertEqual(seen.user_id, self.manager)

    def test_an_upgrade_lets_go_who_left_before(self):
        self.env.cr.execute(
            "DELETE FROM club_club_animateur_rel WHERE user_id = %s", [self.leaver.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        path = file_path("clubs_ambition/migrations/19.0.1.4.0/post-departures.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.3.0")
        journey = (self.yanis._name, self.yanis.id)
        self.assertNotIn(journey, self.followed(self.leaver))
        self.assertIn(journey, self.followed(self.manager))
        self.assertEqual(self.task.user_id, self.animateur)
