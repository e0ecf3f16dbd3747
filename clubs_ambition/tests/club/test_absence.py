from datetime import timedelta
from unittest.mock import Mock, patch

from psycopg2.errors import ExclusionViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ...utils import clock
from .test_departure import TODO, DepartureCase

ANIMATEUR = "clubs_ambition.group_clubs_animateur"


class AbsenceCase(DepartureCase):
    """Somebody with something open of each kind, a colleague, and one from elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.club)
        cls.mate = new_test_user(cls.env, "t_mate", groups=ANIMATEUR)
        cls.third = new_test_user(cls.env, "t_third", groups=ANIMATEUR)
        cls.outsider = cls.other_animateur
        cls.club.animateur_ids = [
            Command.unlink(cls.leaver.id),
            Command.link(cls.mate.id),
            Command.link(cls.third.id),
        ]
        cls.me = cls.animateur
        cls.lead.user_id = cls.campaign.user_id = cls.me
        cls.employer.club_owner_id = cls.me
        (cls.yanis | cls.lina).filtered(
            lambda one: one.state == "active"
        ).animateur_id = cls.me
        cls.task = cls.yanis.activity_schedule(TODO, user_id=cls.me.id)
        cls.call = cls.employer.activity_schedule(TODO, user_id=cls.me.id)
        cls.yanis.message_subscribe(partner_ids=cls.me.partner_id.ids)
        cron = type(cls.env["ir.cron"])
        cls.classPatch(cron, "_commit_progress", Mock(return_value=0))

    def declare(self, by=None, user=None, to=None, days=13, start=0, **vals):
        """Declare an absence by its dialog, as the form sends it."""
        form = Form(self.env["club.absence.declare"].with_user(by or self.me))
        form.user_id = user or self.me
        form.stand_in_id = to or self.mate
        form.date_from = self.today + timedelta(days=start)
        form.date_to = self.today + timedelta(days=start + days)
        form.save().action_declare()
        self.env.invalidate_all()
        return self.env["club.absence"].search([], limit=1)

    def later(self, days):
        """Run the job of the night as it is so many days from now."""
        day = self.today + timedelta(days=days)
        with patch.object(clock, "today", return_value=day):
            self.env["club.absence"]._cron_absences()
        self.env.invalidate_all()

    def held(self, user):
        """Return what somebody has open of each kind, found in the registry."""
        departure = self.env["club.departure"]
        found = {name: set(some.ids) for name, some in departure._charges(user) if some}
        found.pop("club.orientation", None)
        return found | {"tasks": set(departure._tasks(user).ids)}


@tagged("post_install", "-at_install")
class TestAbsence(AbsenceCase):
    def test_an_end_that_was_moved_as_the_job_ran_holds(self):
        """The job keeps what it did after each: what it had listed is looked at again."""
        absence = self.declare()
        absence.sudo()._try("_end")
        self.assertEqual(absence.state, "running")

    def test_all_goes_and_what_is_open_comes_back(self):
        """Each kind that the registry knows is there, and none is forgotten."""
        before, followed = self.held(self.me), self.followed(self.me)
        kinds = set(before)
        for kind in ("club.participant", "club.session", "crm.lead", "club.campaign"):
            self.assertIn(kind, kinds)
        self.assertLessEqual({"res.partner", "club.answer.link"}, kinds)
        absence = self.declare()
        self.assertEqual(absence.state, "running")
        self.assertEqual(self.held(self.me), {"tasks": set()})
        self.assertFalse(self.followed(self.me) & followed)
        for kind, ids in before.items():
            self.assertLessEqual(ids, self.held(self.mate)[kind], kind)
        self.later(14)
        self.assertEqual(absence.state, "over")
        self.assertEqual(self.held(self.me), before)
        self.assertLessEqual(followed, self.followed(self.me))
        self.assertEqual(self.held(self.mate), {"tasks": set()})
        self.assertNotIn((self.yanis._name, self.yanis.id), self.followed(self.mate))

    def test_nothing_comes_back_before_the_day_after_the_last(self):
        absence = self.declare()
        self.later(13)
        self.assertEqual(absence.state, "running")
        self.assertEqual(self.yanis.animateur_id, self.mate)

    def test_a_night_that_runs_twice_gives_back_once(self):
        self.declare()
        self.later(14)
        self.yanis.animateur_id = self.third
        self.later(14)
        self.assertEqual(self.yanis.animateur_id, self.third)
        told = self.club.message_ids.filtered(lambda one: "is back" in one.body)
        self.assertEqual(len(told), 1)

    def test_what_was_done_stays_signed_by_who_did_it(self):
        absence = self.declare()
        mine = self.yanis.with_user(self.mate)
        reason = self.env.ref("clubs_ambition.club_exit_reason_dropout")
        mine.write({"state": "exited", "exit_reason_id": reason.id})
        held = self.make_session(animateur_id=self.mate.id)
        start = fields.Datetime.now() + timedelta(minutes=1)
        held.write({"start": start, "stop": start + timedelta(hours=1)})
        self.session.with_user(self.mate).write({"start": start, "stop": held.stop})
        now = start + timedelta(days=2)
        with patch.object(fields.Datetime, "now", return_value=now):
            self.env["club.stand.in"]._end(absence)
        self.env.invalidate_all()
        self.assertEqual(self.yanis.animateur_id, self.mate)
        self.assertEqual((held | self.session).animateur_id, self.mate)
        self.assertEqual(self.lead.user_id, self.me)

    def test_what_came_in_about_what_comes_back_follows_it(self):
        absence = self.declare()
        as_mate = {"user_id": self.mate.id}
        about = self.yanis.activity_schedule(TODO, **as_mate)
        interview = self.make_session(
            kind="interview",
            cohort_id=False,
            participant_id=self.yanis.id,
            animateur_id=self.mate.id,
        )
        own = self.env["crm.lead"].create(
            {"name": "New", "club_id": self.club.id, **as_mate}
        )
        absence.with_user(self.me).action_end()
        self.env.invalidate_all()
        self.assertEqual(about.user_id, self.me)
        self.assertEqual(interview.animateur_id, self.me)
        self.assertEqual(own.user_id, self.mate)

    def test_what_was_decided_for_a_third_one_stays(self):
        absence = self.declare()
        self.yanis.with_user(self.manager).animateur_id = self.third
        absence.with_user(self.me).action_end()
        self.assertEqual(self.yanis.animateur_id, self.third)
        self.assertEqual(self.lead.user_id, self.me)

    # === WHO ANSWERS MEANWHILE === #

    def test_what_is_meant_for_her_goes_to_who_stands_in(self):
        self.declare()
        for record in (self.yanis, self.lead, self.club):
            self.assertEqual(
                record.activity_schedule(TODO, user_id=self.me.id).user_id, self.mate
            )
        self.assertEqual(self.club._in_charge(self.me), self.mate)
        new = self.make_participant("Nora Petit", "admitted")
        self.assertNotEqual(new.animateur_id, self.me)
        self.assertEqual(self.club.animateur_ids[0], self.me, "First, and away.")
        start = self.session.start + timedelta(days=7)
        new = self.env["club.session"].create(
            {
                "name": "CV",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "start": start,
                "stop": start + timedelta(hours=2),
            }
        )
        self.assertIn(new.animateur_id, self.mate | self.third)

    def test_a_public_page_names_who_answers_now(self):
        page = "clubs_ambition.answer_sender"
        link = self.env["club.answer.link"].sudo().search([], limit=1)
        link.user_id = self.me
        self.club.animateur_ids = [Command.unlink(self.me.id)]
        told = self.env["ir.qweb"]._render(page, {"link": link})
        self.assertNotIn(self.me.name, told)
        self.assertIn(link._recipient().name, told)

    # === WHO MAY, AND WHAT THEY SEE === #

    def test_one_from_elsewhere_sees_the_club_for_these_days(self):
        with self.assertRaisesRegex(UserError, "have the manager declare"):
            self.env["club.absence"].with_user(self.me)._declare(
                self.me, self.outsider, self.club, (self.today, self.today)
            )
        far = self.make_participant(
            "Zoe Far", "active", club=self.other_club, animateur_id=self.outsider.id
        )
        hers = self.yanis.with_user(self.outsider)
        self.assertFalse(hers.has_access("read"))
        self.declare(by=self.manager, to=self.outsider)
        self.assertTrue(hers.has_access("write"))
        own = self.env["crm.lead"].create(
            {"name": "New", "club_id": self.club.id, "user_id": self.outsider.id}
        )
        self.later(14)
        self.assertFalse(hers.has_access("read"))
        self.assertNotIn(self.outsider, self.club.animateur_ids)
        self.assertEqual(own.user_id, self.me)
        self.assertEqual(far.animateur_id, self.outsider)
        self.assertFalse(
            {one for one in self.followed(self.outsider) if one[1] == self.yanis.id}
        )

    def test_who_is_away_or_their_manager_says_so(self):
        days = (self.today, self.today)
        Absence = self.env["club.absence"]
        for user in (self.mate, self.outsider, self.referent, self.observer):
            with (
                self.assertRefused(AccessError, "An absence is declared by who is"),
                self.cr.savepoint(),
            ):
                Absence.with_user(user)._declare(self.me, self.third, self.club, days)
        absence = self.declare(by=self.manager)
        for gesture in ("action_end", "action_move", "action_cancel"):
            for user in (self.mate, self.outsider):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    getattr(absence.with_user(user), gesture)()
        for user in (self.me, self.manager):
            with (
                self.assertRefused(UserError, "follows from what is recorded"),
                self.cr.savepoint(),
            ):
                absence.with_user(user).write({"stand_in_id": self.third.id})
        self.assertTrue(absence.with_user(self.coordinator).may_decide)
        self.assertFalse(absence.with_user(self.mate).may_decide)

    def test_who_cannot_answer_does_not_stand_in(self):
        Absence, days = self.env["club.absence"], (self.today, self.today)
        self.declare(user=self.third, by=self.third)
        for user, words in (
            (self.me, "somebody else"),
            (self.referent, "role of an animateur"),
            (self.third, "is away, too"),
        ):
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                Absence.with_user(self.manager)._declare(self.me, user, self.club, days)
        past = self.today - timedelta(days=1)
        for last, words in (
            (past, "is past"),
            (self.today + timedelta(days=400), "is a departure"),
        ):
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                Absence.with_user(self.me)._declare(
                    self.me, self.mate, self.club, (past, last)
                )

    def test_a_manager_lends_the_seats_that_are_missing(self):
        load = self.env["club.caseload"].search([("user_id", "=", self.mate.id)])
        load.seats = 0
        with self.assertRaisesRegex(UserError, "follows as many"), self.cr.savepoint():
            self.declare()
        self.declare(by=self.manager)
        self.assertTrue(load.extra_seats)
        self.assertIn(self.me.name, load.extra_seats_reason)
        self.later(14)
        self.assertFalse(load.extra_seats)

    # === ITS DAYS === #

    def test_two_of_one_person_do_not_cross(self):
        absence = self.declare(days=5)
        with self.assertRaisesRegex(UserError, "another absence"), self.cr.savepoint():
            self.declare(start=5)
        following = self.declare(start=6)
        self.assertEqual(following.state, "planned")
        with self.assertRaisesRegex(UserError, "another absence"), self.cr.savepoint():
            absence.with_user(self.me)._move_end(following.date_from)
        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE club_absence SET date_from = %s WHERE id = %s",
                [absence.date_to, following.id],
            )
        following.with_user(self.me).action_cancel()
        self.declare(start=6)

    def test_no_end_moves_to_where_each_stands_in_for_the_other(self):
        absence = self.declare(days=5)
        self.declare(by=self.mate, user=self.mate, to=self.me, start=8, days=3)
        with self.assertRaisesRegex(UserError, "is away, too"), self.cr.savepoint():
            absence.with_user(self.me)._move_end(self.today + timedelta(days=9))
        absence.with_user(self.me)._move_end(self.today + timedelta(days=7))
        self.assertEqual(absence.date_to, self.today + timedelta(days=7))

    def test_it_is_made_longer_or_shorter(self):
        absence = self.declare(days=5)
        action = absence.with_user(self.me).action_move()
        Dialog = self.env[action["res_model"]].with_user(self.me)
        form = Form(Dialog.with_context(action["context"]))  # pylint: disable=context-overridden
        form.date_to = self.today + timedelta(days=9)
        form.save().action_declare()
        self.later(6)
        self.assertEqual(absence.state, "running")
        with self.assertRaisesRegex(UserError, "is past"):
            absence.with_user(self.me)._move_end(self.today - timedelta(days=1))
        with self.assertRefused(AccessError, "An absence is declared by who is"):
            absence.with_user(self.mate)._move_end(self.today)
        absence.with_user(self.me)._move_end(self.today)
        self.later(1)
        self.assertEqual(absence.state, "over")
        self.assertEqual(self.yanis.animateur_id, self.me)
        for gesture in ("action_end", "action_move", "action_cancel"):
            with self.assertRaisesRegex(UserError, "is over"):
                getattr(absence.with_user(self.me), gesture)()

    def test_one_to_come_begins_on_its_day(self):
        absence = self.declare(start=3)
        self.later(2)
        self.assertEqual(self.yanis.animateur_id, self.me)
        self.later(3)
        self.assertEqual(absence.state, "running")
        self.assertEqual(self.yanis.animateur_id, self.mate)

    def test_one_that_cannot_begin_is_told_to_the_manager(self):
        absence = self.declare(start=3)
        self.club.animateur_ids = [Command.unlink(self.mate.id)]
        self.later(3)
        self.later(3)
        self.assertEqual(absence.state, "planned")
        self.assertEqual(self.yanis.animateur_id, self.me)
        told = self.club.activity_ids.filtered(lambda one: "to settle" in one.summary)
        self.assertEqual(told.user_id, self.manager)
        self.assertEqual(len(told), 1)

    # === WHO STANDS IN IS AWAY, OR LEAVES === #

    def test_who_stands_in_is_away_in_turn(self):
        mine = self.declare(days=5)
        theirs = self.declare(by=self.mate, user=self.mate, to=self.third, days=9)
        self.assertEqual(self.yanis.animateur_id, self.third)
        self.assertEqual(self.club._in_charge(self.me), self.third)
        self.later(6)
        self.assertEqual((mine.state, theirs.state), ("over", "running"))
        self.assertEqual(self.yanis.animateur_id, self.me)
        self.later(10)
        self.assertEqual(self.yanis.animateur_id, self.me)

    def test_who_stands_in_comes_back_first(self):
        self.declare(days=9)
        self.declare(by=self.mate, user=self.mate, to=self.third, days=5)
        self.later(6)
        self.assertEqual(self.yanis.animateur_id, self.mate)
        self.later(10)
        self.assertEqual(self.yanis.animateur_id, self.me)

    def test_who_stands_in_leaves_for_good(self):
        absence = self.declare()
        self.env["club.portfolio.reassign"].with_user(self.manager).create(
            {
                "from_user_id": self.mate.id,
                "to_user_id": self.third.id,
                "reason": "Departure",
            }
        ).action_reassign()
        self.mate.action_archive()
        self.assertEqual(absence.stand_in_id, self.third)
        self.later(14)
        self.assertEqual(self.yanis.animateur_id, self.me)

    def test_who_was_archived_meanwhile_gets_nothing_back(self):
        absence = self.declare()
        self.me.action_archive()
        self.later(14)
        self.assertEqual(absence.state, "over")
        self.assertEqual(self.yanis.animateur_id, self.mate)
        told = self.club.activity_ids.filtered(lambda one: "to settle" in one.summary)
        self.assertEqual(told.user_id, self.manager)
        self.assertIn("does not come back", told.note)
