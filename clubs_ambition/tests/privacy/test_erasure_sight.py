from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import ROLES
from .erasure_common import ErasureCase


@tagged("post_install", "-at_install", "security")
class TestErasureSight(ErasureCase):
    """Whoever looks, by whatever door, nothing of who is erased is found or named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids
        cls.kept = cls.somebody("Aude Valmy", email="a@example.org", phone=False)
        cls.who = {
            **{role: cls.users[role] for role in ROLES},
            "administrator": new_test_user(
                cls.env,
                "t_admin_all",
                "base.group_system,clubs_ambition.group_clubs_coordinator",
            ),
        }
        cls.rows_of = {
            name: ids
            for name, ids in cls.rows(cls.person).items()
            if not cls.env["club.privacy.rows"]._is_deleted(name)
        }

    def test_every_model_that_bears_a_person_is_closed(self):
        """From the registry: a new model is closed without a word.

        But of the stock: what bears a person there is deleted.
        """
        for name, model in self.env.registry.items():
            ways = self.env["club.leaving"]._ways().get(name)
            if not ways or getattr(model, "_club_derived", False):
                continue
            if not name.startswith("club."):
                self.assertTrue(self.env["club.privacy.rows"]._is_deleted(name))
                continue
            if name.startswith("club.privacy."):
                continue
            with self.subTest(model=name):
                self.assertIn("erased_on", self._asked(name, "read"))
                self.assertIn("erased_on", self._asked(name, "write"))

    def test_a_list_is_joined_to_nobody(self):
        """Who is erased is looked for, not who is not: they are most of the rows."""
        asked = self._asked("club.candidacy", "read")
        self.assertIn("NOT EXISTS", asked)
        self.assertNotIn("JOIN", asked)

    def _asked(self, name, operation):
        """Return the SQL of the rules on a model, for who sees the most."""
        rule = self.env["ir.rule"].with_user(self.coordinator)
        domain = rule._compute_domain(name, operation)
        query = self.env[name].sudo()._search(domain, active_test=False)
        return query.select().code

    def test_rows_are_read_by_no_role(self):
        self.assertGreater(len(self.rows_of), 5)
        self.env["club.privacy.erasure"]._erase(self.person)
        for role, user in self.who.items():
            for name, ids in self.rows_of.items():
                records = self.env[name].with_user(user).browse(ids)
                records = records.with_context(active_test=False)
                with self.subTest(role=role, model=name):
                    self._check_closed(records)

    def _check_closed(self, records):
        self.env.invalidate_all()
        self.assertFalse(records._filtered_access("read"))
        if not records.has_access("read") and not records.browse().has_access("read"):
            return  # this role reads none of them
        domain = [("id", "in", records.ids)]
        self.assertEqual(records.search_count(domain), 0)
        self.assertFalse(records.search(domain))
        self.assertFalse(
            records.web_search_read(domain, {"display_name": {}})["records"]
        )
        self.assertFalse(
            records.formatted_read_group(domain, [], ["__count"])[0]["__count"]
        )
        with self.assertRaises(AccessError):
            records.web_read({"id": {}, "create_date": {}})
        with self.assertRaises(AccessError):
            records.write({"active": True} if "active" in records else {})
        for label in records.sudo().mapped("display_name"):
            self.assertNotIn("Quatrebarbes", label or "")

    def test_who_is_not_erased_is_read_still(self):
        self.env["club.privacy.erasure"]._erase(self.person)
        mine = self.env["club.participant"].with_user(self.animateur)
        found = mine.search([("club_id", "=", self.club.id)])
        self.assertEqual(found, self.kept.every_journey_ids)
        self.assertEqual(found.display_name, "Aude Valmy")
        workshop = self.env["club.session"].create(
            {
                "name": "Atelier",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "start": "2026-01-07 09:00:00",
                "stop": "2026-01-07 10:00:00",
            }
        )
        self.assertEqual(workshop.with_user(self.animateur).name, "Atelier")

    def test_no_screen_costs_a_query_more(self):
        """Lists join what they did not, in the same number of questions."""
        mine = self.env["club.participant"].with_user(self.animateur)
        mine.search_count([])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            mine.search([("club_id", "=", self.club.id)])

    def test_figures_count_whom_no_list_shows(self):
        """A pivot counts journeys; the list behind it has none of who is erased."""
        report = self.env["club.kpi.report"].with_user(self.manager)
        mine = [("club_id", "=", self.club.id)]
        before = report.formatted_read_group(mine, [], ["journeys:sum", "__count"])
        self.env["club.privacy.erasure"]._erase(self.person)
        self.env.invalidate_all()
        after = report.formatted_read_group(mine, [], ["journeys:sum", "__count"])
        self.assertEqual(after, before)
        listed = report.web_search_read(mine, {"age_band": {}})
        self.assertEqual(listed["length"], 1)
        self.assertEqual(
            [row["id"] for row in listed["records"]], self.kept.every_journey_ids.ids
        )
        with self.assertRefused(AccessError, "This person was erased"):
            report.browse(self.journey.id).web_read({"age_band": {}})
        with self.assertRaises(AccessError):
            report.browse(self.journey.id).action_open_journey()
