# pylint: disable=translation-required
import runpy
from datetime import timedelta
from unittest.mock import Mock

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path, mute_logger

from ...models.club.club_portfolio import SETTINGS
from .test_absence import AbsenceCase
from .test_departure import ANIMATEUR, TODO, DepartureCase

NAMES = ("model", "model_name", "parent_res_model", "res_model", "resource")
"""Texts by which Odoo says of which model something is."""
ONES_OWN = {
    ("calendar.event", "user_id"): "handed over with what it is about",
    ("crm.team", "user_id"): "handed over by itself",
    ("ir.default", "user_id"): "a default that somebody chose for themselves",
    ("ir.embedded.actions", "user_id"): "somebody's own screen",
    ("mail.activity", "user_id"): "handed over: what is to be done",
    ("mail.template", "user_id"): "a template that somebody made for themselves",
    ("snailmail.letter", "user_id"): "who sent a letter",
}


@tagged("post_install", "-at_install")
class TestDepartureElsewhere(DepartureCase):
    """What names who left in tables of Odoo's, and is about the clubs all the same."""

    def reassign(self, taker):
        self.env["club.portfolio.reassign"].with_user(self.manager).create(
            {
                "from_user_id": self.leaver.id,
                "to_user_id": taker.id,
                "club_ids": [Command.set(self.club.ids)],
                "reason": "Departure",
            }
        ).action_reassign()
        self.env.invalidate_all()

    def meeting(self, **vals):
        start = fields.Datetime.now() + timedelta(days=2)
        return self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": self.leaver.id,
                "partner_ids": [Command.set(self.leaver.partner_id.ids)],
                **vals,
            }
        )

    def planned(self, record, **vals):
        """Return a message that who leaves planned on a record."""
        mine = self.env["mail.scheduled.message"].with_user(self.leaver)
        return mine.create(
            {
                "model": record._name,
                "res_id": record.id,
                "author_id": self.leaver.partner_id.id,
                "body": "<p>See you on Monday</p>",
                "scheduled_date": fields.Datetime.now() + timedelta(hours=1),
                **vals,
            }
        )

    # === FROM THE REGISTRY === #

    def test_each_setting_about_a_model_is_handed_over(self):
        """Whatever of Odoo's names somebody and a model: given away, or their own."""
        found = set()
        for name, model in self.env.items():
            if model._abstract or model._transient or not model._auto:
                continue
            if model._original_module == "clubs_ambition":
                continue
            about = [
                field
                for field in model._fields.values()
                if field.comodel_name == "ir.model"
                or (field.type == "char" and field.name in NAMES)
            ]
            found |= {
                (name, field.name)
                for field in model._fields.values()
                if about
                and (field.type, field.store) == ("many2one", True)
                and field.comodel_name == "res.users"
                and field.name not in ("create_uid", "write_uid")
            }
        known = {(model, field) for model, field, _about in SETTINGS}
        self.assertEqual(found - known - ONES_OWN.keys(), set())

    # === WHAT REACHES THEM === #

    def test_who_works_here_no_more_follows_no_employer(self):
        self.task.unlink()
        other = self.env["res.partner"].create({"name": "A supplier"})
        partner = self.leaver.partner_id
        team = self.club.team_id.sudo()
        ours = (self.employer, team)
        ways = {
            "archived": self.leaver.action_archive,
            "deleted": self.leaver.unlink,
        }
        for name, gesture in ways.items():
            for record in (*ours, other):
                record.message_subscribe(partner_ids=partner.ids)
            with self.way(name, gesture):
                for record in ours:
                    self.assertNotIn(partner, record.message_partner_ids, record)
                self.assertIn(partner, other.message_partner_ids)

    def test_who_works_elsewhere_here_follows_employers(self):
        """In another club, or in another service of who runs this Odoo."""
        self.employer.message_subscribe(partner_ids=self.leaver.partner_id.ids)
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.leaver.group_ids = [Command.unlink(self.env.ref(ANIMATEUR).id)]
        self.assertIn(self.leaver.partner_id, self.employer.message_partner_ids)

    def test_an_upgrade_takes_off_who_left_before(self):
        self.task.unlink()
        self.leaver.action_archive()
        partner = self.leaver.partner_id
        self.employer.message_subscribe(partner_ids=partner.ids)
        path = file_path("clubs_ambition/migrations/19.0.1.10.0/post-followers.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.9.0")
        self.env.invalidate_all()
        self.assertNotIn(partner, self.employer.message_partner_ids)

    def test_who_works_here_no_more_is_written_to_by_no_thread(self):
        """Whoever names them, and whatever follows them: Odoo would mail a customer."""
        self.task.unlink()
        self.leaver.email = "leaver@example.com"
        self.leaver.action_archive()
        partner = self.leaver.partner_id
        outsider = self.env["res.partner"].create(
            {"name": "Somebody", "email": "somebody@example.com"}
        )
        for record in (self.yanis, self.lead, self.club, self.employer):
            record.message_subscribe(partner_ids=partner.ids)
            posted = record.message_post(
                body="x",
                partner_ids=(partner | outsider).ids,
                subtype_xmlid="mail.mt_comment",
            )
            with self.subTest(record=record):
                self.assertIn(outsider, posted.notified_partner_ids)
                self.assertNotIn(partner, posted.notified_partner_ids)

    # === MEETINGS === #

    def test_meetings_about_what_is_handed_over_go_along(self):
        self.lead.user_id = self.leaver
        kind = self.env["ir.model"]._get("crm.lead")
        past = fields.Datetime.now() - timedelta(days=2)
        meetings = [
            self.meeting(opportunity_id=self.lead.id),
            self.meeting(res_model_id=kind.id, res_id=self.lead.id),
            self.meeting(activity_ids=[Command.link(self.task.id)]),
        ]
        theirs = self.meeting()
        held = self.meeting(
            opportunity_id=self.lead.id, start=past, stop=past + timedelta(hours=1)
        )
        before = self.env["mail.mail"].search([])
        self.reassign(self.animateur)
        for meeting in meetings:
            self.assertEqual(meeting.user_id, self.animateur)
            self.assertEqual(meeting.partner_ids, self.animateur.partner_id)
        for meeting in (theirs, held):
            self.assertEqual(meeting.user_id, self.leaver)
        mails = self.env["mail.mail"].search([("id", "not in", before.ids)])
        self.assertFalse(mails.mapped("subject"))

    def test_a_meeting_goes_with_what_is_to_be_done_about_it(self):
        meeting = self.meeting(activity_ids=[Command.link(self.task.id)])
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.assertEqual(self.task.user_id, self.animateur)
        self.assertEqual(meeting.user_id, self.animateur)

    # === WHAT WAS OVER === #

    def test_what_is_open_again_has_somebody_who_is_there(self):
        """Put away as they left, it was in no portfolio; a colleague takes it up."""
        self.task.unlink()
        session = self.make_session(animateur_id=self.leaver.id)
        self.lead.user_id = self.campaign.user_id = self.leaver
        self.lead.action_club_stop()
        self.campaign.state = "closed"
        session.action_cancel()
        found = self.env["club.departure"]._charges(self.leaver)
        self.assertFalse([name for name, records in found if records])
        self.leaver.action_archive()
        self.lead.with_user(self.animateur).action_club_resume()
        self.campaign.with_user(self.animateur).state = "running"
        session.with_user(self.animateur).action_reopen()
        for record, name in (
            (self.lead, "user_id"),
            (self.campaign, "user_id"),
            (session, "animateur_id"),
        ):
            self.assertEqual(record[name], self.animateur, record)

    def test_what_is_open_again_stays_with_who_is_there(self):
        self.campaign.user_id = self.leaver
        self.campaign.state = "closed"
        self.campaign.with_user(self.animateur).state = "running"
        self.assertEqual(self.campaign.user_id, self.leaver)

    # === MESSAGES THAT WAIT === #

    def test_nothing_leaves_in_the_name_of_who_left(self):
        self.task.unlink()
        group = self.env.ref(ANIMATEUR)
        ways = {
            "club": lambda: self.club.write(
                {"animateur_ids": [Command.unlink(self.leaver.id)]}
            ),
            "role": lambda: self.leaver.write(
                {"group_ids": [Command.unlink(group.id)]}
            ),
            "archived": self.leaver.action_archive,
        }
        for name, gesture in ways.items():
            waiting = self.planned(self.yanis)
            with self.way(name, gesture):
                known = self.env["mail.message"].search([])
                # in the name of nobody, as the job does
                waiting.with_env(self.env)._post_message(raise_exception=False)
                self.assertFalse(waiting.exists())
                said = self.env["mail.message"].search([]) - known
                self.assertNotIn(self.leaver.partner_id, said.author_id)
                self.assertNotIn(self.leaver.partner_id, said.notified_partner_ids)
                (task,) = self.yanis.activity_ids
                self.assertEqual(task.user_id, self.animateur)
                self.assertIn("See you on Monday", task.note)
                self.assertIn(self.leaver.name, task.note)

    def test_who_is_there_is_posted_as_ever(self):
        waiting = self.planned(self.yanis)
        waiting.sudo()._post_message()
        last = self.yanis.message_ids[0]
        self.assertIn("See you on Monday", last.body)
        self.assertEqual(last.author_id, self.leaver.partner_id)

    # === SETTINGS === #

    def test_addresses_and_actions_name_who_took_over(self):
        self.task.unlink()
        alias = self.club.team_id.sudo().alias_id
        told = {"team_id": self.club.team_id.id, "user_id": self.leaver.id}
        alias.alias_defaults = repr(told)
        action = self.env["ir.actions.server"].create(
            {
                "name": "Plan",
                "model_id": self.env["ir.model"]._get("crm.lead").id,
                "state": "next_activity",
                "activity_user_type": "specific",
                "activity_user_id": self.leaver.id,
            }
        )
        self.club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.other_club.animateur_ids = [Command.unlink(self.leaver.id)]
        self.leaver.action_archive()
        self.assertEqual(alias.alias_defaults, repr({"team_id": self.club.team_id.id}))
        self.assertFalse(action.activity_user_id)
        alias.alias_defaults = repr(told)
        self.env["club.portfolio"]._give_settings(self.leaver, self.animateur)
        self.assertEqual(
            alias.alias_defaults, repr({**told, "user_id": self.animateur.id})
        )


@tagged("post_install", "-at_install")
class TestAbsenceGoesWrong(AbsenceCase):
    """Who stands in, or who is away, is there no more; who is away is a manager."""

    def test_who_stands_in_and_left_is_given_nothing(self):
        self.declare()
        ways = {
            "club": lambda: self.club.write(
                {"animateur_ids": [Command.unlink(self.mate.id)]}
            ),
            "role": lambda: self.mate.write(
                {"group_ids": [Command.unlink(self.env.ref(ANIMATEUR).id)]}
            ),
            "archived": lambda: self.mate.write({"active": False}),
        }
        departure = type(self.env["club.departure"])
        self.patch(departure, "_check", Mock())
        for name, gesture in ways.items():
            with self.way(name, gesture):
                for record in (self.yanis, self.lead):
                    task = record.activity_schedule(TODO, user_id=self.me.id)
                    self.assertIn(task.user_id, self.third | self.manager, record)
                self.assertEqual(self.club._in_charge(self.me), self.third)

    def test_who_left_before_their_absence_lets_nobody_in(self):
        absence = self.declare(by=self.manager, to=self.outsider, start=3)
        self.club.animateur_ids = [Command.unlink(self.me.id)]
        self.later(3)
        self.assertEqual(absence.state, "cancelled")
        self.assertNotIn(self.outsider, self.club.animateur_ids)

    def test_who_lost_the_role_stands_in_for_nobody(self):
        absence = self.declare(start=3)
        self.mate.group_ids = self.env.ref("base.group_user")
        self.assertIn(self.mate, self.club.animateur_ids)
        self.later(3)
        self.assertEqual(absence.state, "planned")
        self.assertEqual(self.yanis.animateur_id, self.me)

    def test_a_meeting_comes_back_with_what_it_is_about(self):
        start = fields.Datetime.now() + timedelta(days=20)
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": self.me.id,
                "opportunity_id": self.lead.id,
            }
        )
        self.declare()
        self.assertEqual(meeting.user_id, self.mate)
        self.later(14)
        self.assertEqual(meeting.user_id, self.me)

    def test_a_manager_is_away_as_well(self):
        boss = new_test_user(
            self.env, "t_boss", groups="clubs_ambition.group_clubs_manager"
        )
        self.region.user_ids += boss
        meeting = self.env["club.committee.meeting"].create(
            {
                "territory_id": self.region.id,
                "date": "2027-03-01 09:00:00",
                "user_id": boss.id,
            }
        )
        task = self.club.activity_schedule(TODO, user_id=boss.id)
        absence = self.declare(by=boss, user=boss, to=self.manager)
        self.assertEqual(absence.state, "running")
        self.assertFalse(absence.sudo().let_in)
        self.assertNotIn(self.manager, self.club.animateur_ids)
        self.assertEqual((meeting.user_id, task.user_id), (self.manager,) * 2)
        new = self.club.activity_schedule(TODO, user_id=boss.id)
        self.assertEqual(new.user_id, self.manager)
        self.later(14)
        self.assertEqual((meeting.user_id, task.user_id), (boss, boss))
        new = self.club.activity_schedule(TODO, user_id=boss.id)
        self.assertEqual(new.user_id, boss)

    @mute_logger("odoo.sql_db")
    def test_a_manager_is_stood_in_for_by_who_manages(self):
        with self.assertRaisesRegex(Exception, "does not manage"):
            self.declare(by=self.manager, user=self.manager, to=self.mate)
