"""A guest in somebody's Odoo: what is the host's stays as it was."""

from lxml import etree

from odoo.fields import Command
from odoo.modules.module import get_manifest
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_open

from ... import hooks
from ..common import ClubsCase

MODULE = "clubs_ambition"
MULTI = "sales_team.membership_multi"
NAMES = ("model", "model_id", "parent_res_model", "res_model", "resource")
"""How Odoo calls a text that names a model."""
DROPPED = {
    *("ir.attachment", "mail.activity.type", "mail.followers", "mail.message"),
    *("ir.model", "ir.model.data", "ir.model.fields", "ir.ui.view"),
}
"""What Odoo itself takes along with a model; a view of none is shown nowhere."""


@tagged("post_install", "-at_install")
class TestGuest(ClubsCase):
    def nodes(self):
        """Yield ``(file, node)`` of the data and the demo data of the addon."""
        manifest = get_manifest(MODULE)
        for path in (*manifest["data"], *manifest["demo"]):
            if path.endswith(".xml"):
                with file_open(f"{MODULE}/{path}", "rb") as source:
                    for node in etree.parse(source).iter("record", "function"):
                        yield path, node

    def test_no_data_writes_what_is_the_host_s(self):
        """No company is renamed, no user, no view of another addon replaced."""
        written = {
            (path, node.get("id"))
            for path, node in self.nodes()
            if "." in node.get("id", "") and not node.get("id").startswith(MODULE)
        }
        self.assertFalse(written)

    def test_what_names_a_model_goes_with_it(self):
        """What no foreign key takes along when the addon goes is known to its hook."""
        found = {
            (name, field.name)
            for name, model in self.env.registry.items()
            if model._auto and not (model._abstract or model._transient)
            if model._original_module != MODULE and not name.startswith("test")
            for field in model._fields.values()
            if field.name in NAMES and field.type in ("char", "selection")
            if field.store and not field.related and name not in DROPPED
        }
        known = {pair for pair in hooks.NAMING.items() if pair[0] in self.env}
        self.assertEqual(found, known)

    def test_no_setting_but_our_own(self):
        keys, walked = set(), 0
        for _path, node in self.nodes():
            walked += 1
            if node.get("model") == "ir.config_parameter":
                told = node.xpath("value[1] | field[@name='key']")
                keys |= {value.text for value in told}
            self.assertNotEqual(node.get("model"), "res.config.settings")
        self.assertGreater(walked, 500)
        self.assertTrue(keys)
        self.assertFalse({key for key in keys if not key.startswith(f"{MODULE}.")})

    def test_two_clubs_where_people_are_in_one_team(self):
        """Odoo's way stays Odoo's: one team of the sales, and the clubs' beside it."""
        self.env["ir.config_parameter"].set_param(MULTI, False)
        user = new_test_user(
            self.env, "t_both", groups=f"{MODULE}.group_clubs_animateur"
        )
        sales, others = self.env["crm.team"].create([{"name": "S"}, {"name": "O"}])
        sales.member_ids = user
        for club in (self.club, self.other_club):
            club.animateur_ids = [Command.link(user.id)]
        teams = self.club.team_id | self.other_club.team_id
        Member = self.env["crm.team.member"]
        mine = [("user_id", "=", user.id), ("active", "=", True)]
        self.assertEqual(Member.search(mine).crm_team_id, teams | sales)
        others.member_ids = user
        self.assertEqual(Member.search(mine).crm_team_id, teams | others)
        self.club.animateur_ids = [Command.unlink(user.id)]
        self.assertEqual(
            Member.search(mine).crm_team_id, self.other_club.team_id | others
        )
