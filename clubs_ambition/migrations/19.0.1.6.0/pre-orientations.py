"""Keep which facts of a person no one but the referent ever wrote.

Before the models are loaded: what is computed anew then signs the rows that it changes.
``post-orientations.py`` gives these facts back to who typed them.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    if not version or not column_exists(cr, "club_participant", "referent_id"):
        return
    old = column_exists(cr, "club_participant", "partner_id")
    cr.execute(
        SQL(
            """CREATE TABLE IF NOT EXISTS club_upgrade_typed AS
               SELECT journey.id AS participant_id,
                      who.create_uid = referent_id AND who.write_uid = referent_id
                          AS reached,
                      %s.write_uid = referent_id AND who.create_uid = referent_id
                          AS born
                 FROM club_participant journey JOIN %s who ON who.id = journey.%s
                WHERE journey.create_uid = referent_id""",
            SQL.identifier("journey" if old else "who"),
            SQL.identifier("res_partner" if old else "club_person"),
            SQL.identifier("partner_id" if old else "person_id"),
        )
    )
