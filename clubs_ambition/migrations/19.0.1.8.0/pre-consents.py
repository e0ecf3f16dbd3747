"""Make dated records of what people had agreed to: a day was all that was kept.

The table is made here, with its rows, before the ORM adds the rest of its columns: the
days become computed from it, and the ORM computes them as it adds those that are new.
"""

from odoo.tools.sql import column_exists

from odoo.addons.clubs_ambition.utils.upgrade import note

TABLE = """CREATE TABLE IF NOT EXISTS club_privacy_consent (
    id SERIAL PRIMARY KEY, create_uid INTEGER, create_date TIMESTAMP,
    write_uid INTEGER, write_date TIMESTAMP, person_id INTEGER, participant_id INTEGER,
    purpose VARCHAR, way VARCHAR, given_on DATE, withdrawn_on DATE, state VARCHAR)"""
NAMED = """INSERT INTO club_privacy_consent (
        create_uid, write_uid, create_date, write_date,
        person_id, purpose, way, given_on, state)
    SELECT 1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',
           person.id, 'named', 'unknown', person.named_consent_on, 'given'
      FROM club_person person
     WHERE person.named_consent_on IS NOT NULL AND NOT EXISTS (
           SELECT FROM club_privacy_consent known
            WHERE known.person_id = person.id AND known.purpose = 'named')"""
OUTCOME = """INSERT INTO club_privacy_consent (
        create_uid, write_uid, create_date, write_date,
        person_id, participant_id, purpose, way, given_on, state)
    SELECT 1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', journey.person_id,
           journey.id, 'outcome', 'unknown', told.outcome_agreed_on, 'given'
      FROM club_orientation told
      JOIN club_participant journey ON journey.id = told.participant_id
     WHERE told.outcome_agreed_on IS NOT NULL AND NOT EXISTS (
           SELECT FROM club_privacy_consent known
            WHERE known.participant_id = journey.id AND known.purpose = 'outcome')"""


def migrate(cr, version):
    if not version:
        return
    cr.execute(TABLE)
    count = 0
    for table, column, query in (
        ("club_person", "named_consent_on", NAMED),
        ("club_orientation", "outcome_agreed_on", OUTCOME),
    ):
        if column_exists(cr, table, column):
            cr.execute(query)
            count += cr.rowcount
    note(cr, "Agreements", "%s agreements of before have their record", count)
