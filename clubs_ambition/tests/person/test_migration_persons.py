"""The upgrade that takes persons out of the contacts, on rows as they were before."""

from datetime import date

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .migration_common import BORN, MigrationCase

EMAIL = "Lea@Example.org"


@tagged("post_install", "-at_install")
class TestMigrationPersons(MigrationCase):
    def test_contacts_become_persons(self):
        partners = self.partners
        known = set(partners[self.journey].ids + partners[self.twin].ids)
        self.migrate()
        person = self.journey.person_id
        self.assertRecordValues(
            person,
            [
                {
                    "first_name": "Léa",
                    "last_name": "Roux",
                    "name": "Léa Roux",
                    "birth_date": BORN,
                    "email_normal": "lea@example.org",
                    "phone_normal": "+33639982001",
                    "city": "Marseille",
                    "named_consent_on": date(2026, 1, 6),
                }
            ],
        )
        self.assertEqual(self.twin.person_id.name, "ROUX Lea")
        self.assertEqual(self.candidacy.person_id, self.placed.person_id)
        self.assertEqual(self.candidacy.placement_ids.person_id, self.placed.person_id)
        Partner = self.env["res.partner"].with_context(active_test=False)
        self.assertFalse(Partner.search([("id", "in", list(known))]))

    def test_what_the_model_computes_is_what_the_upgrade_wrote(self):
        self.migrate()
        names = ("name", "phone_normal", "email_normal", "birth_key", "email_key")
        persons = (self.journey + self.twin + self.placed).person_id
        written = [[person[name] for name in names] for person in persons]
        for name in names:
            self.env.add_to_compute(persons._fields[name], persons)
        self.env.flush_all()
        self.assertEqual(
            [[person[name] for name in names] for person in persons], written
        )

    def test_who_is_live_twice_is_to_verify(self):
        self.migrate()
        first, twin = self.journey.person_id, self.twin.person_id
        self.assertEqual((first.to_check, twin.to_check), (False, True))
        self.assertTrue(self.journey.sudo().birth_key)
        self.assertFalse(self.twin.sudo().birth_key)

    def test_traces_go_and_words_stay(self):
        partner = self.partners[self.journey]
        self.assertIn("mailto:", self.invited.description)
        self.migrate()
        self.assertNotIn("mailto:", self.invited.description or "")
        self.assertNotIn(partner.id, self.journey.message_partner_ids.ids)
        self.assertFalse(self.written.partner_ids)
        self.assertFalse(self.written.author_id)
        self.assertTrue(self.written.email_from)
        self.assertEqual((self.told.model, self.told.res_id), self.where())
        self.assertEqual((self.task.res_model, self.task.res_id), self.where())
        self.assertFalse(
            self.env["calendar.attendee"].search([("partner_id", "=", partner.id)])
        )

    def where(self):
        return "club.participant", self.journey.id

    def test_the_account_of_a_visitor_names_nobody(self):
        partner = self.account.partner_id
        partner.write({"phone": "06 39 98 20 07", "comment": "Typed"})
        self.env.flush_all()
        self.migrate()
        self.assertFalse(self.account.active or partner.active)
        told = f"{partner.read()} {self.account.login} {self.account.signature}"
        for word in ("Martin", "t_account", "39 98 20", "Typed"):
            self.assertNotIn(word, told)
        self.assertIn("Typed", self.said_on(self.placed))

    def test_nothing_typed_is_lost(self):
        self.migrate()
        for words in ("Has a bike", "Mason &lt;b&gt;", "Vélo"):
            self.assertIn(words, self.said_on(self.journey))
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "club.participant"), ("res_id", "=", self.journey.id)]
        )
        self.assertIn(self.file, files)
        self.assertEqual(len(files - self.file), 1, "the photo, in one size")
        self.assertEqual(self.waiting.email_to, EMAIL)
        self.assertEqual((self.event.res_model, self.event.res_id), self.where())

    def said_on(self, journey):
        return " ".join(journey.message_ids.mapped("body"))

    def test_no_row_names_a_contact_that_went(self):
        """Walk every table of the registry that has a model and a number."""
        partner, before = self.partners[self.journey], set(self.rows_about())
        self.assertGreaterEqual(
            before,
            {
                "calendar.event",
                "ir.attachment",
                "ir.model.data",
                "mail.activity",
                "mail.followers",
                "mail.message",
            },
        )
        self.migrate()
        self.assertFalse(partner.exists())
        self.assertFalse(self.rows_about())

    def rows_about(self):
        """Return the models of which some row is about the contact of the journey."""
        found = []
        for model in self.env.values():
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                if field.type == "many2one_reference" and field.store:
                    query = SQL(
                        "SELECT 1 FROM %s WHERE %s = 'res.partner' AND %s = %s",
                        SQL.identifier(model._table),
                        SQL.identifier(field.model_field),
                        SQL.identifier(field.name),
                        self.partners[self.journey].id,
                    )
                    found += [model._name] if self.env.execute_query(query) else []
        return found

    def test_who_uses_a_contact_keeps_it(self):
        """Whatever table it is, of whatever addon."""
        partner = self.partners[self.journey]
        self.env.cr.execute(
            """CREATE TABLE t_other_addon (
                   contact_id INTEGER REFERENCES res_partner ON DELETE CASCADE)"""
        )
        self.env.cr.execute("INSERT INTO t_other_addon VALUES (%s)", [partner.id])
        self.migrate()
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Léa Roux",
                    "phone": "06 39 98 20 01",
                    "zip": False,
                    "city": False,
                    "comment": False,
                }
            ],
        )
        self.assertIn("Has a bike", self.said_on(self.journey))
        self.assertNotIn(partner, self.journey.message_partner_ids)
        report = "\n".join(self.env["club.upgrade"]._report())
        self.assertIn(f"used by t_other_addon.contact_id: {partner.id}", report)

    def test_a_table_of_another_schema(self):
        """Whatever reads the base beside Odoo, with a name that needs quotes."""
        kept = self.partners[self.twin]
        self.env.cr.execute(
            """CREATE SCHEMA t_beside;
               CREATE TABLE t_beside."Some calls" (
                   id SERIAL, "the contact" INTEGER REFERENCES res_partner)"""
        )
        self.env.cr.execute(
            """INSERT INTO t_beside."Some calls" ("the contact") VALUES (%s)""",
            [kept.id],
        )
        self.migrate()
        self.assertTrue(kept.exists())
        self.assertFalse(self.partners[self.journey].exists())
        self.env.cr.execute(
            """SELECT COUNT(*) FROM pg_constraint
                WHERE conrelid = 't_beside."Some calls"'::regclass AND contype = 'f'"""
        )
        self.assertEqual(self.env.cr.fetchone(), (1,))

    def test_an_employers_contact_has_the_employers_address(self):
        partner = self.partners[self.journey]
        self.employer.write({"street": "1 quai", "city": "Cassis"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %s WHERE id = %s",
            [self.employer.id, partner.id],
        )
        self.migrate()
        self.assertRecordValues(
            partner, [{"street": "1 quai", "city": "Cassis", "comment": False}]
        )

    def test_an_establishment_keeps_all(self):
        partner = self.partners[self.journey]
        partner.club_employer = True
        self.env.flush_all()
        self.migrate()
        self.assertIn("Has a bike", partner.comment)
        self.assertEqual(partner.city, "Marseille")
        self.assertEqual(self.told.model, "res.partner")
        self.assertNotIn(partner, self.journey.message_partner_ids)
        self.assertFalse(self.written.author_id)

    def test_a_colleague_follows_others_only(self):
        new_test_user(self.env, "t_colleague", "base.group_user")
        colleague = self.env["res.users"].search([("login", "=", "t_colleague")])
        partner = self.partners[self.journey]
        self.twin.message_subscribe(partner_ids=partner.ids)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users SET partner_id = %s WHERE id = %s",
            [partner.id, colleague.id],
        )
        self.migrate()
        self.assertTrue(colleague.active)
        self.assertEqual(partner.email, EMAIL)
        self.assertIn(partner, self.twin.message_partner_ids)
        self.assertNotIn(partner, self.journey.message_partner_ids)

    def test_the_report_names_nobody(self):
        self.migrate()
        report = "\n".join(self.env["club.upgrade"]._report())
        self.assertIn("3 contacts of journeys became persons", report)
        self.assertIn(f"Persons to verify now: 1 ({self.twin.person_id.id})", report)
        for word in ("Roux", "ROUX", "Martin", "example.org", "39 98", "bike"):
            self.assertNotIn(word, report)

    def test_a_link_is_the_persons(self):
        self.migrate()
        self.assertFalse(self.link.partner_id)
        self.assertEqual(self.link.person_id, self.placed.person_id)
        self.assertEqual(self.followup._party_of(self.link), "person")

    def test_it_runs_once(self):
        self.migrate()
        count = self.env["club.person"].search_count([])
        self.migrate()
        self.assertEqual(self.env["club.person"].search_count([]), count)
