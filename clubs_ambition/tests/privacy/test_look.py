import runpy
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import file_path, mute_logger

from ...models.tools.ir_http import LATER
from ...utils import clock
from .look_common import LookByHttp, LookCase

NOON = fields.Datetime.to_datetime("2026-03-04 12:00:00")


@tagged("post_install", "-at_install", "security")
class TestLook(LookCase):
    """What is kept of who looked at whom, and what it costs."""

    def gathered(self, user):
        """Return ``(environment, what it showed so far)`` of a request of a user."""
        env = self.env(user=user)
        transaction = env.transaction
        self.addCleanup(setattr, transaction, "default_env", transaction.default_env)
        transaction.default_env = env
        return env, env["club.privacy.look"]._gathered().shown

    def test_only_what_the_user_is_shown_is_gathered(self):
        env, shown = self.gathered(self.animateur)
        persons = self.people.with_env(env)
        persons.sudo().read(["name"])
        persons.with_user(self.manager).read(["name"])
        self.far.person_id.with_env(env).sudo()._compute_display_name()
        self.assertFalse(shown)
        persons.read(["name"])
        self.assertEqual(shown, {"club.person": set(persons.ids)})

    def test_gathering_asks_the_database_nothing(self):
        env, _shown = self.gathered(self.animateur)
        look, persons = env["club.privacy.look"], self.people.with_env(env)
        look._note(persons)
        with self.assertQueryCount(0):
            look._note(persons)
            look._note(self.journeys.with_env(env))

    def test_a_rollback_keeps_what_was_shown(self):
        env, shown = self.gathered(self.animateur)
        self.people.with_env(env).read(["name"])
        Look = self.env["club.privacy.look"]
        with patch.object(type(Look), "_end") as end:
            look = env["club.privacy.look"]
            cr = env.cr
            cr.postcommit.clear()
            cr.postrollback.clear()
            look._note(self.people.with_env(env))
            self.assertEqual((len(cr.postcommit), len(cr.postrollback)), (1, 1))
            cr.postcommit.clear()
            cr.postrollback.run()
            end.assert_called_once()
        self.assertTrue(shown)

    def test_what_is_kept_of_rights_names_nobody_to_who_reads_no_person(self):
        """The officer reads that number 12 was given the notice: no file is opened."""
        wording = self.env["club.privacy.wording"].search([], limit=1)
        told = {"person_id": self.people[0].id, "wording_id": wording.id}
        rows = self.env["club.privacy.consent"].create(
            {**told, "purpose": "photo", "given_on": "2026-01-05"}
        )
        for user, noted in ((self.data_officer, False), (self.animateur, True)):
            env, shown = self.gathered(user)
            env["club.privacy.look"]._note_read(rows.with_env(env))
            with self.subTest(user=user.login):
                self.assertEqual(bool(shown), noted)

    def test_who_asked_waits_for_nothing(self):
        """While a request is answered, nothing is kept yet; elsewhere at once."""
        env, shown = self.gathered(self.animateur)
        shown["club.person"] |= set(self.people.ids)
        look = env["club.privacy.look"]
        later = self.env.cr.postcommit.data[LATER] = []
        with patch.object(type(self.Look), "_write_apart") as keep:
            look._end(look._gathered())
            keep.assert_not_called()
            for call in later:
                call()
            keep.assert_called_once()
            del self.env.cr.postcommit.data[LATER]
            look._end(look._gathered())
            self.assertEqual(keep.call_count, 2)

    def test_of_two_workers_one_begins_again(self):
        """What the database refuses is tried again; what it cannot is only said."""
        env, shown = self.gathered(self.animateur)
        look = env["club.privacy.look"]
        shown["club.person"] |= set(self.people.ids)
        gathered = look._gathered()
        tried = []

        def keep(_look, _user, given, _opened, _taken_at):
            tried.append(given)
            if len(tried) < 3:
                raise SerializationFailure

        with (
            self.enter_registry_test_mode(),
            patch.object(type(self.Look), "_keep_looks", keep),
        ):
            look._write_apart(gathered)
            look._write_apart(gathered)
        self.assertEqual(tried, [{"club.person": set(self.people.ids)}] * 3)

    def test_one_line_a_day_and_each_time_counted(self):
        with freeze_time(NOON) as now:
            self.show(self.animateur, self.people)
            now.tick(timedelta(minutes=9))
            self.show(self.animateur, self.people[0])
            now.tick(timedelta(minutes=2))
            self.show(self.animateur, self.people[0])
            now.tick(timedelta(days=1))
            self.show(self.animateur, self.people[0])
        self.env.invalidate_all()
        told = self.looks().sorted("id").mapped(lambda one: (one.day.day, one.times))
        self.assertEqual(told, [(4, 2), (4, 1), (5, 1)])
        self.assertEqual(self.looks().club_id, self.club)

    def test_who_is_from_outside(self):
        for user, outside in (
            (self.animateur, False),
            (self.referent, False),
            (self.manager, True),
            (self.coordinator, True),
        ):
            self.show(user, self.people[0])
            self.assertEqual(self.looks(user).outside, outside, user.login)
        self.show(self.animateur, self.make_person("Nobody Yet"))
        self.assertFalse(any(self.looks().mapped("outside")))

    def test_the_access_file_tells_who_looked(self):
        self.show(self.animateur, self.people)
        self.show(self.coordinator, self.people[0])
        today = clock.today(self.Look)
        officer = self.Look.with_user(self.data_officer)
        told = {one["user"]: one for one in officer._summary(self.people[0])}
        self.assertEqual(
            told[self.animateur.name],
            {
                "user": self.animateur.name,
                "club": self.club.name,
                "day": today,
                "times": 1,
                "outside": False,
            },
        )
        self.assertTrue(told[self.coordinator.name]["outside"])
        self.assertEqual(len(told), 2)

    def test_the_officer_reads_it_and_nobody_changes_it(self):
        self.show(self.animateur, self.people)
        looks = self.looks()
        for role, user in self.users.items():
            mine = looks.with_user(user)
            self.assertEqual(mine.has_access("read"), role == "data_officer", role)
            with self.assertRaises(UserError):
                mine.write({"times": 0})
        rows = looks.with_user(self.data_officer).read(["person_id", "display_name"])
        for row in rows:
            for person in self.people:
                self.assertNotIn(person.last_name, str(row))

    def test_two_persons_made_one_were_looked_at_once(self):
        twin = self.make_person("Lina Roux")
        self.show(self.animateur, self.people[0] | twin)
        self.show(self.manager, twin)
        self.env["club.person.merge"]._merge(self.people[0], twin)
        self.env.invalidate_all()
        self.assertEqual(self.looks().mapped("times"), [2])
        self.assertEqual(self.looks(self.manager).person_id, self.people[0])

    def test_kept_twelve_months(self):
        self.show(self.animateur, self.people)
        old = self.looks()[0]
        today = clock.today(self.Look)
        days = {old.id: today - timedelta(days=370), self.looks()[1].id: today}
        for one, day in days.items():
            self.env.cr.execute(
                "UPDATE club_privacy_look SET day = %s WHERE id = %s", [day, one]
            )
        self.env.invalidate_all()
        self.Look._gc_looks()
        self.assertEqual(len(self.looks()), 1)


@tagged("post_install", "-at_install", "security")
class TestHabit(LookCase):
    """What is out of habit is told to officers and coordinators, of the user alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls.make_participant("Ada Petit", "active").person_id
        cls.set("look_persons", 2)

    @classmethod
    def set(cls, name, value):
        cls.env["ir.config_parameter"].set_param(f"clubs_ambition.{name}", value)

    def told(self, alert):
        """Return what an alert says, who got it, and how often each of them did."""
        messages = self.env["mail.message"].search(
            [("model", "=", alert._name), ("res_id", "=", alert.id)]
        )
        said = " ".join(f"{one.subject} {one.body}" for one in messages)
        users = messages.notified_partner_ids.user_ids
        times = len(
            messages.filtered(
                lambda one: users[0].partner_id in one.notified_partner_ids
            )
        )
        return said, users, times

    def test_more_persons_than_usual_within_an_hour_whatever_the_worker(self):
        with freeze_time(NOON) as now:
            self.show(self.animateur, self.people)
            self.assertFalse(self.Alert.search([]))
            now.tick(timedelta(minutes=61))
            self.show(self.animateur, self.third)
            self.assertFalse(self.Alert.search([]), "not within an hour")
            now.tick(timedelta(minutes=20))
            self.show(self.animateur, self.people)
            alert = self.Alert.search([])
            self.assertEqual(alert.noted_at, fields.Datetime.now())
            now.tick(timedelta(minutes=20))
            self.show(self.animateur, self.third)
        self.assertEqual(self.Alert.search([]), alert, "once a day")
        self.assertEqual((alert.reason, alert.person_count), ("persons", 3))
        self.assertEqual(self.told(alert)[2], 1)
        said, users, _times = self.told(alert)
        self.assertLessEqual(self.data_officer | self.coordinator, users)
        self.assertNotIn(self.animateur, users)
        self.assertIn(self.animateur.name, said)
        for person in self.people | self.third:
            self.assertNotIn(person.last_name, said)

    def test_the_line_of_the_day_goes_on_counting(self):
        """Whoever was told is told again of very many persons, of no other reason."""
        fourth = self.make_participant("Noé Vidal", "active").person_id
        self.set("look_listed", 3)
        with freeze_time(NOON) as now:
            self.show(self.animateur, self.people | self.third)
            now.tick(timedelta(minutes=15))
            self.show(self.animateur, fourth)
            log = self.env["club.export.log"].with_user(self.animateur)
            log._log(door="list")
            self.Look._keep_looks(self.animateur, {}, {}, NOON)
        alerts = self.Alert.search([])
        counts = {one.reason: one.person_count for one in alerts}
        self.assertEqual(counts, {"persons": 4, "listed": 4, "export": 0})
        messages = self.env["mail.message"].search([("model", "=", alerts._name)])
        told = self.Alert.browse({*messages.mapped("res_id")})
        self.assertEqual({*told.mapped("reason")}, {"persons", "listed"})
        for alert in told:
            self.assertEqual(self.told(alert)[2], 1)

    def test_habits_of_the_version_before_stay_known(self):
        self.show(self.manager, self.far.person_id, opened=False)
        path = file_path("clubs_ambition/migrations/19.0.1.9.0/post-looks.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.8.0")
        self.env.invalidate_all()
        look = self.looks(self.manager)
        self.assertEqual(look.opened_at, look.last_at)

    def test_lines_of_lists_are_no_files(self):
        """Who manages many clubs reads long lists all day: it takes many to be told."""
        everybody = self.people | self.third
        self.set("look_listed", 3)
        self.show(self.manager, everybody, opened=False)
        self.assertFalse(self.Alert.search([]))
        self.assertFalse(any(self.looks(self.manager).mapped("opened_at")))
        self.set("look_listed", 2)
        self.show(self.manager, everybody[:2])
        self.assertEqual(self.Alert.search([]).mapped("reason"), ["listed"])
        self.env.invalidate_all()
        self.assertEqual(len(self.looks(self.manager).filtered("opened_at")), 2)
        self.show(self.manager, everybody)
        self.assertIn("persons", self.Alert.search([]).mapped("reason"))

    def test_the_officer_opens_what_was_seen_that_day(self):
        self.show(self.animateur, self.people | self.third)
        alert = self.Alert.search([]).with_user(self.data_officer)
        action = alert.action_open_looks()
        seen = self.Look.with_user(self.data_officer).search(action["domain"])
        self.assertEqual(len(seen), 3)
        with self.assertRaises(AccessError):
            alert.with_user(self.coordinator).action_open_looks()

    def test_nobody_is_told_where_it_is_set_so(self):
        self.set("look_persons", 0)
        self.show(self.animateur, self.people | self.third)
        self.assertFalse(self.Alert.search([]))

    def test_a_club_never_opened(self):
        with freeze_time(NOON) as now:
            self.show(self.manager, self.people[0])
            now.tick(timedelta(days=1))
            self.show(self.manager, self.far.person_id)
            self.assertFalse(self.Alert.search([]), "clubs are still being learnt")
            self.looks(self.manager).filtered(lambda one: one.outside)[0].unlink()
            now.tick(timedelta(days=20))
            self.show(self.manager, self.people[0])
            self.assertFalse(self.Alert.search([]), "opened before")
            self.show(self.manager, self.far.person_id)
        alert = self.Alert.search([])
        self.assertEqual((alert.reason, alert.club_id), ("club", self.other_club))

    def test_a_first_list_that_leaves(self):
        log = self.env["club.export.log"].with_user(self.animateur)
        with freeze_time(NOON) as now:
            log._log(door="list")
            self.Look._keep_looks(self.animateur, {}, {}, NOON)
            alert = self.Alert.search([])
            self.assertEqual(alert.reason, "export")
            now.tick(timedelta(days=1))
            log._log(door="list")
            self.Look._keep_looks(self.animateur, {}, {}, NOON + timedelta(days=1))
        self.assertEqual(self.Alert.search([]), alert)

    def test_kept_twelve_months(self):
        with freeze_time(NOON):
            self.show(self.animateur, self.people | self.third)
        with freeze_time(NOON + timedelta(days=400)):
            self.Alert._gc_alerts()
        self.assertFalse(self.Alert.search([]))


@tagged("post_install", "-at_install", "security")
class TestSessionEnds(LookByHttp, HttpCase):
    """By setting, the session of who is out of habit ends with the answer it got."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("clubs_ambition.look_persons", 1)
        self.authenticate("t_animateur", "t_animateur")

    def read_persons(self):
        return self.rpc("club.person", "search_read", [], ["name"])

    def test_off_by_default(self):
        self.assertTrue(self.read_persons())
        alert = self.Alert.search([])
        self.assertEqual((alert.reason, alert.session_ended), ("persons", False))
        self.assertTrue(self.read_persons())

    def test_on(self):
        self.env["ir.config_parameter"].set_param(
            "clubs_ambition.look_ends_session", "True"
        )
        self.env.flush_all()
        self.assertTrue(self.read_persons())
        self.assertTrue(self.Alert.search([]).session_ended)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.read_persons()

    def test_a_first_export_is_told_as_the_answer_leaves(self):
        self.authenticate("t_coordinator", "t_coordinator")
        self.rpc("club.participant", "export_data", self.journeys.ids, ["name"])
        self.assertIn("export", self.Alert.search([]).mapped("reason"))
