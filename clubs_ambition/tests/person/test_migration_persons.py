"""The upgrade that takes persons out of the contacts, on rows as they were before."""

import runpy
from datetime import date

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, file_path

from ..common import ClubsCase

SCRIPTS = "clubs_ambition/migrations/19.0.1.6.0/"
BORN = date(2001, 2, 3)
WORDS = "Called on Monday"


@tagged("post_install", "-at_install")
class TestMigrationPersons(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant("Léa Roux", "active")
        cls.twin = cls.make_participant("ROUX Lea", club=cls.other_club)
        cls.placed = cls.make_participant("Zoé Martin", "active")
        cls.candidacy = cls.make_candidacy(cls.placed)
        cls.candidacy._record_hire(kind="cdi")
        cls.followup = cls.candidacy.placement_ids.followup_ids[0]
        cls.account = new_test_user(cls.env, "t_account", "base.group_portal")
        cls.partners = {
            cls.journey: cls.env["res.partner"].create(
                {
                    "name": "Léa Roux",
                    "email": "Lea@Example.org",
                    "phone": "06 39 98 20 01",
                    "zip": "13015",
                    "city": "Marseille",
                }
            ),
            cls.twin: cls.env["res.partner"].create({"name": "ROUX Lea"}),
            cls.placed: cls.account.partner_id,
        }
        cls.account.name = "Zoé Martin"
        cls._trace(cls.partners[cls.journey])
        cls._go_back()

    @classmethod
    def _trace(cls, partner):
        """Leave what the framework keeps of a contact."""
        cls.journey.message_subscribe(partner_ids=partner.ids)
        cls.written = cls.journey.message_post(
            body=WORDS, partner_ids=partner.ids, author_id=partner.id
        )
        cls.told = partner.message_post(body=WORDS)
        cls.task = partner.activity_schedule(
            "mail.mail_activity_data_call", user_id=cls.animateur.id
        )
        cls.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2026-01-07 08:00:00",
                "stop": "2026-01-07 09:00:00",
                "partner_ids": partner.ids,
            }
        )

    @classmethod
    def _go_back(cls):
        """Put the tables as the version before had them."""
        cls.env.flush_all()
        cr = cls.env.cr
        cr.execute(
            """ALTER TABLE club_participant
                 ADD COLUMN partner_id INTEGER REFERENCES res_partner,
                 ADD COLUMN IF NOT EXISTS birth_date DATE,
                 ADD COLUMN IF NOT EXISTS cv_name VARCHAR,
                 ADD COLUMN IF NOT EXISTS named_consent_on DATE,
                 ALTER COLUMN person_id DROP NOT NULL"""
        )
        for table in ("club_candidacy", "club_immersion", "club_placement"):
            cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT %s",
                    SQL.identifier(table),
                    SQL.identifier(f"{table}_person_id_fkey"),
                )
            )
        for journey, partner in cls.partners.items():
            cr.execute(
                """UPDATE club_participant
                      SET partner_id = %s, person_id = NULL, birth_date = %s,
                          named_consent_on = '2026-01-06' WHERE id = %s""",
                [partner.id, BORN, journey.id],
            )
            for table in ("club_candidacy", "club_placement"):
                cr.execute(
                    SQL(
                        "UPDATE %s SET person_id = %s WHERE participant_id = %s",
                        SQL.identifier(table),
                        partner.id,
                        journey.id,
                    )
                )
        link = {
            "kind": "followup",
            "partner_id": cls.partners[cls.placed].id,
            "club_id": cls.club.id,
            "user_id": cls.animateur.id,
            "followup_id": cls.followup.id,
        }
        cls.link = cls.env["club.answer.link"].create(link)
        cls.env.flush_all()

    def migrate(self):
        for name in ("pre-persons.py", "post-persons.py"):
            script = runpy.run_path(file_path(SCRIPTS + name))
            script["migrate"](self.env.cr, "19.0.1.4.1")
        self.env.invalidate_all()

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
        self.migrate()
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

    def test_a_contact_with_another_use_stays(self):
        self.migrate()
        self.assertTrue(self.account.partner_id.exists())
        self.assertNotEqual(self.placed.person_id.id, False)

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
