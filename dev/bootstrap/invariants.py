"""``dev/invariants [DATABASE]``: what must hold of the rows, whatever people did at once.

Each is one query that finds what breaks it: ``OK``, or the rows. What a constraint of the
database keeps is asked all the same: a base may have lost one.
"""

import sys

from . import environment, shell

LIVE = "('oriented', 'informed', 'interviewed', 'waitlisted', 'admitted', 'active')"
SEATED = "('admitted', 'active')"
PENDING = "('draft', 'sent', 'interview', 'trial')"
DEAD = "('refused', 'withdrawn', 'expired', 'obsolete')"

WORKED_ON = "journey.restricted_on IS NULL AND person.erased_on IS NULL"
LISTED = f"""FROM club_attendance line
          JOIN club_session session ON session.id = line.session_id
          JOIN club_participant journey ON journey.id = line.participant_id
          JOIN club_person person ON person.id = journey.person_id
         WHERE {WORKED_ON}"""
TO_COME = """session.state = 'planned' AND session.start > timezone('UTC', now())
           AND session.kind IN ('techniques', 'group', 'thematic', 'forum')"""

BROKEN = {
    "no more people in a group than seats": f"""
        SELECT cohort.id, COUNT(*) FROM club_participant journey
          JOIN club_cohort cohort ON cohort.id = journey.cohort_id
         WHERE journey.state IN {SEATED} GROUP BY cohort.id
        HAVING COUNT(*) > cohort.seats + COALESCE(cohort.extra_seats, 0)""",
    "no more people with an animateur than allowed": f"""
        SELECT journey.animateur_id, COUNT(*) FROM club_participant journey
          LEFT JOIN club_caseload caseload ON caseload.user_id = journey.animateur_id
         WHERE journey.state IN {SEATED} AND journey.animateur_id IS NOT NULL
         GROUP BY journey.animateur_id, caseload.id
        HAVING COUNT(*) > COALESCE(
            caseload.seats + COALESCE(caseload.extra_seats, 0), 15)""",
    "as many seats as a group says": """
        SELECT cohort.id, COUNT(seat.id) FROM club_cohort cohort
          LEFT JOIN club_seat seat ON seat.cohort_id = cohort.id GROUP BY cohort.id
        HAVING COUNT(seat.id) != cohort.seats + COALESCE(cohort.extra_seats, 0)""",
    "as many seats as a caseload says": """
        SELECT caseload.id, COUNT(seat.id) FROM club_caseload caseload
          LEFT JOIN club_seat seat ON seat.caseload_id = caseload.id
         GROUP BY caseload.id
        HAVING COUNT(seat.id) != caseload.seats + COALESCE(caseload.extra_seats, 0)""",
    "who is in a group holds a seat of it, and nobody else": f"""
        SELECT journey.id FROM club_participant journey
          LEFT JOIN club_seat seat ON seat.id = journey.seat_id
         WHERE CASE WHEN journey.state IN {SEATED}
                    THEN seat.cohort_id IS DISTINCT FROM journey.cohort_id
                    ELSE seat.id IS NOT NULL END""",
    "who is followed holds a seat of their animateur": f"""
        SELECT journey.id FROM club_participant journey
          LEFT JOIN club_seat seat ON seat.id = journey.caseload_seat_id
         WHERE CASE WHEN journey.state IN {SEATED}
                    THEN seat.caseload_id IS DISTINCT FROM journey.caseload_id
                    ELSE seat.id IS NOT NULL END""",
    "nobody holds the seat of another": """
        SELECT seat_id FROM club_participant WHERE seat_id IS NOT NULL
         GROUP BY seat_id HAVING COUNT(*) > 1""",
    "more than its seats, with a reason": """
        SELECT id FROM club_cohort WHERE extra_seats > 0
           AND btrim(COALESCE(extra_seats_reason, '')) = ''
        UNION ALL
        SELECT id FROM club_caseload WHERE extra_seats > 0
           AND btrim(COALESCE(extra_seats_reason, '')) = ''""",
    "nobody in a group that is finished": f"""
        SELECT journey.id FROM club_participant journey
          JOIN club_cohort cohort ON cohort.id = journey.cohort_id
         WHERE (cohort.state = 'closed' OR cohort.active IS NOT TRUE)
           AND journey.state IN {SEATED}""",
    "one live journey of a person": f"""
        SELECT person_id FROM club_participant WHERE state IN {LIVE}
         GROUP BY person_id HAVING COUNT(*) > 1""",
    "one live candidacy of a person for a job": f"""
        SELECT participant_id, partner_id FROM club_candidacy
         WHERE state NOT IN {DEAD}
         GROUP BY participant_id, partner_id, COALESCE(offer_id, 0)
        HAVING COUNT(*) > 1""",
    "one hire of a journey at a time": """
        SELECT participant_id FROM club_candidacy
         WHERE state = 'hired' AND hire_over IS NOT TRUE
         GROUP BY participant_id HAVING COUNT(*) > 1""",
    "one absence of somebody from a club at a time": """
        SELECT one.id, other.id FROM club_absence one
          JOIN club_absence other ON other.id > one.id
           AND other.user_id = one.user_id AND other.club_id = one.club_id
           AND other.date_from <= one.date_to AND other.date_to >= one.date_from
         WHERE one.state IN ('planned', 'running')
           AND other.state IN ('planned', 'running')""",
    "one renewal of a journey": """
        SELECT participant_id FROM club_renewal WHERE state IN ('pending', 'granted')
         GROUP BY participant_id HAVING COUNT(*) > 1""",
    "renewed where a manager granted it": """
        SELECT journey.id FROM club_participant journey WHERE journey.renewed
           AND NOT EXISTS (SELECT FROM club_renewal renewal
               WHERE renewal.participant_id = journey.id
                 AND renewal.state = 'granted')""",
    "nothing waits for an answer on a journey that is over": f"""
        SELECT candidacy.id FROM club_candidacy candidacy
          JOIN club_participant journey ON journey.id = candidacy.participant_id
          LEFT JOIN club_exit_reason reason ON reason.id = journey.exit_reason_id
         WHERE candidacy.state IN {PENDING} AND (journey.state NOT IN {LIVE}
               AND (journey.state != 'exited' OR reason.closes_candidacies))""",
    "dates that follow each other": """
        SELECT id FROM club_participant WHERE admitted_on < oriented_on
            OR started_on < admitted_on OR ended_on < started_on
            OR planned_end_on < started_on OR planned_end_on > started_on
               + make_interval(months => CASE WHEN renewed THEN 6 ELSE 3 END)""",
    "each state with its date": f"""
        SELECT id FROM club_participant
         WHERE (state IN {SEATED} OR state = 'exited') AND admitted_on IS NULL
            OR state IN ('active', 'exited') AND started_on IS NULL
            OR state = 'exited' AND (ended_on IS NULL OR exit_reason_id IS NULL)
            OR state NOT IN ('active', 'exited') AND started_on IS NOT NULL""",
    "a positive exit is a placement": """
        SELECT journey.id FROM club_participant journey
          JOIN club_exit_reason reason ON reason.id = journey.exit_reason_id
         WHERE journey.state = 'exited' AND reason.family = 'positive'
           AND NOT EXISTS (SELECT FROM club_placement placement
               WHERE placement.participant_id = journey.id
                 AND placement.positive AND placement.active)""",
    "what was true at entry is kept": f"""
        SELECT id FROM club_participant
         WHERE state IN {SEATED} AND eligibility_at_entry IS NULL""",
    "a derogation with its author and its reason": """
        SELECT id FROM club_participant WHERE num_nonnulls(
            derogation_by_id, derogation_on, NULLIF(btrim(derogation_reason), '')
        ) NOT IN (0, 3)""",
    "one place of a person on a list": """
        SELECT session_id, participant_id FROM club_attendance
         GROUP BY session_id, participant_id HAVING COUNT(*) > 1""",
    "the group of a journey is of its club": """
        SELECT journey.id FROM club_participant journey
          JOIN club_cohort cohort ON cohort.id = journey.cohort_id
         WHERE cohort.club_id != journey.club_id""",
    "the group of a session is of its club": """
        SELECT session.id FROM club_session session
          JOIN club_cohort cohort ON cohort.id = session.cohort_id
         WHERE cohort.club_id != session.club_id""",
    "one live journey for each key of a person": f"""
        SELECT kind, key FROM club_participant journey CROSS JOIN LATERAL (VALUES
            ('birth', birth_key), ('email', email_key), ('phone', phone_key)
        ) of_person (kind, key) WHERE key IS NOT NULL AND journey.state IN {LIVE}
         GROUP BY kind, key HAVING COUNT(*) > 1""",
    "a hire has its placement": """
        SELECT id FROM club_candidacy candidacy WHERE state = 'hired'
           AND NOT EXISTS (SELECT FROM club_placement placement
               WHERE placement.candidacy_id = candidacy.id)""",
    "one placement of a hire": """
        SELECT candidacy_id FROM club_placement
         WHERE active AND candidacy_id IS NOT NULL
         GROUP BY candidacy_id HAVING COUNT(*) > 1""",
    "a hire that stands has ended its journey": """
        SELECT candidacy.id FROM club_candidacy candidacy
          JOIN club_participant journey ON journey.id = candidacy.participant_id
         WHERE candidacy.state = 'hired' AND candidacy.hire_over IS NOT TRUE
           AND journey.state != 'exited'""",
    "a placement of a journey that started": """
        SELECT placement.id FROM club_placement placement
          JOIN club_participant journey ON journey.id = placement.participant_id
         WHERE placement.active AND journey.started_on IS NULL""",
    "a renewal that was granted has prolonged the journey": """
        SELECT renewal.id FROM club_renewal renewal
          JOIN club_participant journey ON journey.id = renewal.participant_id
         WHERE renewal.state = 'granted' AND journey.renewed IS NOT TRUE""",
    "what left, was refused or broke off, with its day and its reason": """
        SELECT id FROM club_candidacy
         WHERE state NOT IN ('draft', 'withdrawn', 'obsolete') AND sent_on IS NULL
            OR state = 'refused' AND refusal_reason_id IS NULL
        UNION ALL
        SELECT id FROM club_placement WHERE state = 'broken' AND broken_on IS NULL""",
    "nobody expected at a session that does not take place": f"""
        SELECT line.id {LISTED} AND session.state = 'cancelled'
           AND line.state = 'expected'""",
    "an answer for everybody where a session was held": f"""
        SELECT line.id {LISTED} AND session.state = 'held'
           AND line.state = 'expected'""",
    "nobody who left a group expected at what it has to come": f"""
        SELECT line.id {LISTED} AND line.state = 'expected' AND {TO_COME}
           AND journey.cohort_id = session.cohort_id
           AND journey.state NOT IN {LIVE}""",
    "who is in a group expected at what it has to come": f"""
        SELECT journey.id, session.id FROM club_participant journey
          JOIN club_person person ON person.id = journey.person_id
          JOIN club_session session ON session.cohort_id = journey.cohort_id
         WHERE journey.state IN {SEATED} AND {TO_COME} AND {WORKED_ON}
           AND NOT EXISTS (SELECT FROM club_attendance line
               WHERE line.session_id = session.id
                 AND line.participant_id = journey.id)""",
    "one immersion of a person a day": """
        SELECT one.id, other.id FROM club_immersion one JOIN club_immersion other
            ON other.person_id = one.person_id AND other.id > one.id
         WHERE one.state NOT IN ('cancelled', 'no_show')
           AND other.state NOT IN ('cancelled', 'no_show')
           AND daterange(one.date_start, COALESCE(one.ended_on, one.date_end), '[]')
            && daterange(other.date_start,
                         COALESCE(other.ended_on, other.date_end), '[]')""",
    "the first day planned stands on the record": " UNION ALL ".join(
        f"""
        SELECT '{table}', record.id FROM {table} record
         WHERE club_planned_on IS DISTINCT FROM (
               SELECT MIN(date_deadline) FROM mail_activity task
                WHERE task.res_model = '{model}' AND task.res_id = record.id
                  AND task.active)"""
        for model, table in (
            ("club.candidacy", "club_candidacy"),
            ("club.placement", "club_placement"),
            ("crm.lead", "crm_lead"),
        )
    ),
    "one team of a club": """
        SELECT team_id FROM club_club GROUP BY team_id HAVING COUNT(*) > 1""",
    "one event of a session": """
        SELECT event_id FROM club_session WHERE event_id IS NOT NULL
         GROUP BY event_id HAVING COUNT(*) > 1""",
}
"""``{what holds: the rows where it does not}``: those of the design, and their seats."""

CLUBS = """
SELECT child.table_name FROM information_schema.columns child
  JOIN information_schema.columns club USING (table_schema, table_name)
  JOIN pg_class ON relname = child.table_name AND relkind = 'r'
 WHERE table_schema = 'public' AND child.column_name = 'participant_id'
   AND club.column_name = 'club_id' AND child.table_name LIKE 'club\\_%' ORDER BY 1
"""
"""Tables whose rows are about a journey and of a club: of the same."""

FOLLOWS = """
SELECT child.id FROM "{table}" child
  JOIN club_participant journey ON journey.id = child.participant_id
 WHERE child.club_id IS DISTINCT FROM journey.club_id {coming}
"""

COMING = {
    "club_session": "AND child.state = 'planned' AND child.start > timezone('UTC', now())",
    "club_attendance": """AND child.state = 'expected' AND child.session_id IN (
        SELECT id FROM club_session WHERE start > timezone('UTC', now()))""",
}
"""What took place where somebody was before is that club's: what is to come is not."""


def queries(sql):
    """Return all of them; what follows from a journey is read in the catalogue."""
    same = {
        f"{table}: of the club of its journey": FOLLOWS.format(
            table=table, coming=COMING.get(table, "")
        )
        for (table,) in map(_cells, sql(CLUBS))
    }
    return {**BROKEN, **same}


def _cells(row):
    return row.split("|") if isinstance(row, str) else row


def broken(sql):
    """Return ``{what does not hold: rows}``, asked at once; ``sql`` runs a statement."""
    asked = queries(sql)
    names = list(asked)
    rows = sql(
        " UNION ALL ".join(
            f"SELECT {number}, to_json(found)::text FROM ({asked[name]}) AS found"
            for number, name in enumerate(names)
        )
    )
    found = {}
    for number, *cells in map(_cells, rows):
        found.setdefault(names[int(number)], []).append("|".join(cells))
    return found


def main():
    """Ask all of them of a database, the demo's by default."""
    with environment.ready() as place:
        name = sys.argv[1] if len(sys.argv) > 1 else place.server.database("demo")

        def sql(statement):
            return place.server.sql(statement, name)

        asked = queries(sql)
        wrong = broken(sql)
    for words in asked:
        shell.say(f"  {words}: {'OK' if words not in wrong else wrong[words][:20]}")
    shell.say(f"{name}: {len(asked)} invariants, {len(wrong)} broken")
    return int(bool(wrong))
