"""The week board of a group of fifteen: one call, beside SQL for the same cells."""

import sys

from common import environment, measured, paired, row, tell

RAW = """
WITH person AS (
    SELECT id, person_id, name, started_on, ended_on, planned_end_on
      FROM club_participant WHERE cohort_id = %(cohort)s
       AND state IN ('admitted', 'active')),
week AS (SELECT generate_series(date_trunc('week', date_start), date_end,
                                INTERVAL '1 week')::date AS monday
           FROM club_cohort WHERE id = %(cohort)s),
roll AS MATERIALIZED (
    SELECT participant_id, session_id, state FROM club_attendance
     WHERE participant_id IN (SELECT id FROM person)),
held AS MATERIALIZED (
    SELECT id, date_trunc('week', start)::date AS monday, start, kind
      FROM club_session WHERE id IN (SELECT session_id FROM roll)),
seen AS (
    SELECT roll.participant_id, held.monday,
           ARRAY_AGG(roll.state || ':' || held.kind ORDER BY held.start) AS states
      FROM roll JOIN held ON held.id = roll.session_id GROUP BY 1, 2),
aim AS (
    SELECT participant_id, week_start AS monday,
           ARRAY_AGG(state || ':' || name) AS states
      FROM club_objective WHERE participant_id IN (SELECT id FROM person) GROUP BY 1, 2),
sent AS (
    SELECT participant_id, date_trunc('week', sent_on)::date AS monday, count(*) AS n
      FROM club_candidacy WHERE participant_id IN (SELECT id FROM person) GROUP BY 1, 2)
SELECT person.id, person.name, week.monday, seen.states, aim.states, sent.n
  FROM person CROSS JOIN week
  LEFT JOIN seen ON seen.participant_id = person.id AND seen.monday = week.monday
  LEFT JOIN aim ON aim.participant_id = person.id AND aim.monday = week.monday
  LEFT JOIN sent ON sent.participant_id = person.id AND sent.monday = week.monday
 ORDER BY person.name, week.monday
"""


def main(name):
    with environment(name, "animateur") as env:
        Cohort = env["club.cohort"]
        running = [
            ("id", "in", list(env["club.week"]._board_groups())),
            ("state", "=", "running"),
        ]
        group = Cohort.search(running, order="seats_taken desc, id", limit=1)

        def ours():
            return Cohort.get_week_board(group.id)

        def raw():
            env.cr.execute(RAW, {"cohort": group.id})
            return env.cr.fetchall()

        ours()
        env.invalidate_all()
        count = env.cr.sql_log_count
        ours()
        number = env.cr.sql_log_count - count
        # A call finds nothing in memory, but does not have to empty it.
        mine, theirs = paired(ours, raw, runs=51, before=env.invalidate_all)
    tell(
        [
            row("week_board", mine, theirs, 2.5, queries=number),
            measured("week_board_queries", number, 12),
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1])
