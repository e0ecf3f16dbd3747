"""Rows as the version before 19.0.1.6.0 had them, and what brings them along."""

import runpy
from datetime import date

from odoo.tests import new_test_user
from odoo.tools import SQL, file_path

from ..common import ClubsCase

FOLDER = "clubs_ambition/migrations/19.0.1.6.0/"
SCRIPTS = (
    "pre-persons.py",
    "post-expressions.py",
    "post-persons.py",
    "post-persons_contacts.py",
    "end-views.py",
)
OLD_FIELDS = [
    ("club.participant", "partner_id", "res.partner"),
    ("club.candidacy", "person_id", "res.partner"),
    ("res.partner", "club_person", None),
]
"""Fields that were, or led elsewhere."""

BORN = date(2001, 2, 3)
WORDS = "Called on Monday"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class MigrationCase(ClubsCase):
    """Three journeys of contacts: one alone, one like it, one with an account."""

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
        env = cls.env
        cls.journey.message_subscribe(partner_ids=partner.ids)
        cls.written = cls.journey.message_post(
            body=WORDS, partner_ids=partner.ids, author_id=partner.id
        )
        cls.told = partner.message_post(body=WORDS)
        partner.message_subscribe(partner_ids=cls.animateur.partner_id.ids)
        cls.task = partner.activity_schedule(
            "mail.mail_activity_data_call", user_id=cls.animateur.id
        )
        about = {"res_model": "res.partner", "res_id": partner.id}
        cls.file = env["ir.attachment"].create({"name": "cv", "raw": b"cv", **about})
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        cls.invited = env["calendar.event"].create(
            {"name": "Meeting", "partner_ids": partner.ids, **hours}
        )
        cls.event = env["calendar.event"].create(
            {
                "name": "Call",
                "res_model_id": env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                **hours,
            }
        )
        env["calendar.filters"].create(
            {"user_id": cls.animateur.id, "partner_id": partner.id}
        )
        env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "t_person",
                "model": "res.partner",
                "res_id": partner.id,
            }
        )
        cls.waiting = env["mail.mail"].create(
            {"subject": "Waits", "recipient_ids": partner.ids}
        )
        cls.tag = env["res.partner.category"].create({"name": "Vélo"})
        partner.write(
            {
                "comment": "<p>Has a bike</p>",
                "function": "Mason <b>",
                "category_id": cls.tag.ids,
                "image_1920": PIXEL,
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
        cr.execute(
            """CREATE TABLE club_upgrade_field AS
               SELECT model, name, relation FROM ir_model_fields
                WHERE model || '.' || name != ALL(%s::text[])""",
            [[f"{model}.{name}" for model, name, _comodel in OLD_FIELDS]],
        )
        cr.execute_values("INSERT INTO club_upgrade_field VALUES %s", OLD_FIELDS)
        cls.env.flush_all()

    def migrate(self):
        """Run the scripts about persons, in the order of an update."""
        for name in SCRIPTS:
            script = runpy.run_path(file_path(FOLDER + name))
            script["migrate"](self.env.cr, "19.0.1.4.1")
        self.env.invalidate_all()
