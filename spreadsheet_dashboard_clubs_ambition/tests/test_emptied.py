from importlib.util import module_from_spec, spec_from_file_location

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

MODULE = "spreadsheet_dashboard_clubs_ambition"
SCRIPT = f"{MODULE}/migrations/19.0.1.1.0/post-dashboards.py"


@tagged("post_install", "-at_install")
class TestEmptied(TransactionCase):
    """The module holds nothing, and its update takes away what it held."""

    def migrate(self, version="19.0.1.0.0"):
        spec = spec_from_file_location("migration", file_path(SCRIPT))
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, version)

    def held(self, name, record):
        """Make a record the module's, as it was in the version before."""
        self.env["ir.model.data"].create(
            {
                "module": MODULE,
                "name": name,
                "model": record._name,
                "res_id": record.id,
            }
        )
        return record

    def dashboard(self, group):
        return self.env["spreadsheet.dashboard"].create(
            {"name": "Committee", "dashboard_group_id": group.id}
        )

    def group(self):
        Group = self.env["spreadsheet.dashboard.group"]
        return self.held("group", Group.create({"name": "Clubs Ambition"}))

    def test_nothing_is_left(self):
        self.assertFalse(self.env["ir.model.data"].search([("module", "=", MODULE)]))

    def test_dashboards_go_with_their_menus(self):
        group = self.group()
        action = self.env["ir.actions.client"].create({"name": "Board", "tag": "home"})
        menu = self.env["ir.ui.menu"].create(
            {"name": "Board", "action": f"ir.actions.client,{action.id}"}
        )
        held = (
            self.held("committee", self.dashboard(group)),
            self.held("menu", menu),
            self.held("action", action),
            group,
        )
        self.migrate(version=None)
        self.assertTrue(all(record.exists() for record in held))
        self.migrate()
        for record in held:
            self.assertFalse(record.exists(), record)
        self.test_nothing_is_left()
        self.migrate()

    def test_what_somebody_made_stays_in_its_group(self):
        group = self.group()
        theirs = self.dashboard(group)
        self.migrate()
        self.assertTrue(theirs.exists())
        self.assertEqual(theirs.dashboard_group_id, group)
