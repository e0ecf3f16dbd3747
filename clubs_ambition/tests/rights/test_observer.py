import re
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, freeze_time, tagged
from odoo.tools import file_path, mute_logger

from ..kpi.kpi_common import KpiCase
from . import test_rpc_doors

RULE = "club_kpi_report_rule_observer"
MOST = 200
"""Rows read of a model: reference data do not change with people."""


def load(path):
    """Return a migration script as a module."""
    spec = spec_from_file_location("migration", file_path(path))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@tagged("post_install", "-at_install", "security")
class TestObserver(KpiCase):
    """Who sits on a committee reads what is published: never a row, nothing live."""

    def seen(self, user):
        """Return all that a user reads in the models and fields of ours."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for name, model in sorted(self.env.registry.items()):
            Model = self.env[name].with_user(user)
            if model._abstract or model._transient or not Model.has_access("read"):
                continue
            fields = [
                key
                for key, field in Model._fields.items()
                if field._module == "clubs_ambition"
                and Model._has_field_access(field, "read")
            ]
            ours = name.startswith("club.")
            rows = Model.search([], limit=MOST, order="id") if ours else Model
            if name == "res.partner":
                rows = self.employer.with_user(user)
            count = Model.search_count([])
            found[name] = count, {key: self.told(rows, key) for key in fields}
        return found

    def publish(self):
        """Publish a year, and plan a meeting about another one."""
        for rank in range(7):
            self.journey(f"Published {rank}", start=date(2025, 3, 3))
        self.env["club.committee.meeting"].create(
            {
                "territory_id": self.region.id,
                "date": "2026-07-01 09:00:00",
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 6, 30),
            }
        )
        return (
            self.env["club.publication"]
            .with_user(self.manager)
            ._publish(self.region.with_user(self.manager), 2025, "year")
        )

    def come(self):
        """Three people come, apply, meet and are hired."""
        for rank in range(3):
            journey = self.journey(f"Person {rank}")
            self.refer(journey, date(2026, 1, 20))
            self.place(journey)
            self.meet(journey)
        self.contact()

    def meet(self, journey):
        self.env["club.session"].create(
            {
                "name": "Interview",
                "kind": "interview",
                "club_id": journey.club_id.id,
                "participant_id": journey.id,
                "animateur_id": self.animateur.id,
                "start": "2027-01-20 09:00:00",
                "stop": "2027-01-20 10:00:00",
            }
        )

    def contact(self):
        self.env["club.contact"].create(
            {"partner_id": self.employer.id, "club_id": self.club.id}
        )

    def told(self, rows, key):
        """Return what a field tells of rows; a refusal tells nothing."""
        try:
            return rows.read([key])
        except AccessError:
            return None

    def test_nothing_tells_that_somebody_is_there(self):
        """Three people come, apply, meet and are hired: the observer reads the same."""
        self.contact()  # the employer's own facts are another matter
        self.employer.club_network_status = "partner"
        self.publish()
        before = self.seen(self.observer)
        self.assertLess({"club.statement", "club.committee.meeting"}, before.keys())
        self.come()
        after = self.seen(self.observer)
        for name, (count, told) in before.items():
            with self.subTest(model=name):
                self.assertEqual(count, after[name][0])
                changed = [key for key in told if told[key] != after[name][1][key]]
                self.assertFalse(changed)

    def test_who_is_invited_sees_the_meeting(self):
        """Whoever has no role reads no other session in the calendar, nor who comes."""
        journey = self.journey("Person")
        for _time in range(2):
            self.meet(journey)
        event = self.env["club.session"].search([("participant_id", "=", journey.id)])
        event = event.event_id[:1]
        attendees = [("event_id", "in", (event | event.search([])).ids)]
        for user in (self.observer, self.data_officer):
            Event = self.env["calendar.event"].with_user(user)
            self.assertFalse(Event.search([("name", "=", event.name)]), user.login)
            event.partner_ids += user.partner_id
            self.assertEqual(Event.search([("name", "=", event.name)]), event)
            seen = self.env["calendar.attendee"].with_user(user).search(attendees)
            self.assertEqual(seen.event_id, event)

    def test_no_field_leads_to_people(self):
        """What is behind a field that cannot be read is not asked for by a domain."""
        doors = []
        for name, model in sorted(self.env.registry.items()):
            Model = self.env[name].with_user(self.observer)
            if model._abstract or not name.startswith("club."):
                continue
            if model._transient or not Model.has_access("read"):
                continue
            for key, field in Model._fields.items():
                if field.type not in ("one2many", "many2many"):
                    continue
                if field._module != "clubs_ambition" or not Model._has_field_access(
                    field, "read"
                ):
                    continue
                there = self.env[field.comodel_name].with_user(self.observer)
                if not there.has_access("read"):
                    doors.append(f"{name}.{key}")
        self.assertFalse(doors)

    def test_no_pivot(self):
        Report = self.env["club.kpi.report"].with_user(self.observer)
        for ask in (
            lambda: Report.search([]),
            lambda: Report.formatted_read_group([], ["club_id"], ["__count"]),
            lambda: Report.web_read_group([], ["club_id"], ["__count"]),
        ):
            with self.assertRaises(AccessError):
                ask()
        menus = self.env["ir.ui.menu"].with_user(self.observer)._visible_menu_ids()
        shown = {
            name: self.env.ref(f"clubs_ambition.{name}").id in menus
            for name in ("club_kpi_report_menu", "club_cohort_menu", "club_bilan_menu")
        }
        self.assertFalse(any(shown.values()))

    def test_one_menu(self):
        """An observer has the statements, opens them first, and has no other screen."""
        Menu = self.env["ir.ui.menu"].with_user(self.observer)
        ours = self.env["ir.model.data"].search(
            [("module", "=", "clubs_ambition"), ("model", "=", "ir.ui.menu")]
        )
        visible = Menu._visible_menu_ids()
        shown = {
            data.name
            for data in ours
            if visible.issuperset(
                Menu.sudo().search([("id", "parent_of", data.res_id)]).ids
            )
        }
        self.assertEqual(
            shown,
            {
                "clubs_ambition_menu_root",
                "clubs_ambition_menu_steering",
                "club_statement_menu",
                "club_committee_meeting_menu",
            },
        )
        home = self.env["club.club"].with_user(self.observer)._action_home()
        self.assertEqual(home["res_model"], "club.statement")

    def test_nothing_but_statements_and_words_is_an_observers(self):
        """What an observer reads and an employee does not, from the registry."""
        opened = {
            (name, operation)
            for name, model in self.env.registry.items()
            for operation in ("read", "write", "create", "unlink")
            if not model._abstract
            and self.env[name].with_user(self.observer).has_access(operation)
            and not self.env[name].with_user(self.employee).has_access(operation)
        }
        words = ("meeting", "decision", "attendee")
        self.assertEqual(
            opened,
            {
                ("club.statement", "read"),
                *((f"club.committee.{name}", "read") for name in words),
            },
        )

    def test_counts_of_a_card_are_for_coaches(self):
        for name in ("seats_taken", "participant_count", "placement_graph"):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    self.club.with_user(self.observer).read([name])
                self.assertTrue(self.club.with_user(self.animateur).read([name]))
                for kind in ("kanban", "list", "form"):
                    view = self.club.with_user(self.observer).get_view(view_type=kind)
                    self.assertNotIn(f'name="{name}"', view["arch"])

    def test_a_club_opens(self):
        form = Form(self.club.with_user(self.observer))
        self.assertEqual(form.name, "Club A")
        form = Form(self.region.with_user(self.observer))
        self.assertEqual(form.name, "Region A")


@tagged("post_install", "-at_install", "security")
class TestObserverDoors(KpiCase, HttpCase):
    """No method that a client may call tells an observer what moves."""

    person = None
    come, meet = TestObserver.come, TestObserver.meet
    contact, publish = TestObserver.contact, TestObserver.publish

    def _one_of(self, model):
        return self.env[model].sudo().search([], order="id", limit=1)

    def _call(self, model, method, signature):
        Model = self.env[model].with_user(self.observer)
        args = test_rpc_doors.TestPublicMethods._arguments(self, model, signature)
        plain = getattr(self.env.registry[model], method)
        if not getattr(plain, "_api_model", False):
            args = [self._one_of(model).ids, *args]
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint()
        try:
            told = call_kw(Model, method, args, {})
        except AccessError:
            return "refused"
        except IntegrityError:
            return "not written"
        except (
            *(UserError, LookupError, ValueError, AttributeError),
            AssertionError,  # Odoo's own, of a call that groups by nothing
        ) as error:
            told = error
        else:
            if method in ("create", "message_post"):
                return "written"  # with a number that the next one does not have
            told = re.sub(" at 0x[0-9a-f]+", "", repr(told))
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
        return repr(told)

    @freeze_time("2026-09-07 08:00:00")
    @mute_logger("odoo.sql_db", "odoo.addons.mail.models.mail_thread")
    def test_every_method_answers_the_same_whoever_comes(self):
        self.publish()
        self.come()  # there is one of each before, as there is after
        methods = list(test_rpc_doors.TestPublicMethods._public_methods(self))
        before = [self._call(*one) for one in methods]
        for rank in range(3):
            another = self.journey(f"Another {rank}")
            self.place(another)
            self.meet(another)
        live = {}
        for one, told in zip(methods, before, strict=True):
            if (again := self._call(*one)) != told:
                live[".".join(one[:2])] = told, again
        self.assertFalse(live)
        self.assertGreater(before.count("refused"), 100)

    def test_the_addresses_of_figures(self):
        login = self.observer.login
        self.authenticate(login, login)
        self.publish()
        pack = self.env["club.pack"].with_user(self.manager).action_produce_half_year()
        for path in (
            "/clubs_ambition/bilan.xlsx",
            "/clubs_ambition/bilan.pdf",
            f"/web/content/club.pack/{pack['res_id']}/workbook",
            "/report/html/clubs_ambition.report_bilan",
        ):
            with self.subTest(path=path), mute_logger("odoo.http"):
                answer = self.url_open(path)
                self.assertGreaterEqual(answer.status_code, 400)


@tagged("post_install", "-at_install")
class TestObserverMigration(KpiCase):
    """Databases of the version before lose what observers read."""

    def xmlid(self, name, record):
        """Give a record the name it had in the version before."""
        Data = self.env["ir.model.data"]
        ours = [("module", "=", "clubs_ambition"), ("name", "=", name)]
        Data.search(ours).unlink()
        Data.create(
            {
                "module": "clubs_ambition",
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )

    def test_rules_go(self):
        rule = self.env["ir.rule"].create(
            {
                "name": "Indicators: of the territories observed, or all",
                "model_id": self.env["ir.model"]._get_id("club.kpi.report"),
                "groups": [
                    Command.link(self.env.ref("clubs_ambition.group_clubs_observer").id)
                ],
            }
        )
        self.xmlid(RULE, rule)
        migration = load("clubs_ambition/migrations/19.0.1.4.0/post-observers.py")
        migration.migrate(self.env.cr, None)
        self.assertTrue(rule.exists())
        migration.migrate(self.env.cr, "19.0.1.3.0")
        self.assertFalse(rule.exists())
        migration.migrate(self.env.cr, "19.0.1.3.0")

    def test_statements_replace_what_observers_read(self):
        """The rule of the packs, the menus and the first screens go."""
        group = self.env.ref("clubs_ambition.group_clubs_observer")
        rule = self.env["ir.rule"].create(
            {
                "name": "Steering packs: of the territories observed, or all",
                "model_id": self.env["ir.model"]._get_id("club.pack"),
                "groups": [Command.link(group.id)],
            }
        )
        self.xmlid("club_pack_rule_observer", rule)
        menu = self.env.ref("clubs_ambition.club_pack_menu")
        menu.group_ids += group
        home = self.env.ref("clubs_ambition.club_bilan_action")
        (self.observer + self.manager).action_id = home.id
        path = "clubs_ambition/migrations/19.0.1.7.0/post-statements.py"
        load(path).migrate(self.env.cr, None)
        self.assertTrue(rule.exists())
        for _again in range(2):
            load(path).migrate(self.env.cr, "19.0.1.6.0")
            self.env.invalidate_all()
            self.assertFalse(rule.exists())
            self.assertNotIn(group, menu.group_ids)
            self.assertFalse(self.observer.action_id)
            self.assertEqual(self.manager.action_id.id, home.id)
