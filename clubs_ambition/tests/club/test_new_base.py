"""A new base: roles come with places, territories say their kind, money is in euros."""

import runpy

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.misc import file_path

from ..common import ClubsCase
from ..import_common import ImportCase
from ..screen_common import Screen, actions

NAMED = "clubs_ambition.group_clubs_"


@tagged("post_install", "-at_install", "security")
class TestRolesOfPlaces(ClubsCase):
    def test_a_coordinator_names_a_colleague_who_gets_the_role(self):
        """One gesture, told in the club's log."""
        form = Form(self.club.with_user(self.coordinator))
        form.animateur_ids.add(self.employee)
        form.save()
        self.assertTrue(self.employee.has_group(f"{NAMED}animateur"))
        self.assertFalse(self.employee.has_group(f"{NAMED}manager"))
        self.assertIn("Animateur", self.club.message_ids[:1].body)

    def test_a_new_club_gives_the_role_too(self):
        club = self.env["club.club"].with_user(self.coordinator)
        club.create(
            {
                "name": "Club C",
                "territory_id": self.agency.id,
                "animateur_ids": [Command.set(self.employee.ids)],
            }
        )
        self.assertTrue(self.employee.has_group(f"{NAMED}animateur"))

    def test_a_manager_gives_no_role(self):
        """Nothing is written, and the way is told; who has the role is accepted."""
        club = self.club.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "ask yours"):
            club.animateur_ids += self.employee
        self.club.invalidate_recordset()
        self.assertFalse(self.employee.has_group(f"{NAMED}animateur"))
        club.animateur_ids += self.other_animateur

    def test_no_place_for_who_is_no_employee(self):
        for place, name in (
            (self.club, "animateur_ids"),
            (self.region, "manager_ids"),
            (self.region, "observer_ids"),
            (self.region, "user_ids"),
        ):
            with (
                self.subTest(field=name),
                self.assertRefused(UserError, "has no employee's account"),
            ):
                place.with_user(self.coordinator)[name] += self.portal
        self.assertTrue(self.portal.share)

    def test_a_new_user_observes_or_manages_their_territory(self):
        with self.assertRefused(UserError, "neither manages nor observes"):
            new_test_user(
                self.env,
                login="t_new",
                groups="base.group_user",
                club_territory_ids=[Command.set(self.region.ids)],
            )

    def test_what_a_place_says_holds_together(self):
        for place, vals, words in (
            (self.club, {"age_min": 30, "age_max": 20}, "cross each other"),
            (self.club, {"age_max": -1}, "An age is not negative"),
            (self.cohort, {"seats": self.club.seats + 1}, "has more seats than"),
            (self.region, {"parent_id": self.other_agency.id}, "cannot stand below"),
        ):
            with self.subTest(words), self.assertRefused(ValidationError, words):
                place.with_user(self.coordinator).write(vals)
        self.club.min_seats = 3
        with self.assertRefused(UserError, "fewer than the minimum"):
            self.cohort.with_user(self.animateur).state = "running"

    def test_under_sudo_the_reader_still_counts(self):
        """What a route does under sudo for somebody gives nobody a role."""
        with self.assertRefused(UserError, "A coordinator names them here and"):
            self.club.with_user(self.referent).sudo().animateur_ids += self.employee

    def test_the_users_form_gives_the_role_as_well(self):
        self.employee.club_ids = self.club
        self.assertTrue(self.employee.has_group(f"{NAMED}animateur"))

    def test_a_territory_names_managers_and_observers_apart(self):
        seer = new_test_user(self.env, login="t_seer", groups="base.group_user")
        form = Form(self.other_region.with_user(self.coordinator))
        form.manager_ids.add(self.employee)
        form.observer_ids.add(seer)
        form.save()
        self.assertEqual(self.other_region.user_ids, self.employee | seer)
        self.assertTrue(self.employee.has_group(f"{NAMED}manager"))
        self.assertTrue(seer.has_group(f"{NAMED}observer"))
        self.assertFalse(seer.has_group(f"{NAMED}animateur"))
        with Form(self.other_region.with_user(self.coordinator)) as form:
            form.manager_ids.remove(id=self.employee.id)
        self.assertEqual(self.other_region.user_ids, seer)

    def test_who_observes_here_is_not_made_a_manager_there(self):
        """Their territories are managed from then on: this one as well."""
        self.region.with_user(self.coordinator).observer_ids += self.observer
        with self.assertRaisesRegex(UserError, "observes Region A"):
            self.other_region.with_user(self.coordinator).manager_ids += self.observer
        self.assertFalse(self.observer.has_group(f"{NAMED}manager"))
        self.region.with_user(self.coordinator).manager_ids += self.observer
        self.assertTrue(self.observer.has_group(f"{NAMED}manager"))

    def test_nobody_is_attached_to_a_territory_without_a_role(self):
        with self.assertRaisesRegex(UserError, "Managers"):
            self.region.with_user(self.coordinator).user_ids += self.employee
        with self.assertRaisesRegex(UserError, "Managers"):
            self.employee.club_territory_ids = self.region

    def test_a_referent_has_the_role(self):
        journey = self.make_participant()
        with self.assertRaisesRegex(UserError, "ask yours"):
            journey.with_user(self.animateur).referent_id = self.employee
        journey.with_user(self.coordinator).referent_id = self.employee
        self.assertTrue(self.employee.has_group(f"{NAMED}referent"))
        journey.with_user(self.animateur).referent_id = self.other_animateur
        self.assertFalse(self.other_animateur.has_group(f"{NAMED}referent"))


@tagged("post_install", "-at_install")
class TestNewBase(ImportCase):
    def test_a_territory_asks_its_kind(self):
        form = Form(self.env["club.territory"].with_user(self.coordinator))
        self.assertFalse(form.level)
        form.name = "Somewhere"
        with self.assertRaisesRegex(AssertionError, "level"):
            form.save()

    def test_budgets_are_in_euros_whatever_the_company(self):
        self.manager.company_id.currency_id = self.env.ref("base.CHF")
        lines = self.env["club.budget.line"].with_user(self.manager)
        form = Form(lines)
        self.assertEqual(form.currency_id.name, "EUR")
        self.assertEqual(form.amount, 60_000)

    def test_a_budget_does_not_end_before_it_starts(self):
        funder = self.env["club.funder"].create({"name": "Town"})
        line = {"club_id": self.club.id, "funder_id": funder.id}
        days = {"date_from": "2026-12-31", "date_to": "2026-01-01"}
        with self.assertRefused(ValidationError, "ends before it starts"):
            self.env["club.budget.line"].create({**line, **days})

    def test_old_budgets_become_euros(self):
        funder = self.env["club.funder"].create({"name": "Town"})
        line = self.env["club.budget.line"].create(
            {"club_id": self.club.id, "funder_id": funder.id}
        )
        line.currency_id = self.env.ref("base.USD")
        line.flush_recordset()
        path = file_path("clubs_ambition/migrations/19.0.1.4.0/post-budget-euro.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.3.0")
        line.invalidate_recordset()
        self.assertEqual(line.currency_id.name, "EUR")
        self.assertEqual(line.amount, 60_000)

    def test_the_samples_import_where_there_is_only_a_club(self):
        for name, model, people in (
            ("participants", "club.participant", (self.animateur,)),
            ("etablissements", "res.partner", (self.animateur, self.manager)),
        ):
            for user in people:
                for kind in ("csv", "xlsx"):
                    with self.subTest(name=name, kind=kind, user=user.login):
                        content = self._template(f"{name}.{kind}")
                        savepoint = self.env.cr.savepoint()
                        records = self._import(user, model, content, f"{name}.{kind}")
                        self.assertTrue(records)
                        savepoint.close(rollback=True)
                        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestEmptyScreens(ClubsCase):
    """What the screens say before anything is there."""

    def help_of(self, user, name="club_club_action"):
        action = self.env.ref(f"clubs_ambition.{name}").with_user(user)
        return action.with_context(lang="en_US")._get_action_dict()["help"]

    def empty(self):
        self.env["club.club"].search([]).active = False

    def test_who_may_create_a_club_is_told_how(self):
        self.empty()
        self.assertIn("“New” creates", self.help_of(self.coordinator))
        screens = {
            screen.action["xml_id"]: screen
            for screen in (
                Screen(self.env(user=self.coordinator), action)
                for action in actions(self.env(user=self.coordinator))
            )
        }
        screen = screens["clubs_ambition.club_club_action"]
        self.assertIn("form", dict(screen.openings()))
        self.assertNotEqual(screen.views()["kanban"][1].get("create"), "0")

    def test_others_are_told_whom_to_ask(self):
        """On each screen of a model of clubs, by who is named on none."""
        alone = new_test_user(
            self.env, login="t_alone", groups=f"{NAMED}animateur", name="Alone"
        )
        for user, asks in ((alone, True), (self.animateur, False)):
            for action in actions(self.env(user=user, context={"lang": "en_US"})):
                if not self.env["club.first.steps"]._is_of_clubs(action["res_model"]):
                    continue
                with self.subTest(user=user.login, action=action["xml_id"]):
                    self.assertEqual("Ask a coordinator" in action["help"], asks)
            board = self.env["club.cohort"].with_user(user).get_week_board()
            self.assertEqual("missing" in board, asks)

    def test_every_empty_screen_says_something(self):
        self.empty()
        for role in ("referent", "animateur", "manager", "coordinator", "observer"):
            for action in actions(self.env(user=self.users[role])):
                with self.subTest(role=role, action=action["xml_id"]):
                    if action["target"] != "new":
                        self.assertTrue(action["help"])

    def test_a_company_without_a_country_is_told(self):
        self.coordinator.company_id.country_id = False
        self.assertIn("no country", self.help_of(self.coordinator))
        self.assertNotIn("no country", self.help_of(self.animateur))
        self.coordinator.company_id.country_id = self.env.ref("base.fr")
        self.assertNotIn("no country", self.help_of(self.coordinator))
