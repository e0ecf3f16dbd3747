from datetime import date
from importlib.util import module_from_spec, spec_from_file_location

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import file_path

from ..kpi.kpi_common import KpiCase

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
    """Who sits on a committee reads clubs, meetings and figures: never a row."""

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
            if not fields:
                continue
            # a committee is told of figures, small ones hidden: by its meetings
            if not name.startswith(("club.committee", "club.pack")):
                ours = name.startswith("club.")
                rows = Model.search([], limit=MOST, order="id") if ours else Model
                if name == "res.partner":
                    rows = self.employer.with_user(user)
                count = ours and Model.search_count([])
                found[name] = count, {key: self.told(rows, key) for key in fields}
        return found

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
        before = self.seen(self.observer)
        self.assertIn("club.club", before)
        for rank in range(3):
            journey = self.journey(f"Person {rank}")
            self.refer(journey, date(2026, 1, 20))
            self.place(journey)
        self.contact()
        after = self.seen(self.observer)
        for name, (count, told) in before.items():
            self.assertEqual(count, after[name][0], name)
            changed = [key for key in told if told[key] != after[name][1][key]]
            self.assertFalse(changed, name)

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
        self.assertEqual(list(shown.values()), [False, False, True])

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
