# pylint: disable=translation-required
"""Nobody puts anything on the screens of others but the coordination."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import ClubsCase

NAME = "Those of Zélie Quatremare"


@tagged("post_install", "-at_install", "security")
class TestScreensShared(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            **{role: user for role, user in cls.users.items() if role != "coordinator"},
            "employee": new_test_user(cls.env, "t_plain"),
            "sales": new_test_user(
                cls.env, "t_sells", groups="sales_team.group_sale_manager"
            ),
        }

    def added(self, user):
        """Yield ``(model, values of what is shared, values of one's own)``."""
        favourite = {
            "name": NAME,
            "model_id": "club.participant",
            "domain": "[('person_id', 'ilike', 'Quatremare')]",
            "context": "{'default_mobility_km': 7}",
        }
        yield "ir.filters", favourite, {**favourite, "user_ids": user.ids}
        action = self.env.ref("clubs_ambition.club_participant_action")
        button = {
            "name": NAME,
            "parent_action_id": action.id,
            "parent_res_model": action.res_model,
            "python_method": "action_archive",
        }
        yield "ir.embedded.actions", button, {**button, "user_id": user.id}

    def test_nobody_shares_what_names_somebody(self):
        for role, user in self.people.items():
            for model, shared, own in self.added(user):
                with self.subTest(role=role, model=model):
                    Model = self.env[model].with_user(user)
                    if not Model.has_access("create"):
                        continue
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        Model.create(shared)
                    mine = Model.create(own)
                    mine.write({"name": "Mine"})
                    whose = mine._club_screen_users
                    for others in (False, self.coordinator.ids[-1:]):
                        said = others[0] if others and whose == "user_id" else others
                        with self.assertRaises(AccessError), self.env.cr.savepoint():
                            mine.write({whose: said})
                    mine.unlink()

    def test_nobody_changes_what_the_coordination_shares(self):
        for model, shared, _own in self.added(self.coordinator):
            one = self.env[model].with_user(self.coordinator).create(shared)
            whose = one._club_screen_users
            for role, user in self.people.items():
                theirs = one.with_user(user)
                with self.subTest(role=role, model=model):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        theirs.write({"name": "Other"})
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        theirs.unlink()
                    # Taken for oneself, everybody else would have it no more.
                    said = user.id if whose == "user_id" else user.ids
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        theirs.write({whose: said})

    def test_the_lists_of_others_are_as_odoo_has_them(self):
        employee = self.people["employee"]
        said = {"name": "Nearby", "model_id": "res.partner", "domain": "[]"}
        self.assertTrue(self.env["ir.filters"].with_user(employee).create(said))
