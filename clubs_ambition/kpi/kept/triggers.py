"""The triggers that note, on ``club_kpi_stale``, what was written.

An insertion or a deletion notes once a statement; a change notes only when one of
the columns that the figures read has changed. Functions are named
``club_kpi_note_<table>``.

Whether it has is asked in the function: PostgreSQL reads a trigger's ``WHEN`` anew for
each statement, which takes longer than noting.
"""

import re

from odoo.tools import SQL

from ...const import TIMEZONE

WORDS = {
    "r_day": f"(r.start AT TIME ZONE 'UTC' AT TIME ZONE '{TIMEZONE}')::date",
    "s_day": f"(s.start AT TIME ZONE 'UTC' AT TIME ZONE '{TIMEZONE}')::date",
    "forever": "'infinity'::date",
}
"""Short names used in the notes below."""

NOTES = {
    "club_candidacy": (
        (
            *("club_id", "sent_on", "participant_id", "person_id", "partner_id"),
            *("offer_id", "occupation_id", "origin"),
            *("furthest_state", "answered_on", "interview_on"),
        ),
        """SELECT r.club_id, r.sent_on, r.sent_on, r.person_id, r.partner_id
             FROM {rows} r WHERE r.sent_on IS NOT NULL""",
    ),
    "club_attendance": (
        ("session_id", "participant_id", "state", "club_id"),
        """SELECT DISTINCT club.id, {s_day}, {s_day},
                   NULL::int, NULL::int
              FROM {rows} r
              JOIN club_session s ON s.id = r.session_id
              JOIN club_participant p ON p.id = r.participant_id
              JOIN club_club club ON club.id IN (s.club_id, p.club_id)""",
    ),
    "club_session": (
        ("club_id", "cohort_id", "start", "kind", "state"),
        """SELECT DISTINCT r.club_id, {r_day}, {r_day},
                   NULL::int, NULL::int FROM {rows} r""",
    ),
    "club_objective": (
        ("participant_id", "week_start", "club_id"),
        """SELECT DISTINCT r.club_id, r.week_start, r.week_start, NULL::int, NULL::int
             FROM {rows} r""",
    ),
    "club_closure": (
        ("club_id", "date_from", "date_to"),
        """SELECT r.club_id, r.date_from, r.date_to, NULL::int, NULL::int
             FROM {rows} r""",
    ),
    "club_cohort": (
        ("club_id", "date_start", "date_end", "state"),
        """SELECT r.club_id, r.date_start, COALESCE(r.date_end, {forever}),
                   NULL::int, NULL::int FROM {rows} r WHERE r.date_start IS NOT NULL""",
    ),
    "club_participant": (
        ("club_id", "person_id", "started_on", "ended_on"),
        """SELECT r.club_id, r.started_on, COALESCE(r.ended_on, {forever}),
                   r.person_id, NULL::int
              FROM {rows} r WHERE r.started_on IS NOT NULL""",
    ),
    "club_contact": (
        ("club_id", "partner_id", "date"),
        """SELECT DISTINCT r.club_id, NULL::date, NULL::date, NULL::int, r.partner_id
             FROM {rows} r""",
    ),
    "club_immersion": (
        ("club_id", "partner_id", "date_start", "state"),
        """SELECT DISTINCT r.club_id, NULL::date, NULL::date, NULL::int, r.partner_id
             FROM {rows} r""",
    ),
    "club_placement": (
        ("club_id", "partner_id", "date_start", "active", "kind"),
        """SELECT DISTINCT r.club_id, NULL::date, NULL::date, NULL::int, r.partner_id
             FROM {rows} r WHERE r.partner_id IS NOT NULL""",
    ),
    "crm_lead": (
        ("club_id", "partner_id", "last_contact_on"),
        """SELECT DISTINCT r.club_id, NULL::date, NULL::date, NULL::int, r.partner_id
             FROM {rows} r WHERE r.club_id IS NOT NULL AND r.partner_id IS NOT NULL""",
    ),
    "club_offer": (
        ("club_id", "partner_id"),
        """SELECT DISTINCT r.club_id, NULL::date, NULL::date, NULL::int, r.partner_id
             FROM {rows} r WHERE r.partner_id IS NOT NULL""",
    ),
}
"""By table: the columns that the figures read, and what a row of it makes stale."""

FUNCTION = """
CREATE OR REPLACE FUNCTION club_kpi_note_{table}() RETURNS trigger AS $note$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF ({before_all}) IS NOT DISTINCT FROM ({after_all}) THEN
            RETURN NULL;
        END IF;
        INSERT INTO club_kpi_stale (club_id, first_on, last_on, person_id, partner_id)
        {after};
        IF ({old}) IS DISTINCT FROM ({new}) THEN
            INSERT INTO club_kpi_stale (
                club_id, first_on, last_on, person_id, partner_id)
            {before};
        END IF;
    ELSE
        INSERT INTO club_kpi_stale (club_id, first_on, last_on, person_id, partner_id)
        {noted};
    END IF;
    RETURN NULL;
END $note$ LANGUAGE plpgsql
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS club_kpi_added ON {table};
DROP TRIGGER IF EXISTS club_kpi_gone ON {table};
DROP TRIGGER IF EXISTS club_kpi_changed ON {table};
CREATE TRIGGER club_kpi_added AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS noted
    FOR EACH STATEMENT EXECUTE FUNCTION club_kpi_note_{table}();
CREATE TRIGGER club_kpi_gone AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS noted
    FOR EACH STATEMENT EXECUTE FUNCTION club_kpi_note_{table}();
CREATE TRIGGER club_kpi_changed AFTER UPDATE OF {columns} ON {table}
    FOR EACH ROW EXECUTE FUNCTION club_kpi_note_{table}();
"""


def install(cr):
    """Make the functions and the triggers, as this version wants them.

    What a change made stale is noted as it was before only where it differs: most
    changes leave it the same, and a note costs as much as what it notes.
    """
    for table, (columns, note) in NOTES.items():
        noted = note.format(rows="noted", **WORDS)
        named = sorted(set(re.findall(r"\br\.(\w+)", noted)))
        function = FUNCTION.format(
            table=table,
            after=note.format(rows=f"(SELECT {_of('NEW', named)})", **WORDS),
            before=note.format(rows=f"(SELECT {_of('OLD', named)})", **WORDS),
            old=_of("OLD", named),
            new=_of("NEW", named),
            before_all=_of("OLD", columns),
            after_all=_of("NEW", columns),
            noted=noted,
        )
        triggers = TRIGGERS.format(table=table, columns=", ".join(columns))
        cr.execute(SQL(function.replace("%", "%%")))
        cr.execute(SQL(triggers))


def _of(row, columns):
    return ", ".join(f"{row}.{column}" for column in columns)


def remove(cr):
    """Leave the tables of others as they were: the addon is being uninstalled."""
    for table in NOTES:
        cr.execute(
            SQL(
                "DROP FUNCTION IF EXISTS %s CASCADE",
                SQL.identifier(f"club_kpi_note_{table}"),
            )
        )
