"""Whatever addon points to a contact, or to an account, is found in the registry."""

# pylint: disable=translation-required
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .erasure_rows import WORDS, InsertedCase
from .test_erasure_contacts import ContactsCase


@tagged("post_install", "-at_install", "security")
class TestContactsWalk(InsertedCase, ContactsCase):
    """Whatever module is there: what goes with a contact is found in the registry."""

    def pointing(self):
        """Yield ``(model, field)`` of the rows that Odoo deletes with a contact or user."""
        for name, model in self.env.registry.items():
            kept = not (model._abstract or model._transient or model._custom)
            if not kept or self.env["club.leaving"]._is_ours(name):
                continue
            if not self.is_table(model._table):
                continue
            for field in model._fields.values():
                people = field.comodel_name in ("res.partner", "res.users")
                if field.type == "many2one" and field.store and people:
                    yield name, field

    def test_what_odoo_deletes_with_them_goes(self):
        """A row of each model that has one, told by the database, is filled and erased."""
        contact = self.people["left"]
        user = contact.with_context(active_test=False).user_ids
        ids = {"res.partner": contact.id, "res.users": user.id}
        self.env.flush_all()
        made, told_apart = {}, set()
        for name, field in self.pointing():
            if field.ondelete != "cascade":
                continue
            try:
                there = {field.name: ids[field.comodel_name]}
                made[name, field.name] = self.insert(name, "xylo-note", there)
            except Exception:  # noqa: BLE001  a constraint of its own
                told_apart.add((name, field.name))
        self.assertIn(("res.partner.bank", "partner_id"), made)
        self.assertIn(("res.users.apikeys", "user_id"), made)
        self.assertGreater(len(made), len(told_apart))
        self.erase(contact, "request")
        left = {
            one: row_id
            for one, row_id in made.items()
            if self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE id = %s",
                    SQL.identifier(self.env[one[0]]._table),
                    row_id,
                )
            )
        }
        self.assertEqual(left, {})

    def test_every_pointer_of_the_stock_is_judged(self):
        """It goes with them; or is searched; or points to nobody any more, wordless."""
        Map, places = self.env["club.privacy.map"], self.env["club.privacy.places"]
        retention = self.env["club.privacy.retention"]
        left = {
            (name, field.name)
            for name, field in self.pointing()
            if field.name not in ("create_uid", "write_uid")
            if not Map._goes_whole(name) and name not in Map._declared()
            if not places._talks(name) and self.has_words(name)
            if not retention._is_document(name)
        }
        self.assertEqual(left, set())

    def has_words(self, name):
        fields = self.env[name]._fields.values()
        return any(one.type in WORDS and one.store for one in fields)

    def test_an_addon_that_comes_later_is_seen(self):
        """As if its rows had been another thing until now."""
        Map = self.env["club.privacy.map"]
        self.assertEqual(Map._following()["res.partner.bank"], "contact")
        self.assertEqual(Map._following()["res.users.settings"], "user")
        field = self.env["res.partner.bank"]._fields["partner_id"]
        self.addCleanup(self.registry.clear_cache)
        with patch.object(field, "ondelete", "restrict"):
            self.registry.clear_cache()
            self.assertNotIn("res.partner.bank", Map._following())
            self.assertTrue(
                self.env["club.privacy.retention"]._is_document("res.partner.bank")
            )
