from lxml import etree

from odoo.tests import tagged

from ..common import ClubsCase

SHOWN = ("list", "form", "kanban")
TYPES = {"date": "date", "club_phone": "char", "club_hours": "float"}
"""Widgets, and the only type of field they show: another one is ignored in silence."""


@tagged("post_install", "-at_install")
class TestScreens(ClubsCase):
    """Every field of every view of ours is shown as the field is read."""

    def views(self, *types):
        """Return the views that are ours alone, of some types."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "clubs_ambition"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        return views.filtered(lambda one: one.type in types and not one.inherit_id)

    def fields(self):
        """Yield ``(view, node, field)`` of what our views show."""
        for view in self.views(*SHOWN):
            shown = self.env[view.model].get_views([(view.id, view.type)])["views"]
            arch = etree.fromstring(shown[view.type]["arch"])
            for node in arch.iter("field"):
                model = self.env[view.model]
                for list_of in reversed([*node.iterancestors("field")]):
                    model = self.env[model._fields[list_of.get("name")].comodel_name]
                if node.get("name") in model._fields:
                    yield view.xml_id, node, model._fields[node.get("name")]

    def test_a_phone_is_read_as_people_say_it(self):
        seen = 0
        for view, node, field in self.fields():
            if field.type == "char" and field.name.endswith(("phone", "mobile")):
                seen += 1
                with self.subTest(view=view, field=field.name):
                    self.assertEqual(node.get("widget"), "club_phone")
        self.assertGreater(seen, 20)

    def test_hours_that_nobody_knows_are_empty(self):
        seen = 0
        for view, node, field in self.fields():
            if field.type == "float" and field.name.startswith("hours_"):
                seen += 1
                with self.subTest(view=view, field=field.name):
                    self.assertEqual(node.get("widget"), "club_hours")
        self.assertGreater(seen, 4)

    def test_a_widget_shows_the_type_it_knows(self):
        for view, node, field in self.fields():
            wanted = TYPES.get(node.get("widget"), field.type)
            with self.subTest(view=view, field=field.name):
                self.assertEqual(field.type, wanted)

    def test_no_word_stands_where_odoo_translates_nothing(self):
        """As in a template that begins with a DOCTYPE."""
        whole = 0
        for view in self.views("qweb"):
            root = etree.fromstring(view.arch_db)
            if not (root.text or "").lstrip().startswith("<!DOCTYPE"):
                continue
            whole += 1
            texts = [(root.text or "").replace("<!DOCTYPE html>", "")]
            for node in root.iter(etree.Element):
                texts += [node.tail or "", "" if node is root else node.text or ""]
            with self.subTest(view=view.xml_id):
                self.assertFalse("".join(texts).strip())
        self.assertGreater(whole, 1)

    def test_a_question_is_answered_by_what_is_done(self):
        """“Cancel the meeting?” is not answered by “Ok” or “Cancel”."""
        asked = 0
        views = self.env["ir.ui.view"].search([("model", "=like", "club.%")])
        for view in views | self.views(*SHOWN):
            for node in etree.fromstring(view.arch_db).xpath("//*[@confirm]"):
                asked += 1
                with self.subTest(view=view.xml_id, button=node.get("name")):
                    self.assertTrue(node.get("confirm-label"))
                    self.assertTrue(node.get("cancel-label"))
        self.assertGreater(asked, 20)

    def menus(self, user):
        """Return the actions of our menus that a user sees, each with its menu."""
        seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        for menu in self.env["ir.ui.menu"].browse(seen):
            above = {int(one) for one in menu.parent_path.split("/") if one}
            ours = menu.get_external_id()[menu.id].startswith("clubs_ambition.")
            action = menu.action
            if ours and above <= seen and action and "view_mode" in action._fields:
                yield menu.complete_name, action

    def test_a_list_is_cards_on_a_phone(self):
        """For whoever works standing; a list that is typed into stays one."""
        for user in (self.animateur, self.referent, self.manager):
            for menu, action in self.menus(user):
                modes = action.view_mode.split(",")
                if modes[0] != "list":
                    continue
                model = self.env[action.res_model].with_user(user)
                arch = model.get_views([(action.view_id.id, "list")])["views"]["list"]
                with self.subTest(menu=menu, user=user.login):
                    typed = etree.fromstring(arch["arch"]).get("editable")
                    self.assertTrue(typed or "kanban" in modes)
