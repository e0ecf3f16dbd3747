# pylint: disable=translation-required
"""Nobody puts anything on the screens of others but the coordination."""

import runpy

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path

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

    def update(self):
        path = file_path("clubs_ambition/migrations/19.0.1.12.0/post-screens.py")
        self.env.flush_all()
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.11.0")
        self.env.invalidate_all()

    def shared_before(self, user, shared):
        """Return what somebody shared when it was open to all, of each model.

        :param shared: the users a favourite is shared with, none for everybody
        """
        made = []
        for model, values, _own in self.added(user):
            env = self.env[model].with_user(user).sudo().env
            one = env[model].create({**values, "name": f"{NAME} of {user.login}"})
            if model == "ir.filters":
                one.user_ids = shared
            made.append(one.sudo(False).with_env(self.env))
        return made

    def test_what_was_shared_before_is_of_who_made_it(self):
        """Who made it keeps it, others have it no more, the coordination's stays."""
        animateur, nobody = self.animateur, self.env["res.users"]
        mine = self.shared_before(animateur, nobody)
        some = self.shared_before(animateur, animateur | self.manager)[:1]
        gone = self.shared_before(new_test_user(self.env, "t_gone"), nobody)
        gone[0].create_uid.active = False
        theirs = self.shared_before(self.coordinator, nobody)
        brought = self.shared_before(self.manager, nobody)
        for one in brought:
            self.env["ir.model.data"].create(
                {
                    "module": "of_an_addon",
                    "name": f"screen_{one._table}",
                    "model": one._name,
                    "res_id": one.id,
                }
            )
        stock = self.env["ir.filters"].with_user(self.people["employee"])
        stock = stock.create({"name": "Nearby", "model_id": "res.partner"})
        for _twice in range(2):
            self.update()
            for one in (*mine, *some, *gone):
                whose = one.with_context(active_test=False)[one._club_screen_users]
                self.assertEqual(whose, one.create_uid, one)
            for one in (*theirs, *brought, stock.sudo()):
                self.assertFalse(one[one._club_screen_users], one)
        told = self.env["ir.logging"].search(
            [("name", "=", "clubs_ambition.upgrade"), ("func", "=", "Screens")]
        )
        self.assertEqual(len(told), 2)
        self.assertNotIn("Quatremare", "".join(told.mapped("message")))

    def test_who_made_it_finds_it_as_before(self):
        mine, *_buttons = self.shared_before(self.animateur, self.env["res.users"])
        found = self.env["ir.filters"]

        def favourites(user):
            rows = found.with_user(user).get_filters("club.participant")
            return mine.id in [row["id"] for row in rows]

        self.assertTrue(favourites(self.animateur) and favourites(self.manager))
        self.update()
        self.assertTrue(favourites(self.animateur))
        self.assertFalse(favourites(self.manager))
