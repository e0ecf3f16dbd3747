from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPrivacyScreens(TransactionCase):
    def test_every_list_has_cards_for_a_phone(self):
        """A list of many columns is cut there: found from the menu of the officer."""
        menus = self.env["ir.ui.menu"].with_context(**{"ir.ui.menu.full_list": True})
        root = self.env.ref("clubs_ambition.club_privacy_menu_root")
        found = [
            menu.action
            for menu in menus.search([("id", "child_of", root.id)])
            if menu.action and menu.action._name == "ir.actions.act_window"
        ]
        lists = [one for one in found if "list" in one.view_mode.split(",")]
        self.assertGreater(len(lists), 6)
        for action in lists:
            with self.subTest(action=action.name):
                self.assertIn("kanban", action.view_mode.split(","))
