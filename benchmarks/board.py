"""The week board of a group of fifteen: one call, beside SQL for the same cells."""

import sys

from common import environment, measured, paired, row, tell

RAW = """
WITH person AS (
    SELECT id, partner_id, name, started_on, ended_on, planned_end_on
      FROM club_participant WHERE cohort_id = %(cohort)s
       AND state IN ('admitted', 'active')),
week AS (SELECT generate_series(date_trunc('week', date_start), date_end,
                                INTERVAL '1 week')::date AS monday
           FROM club_cohort WHERE id = %(cohort)s),
seen AS (
    SELECT a.participant_id, date_trunc('week', s.start)::date AS monday,
           ARRAY_AGG(a.state || ':' || s.kind ORDER BY s.start) AS states
      FROM club_attendance a JOIN club_session s ON s.id = a.session_id
     WHERE a.participant_id IN (SELECT id FROM person) GROUP BY 1, 2),
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
        running = [("id", "in", Cohort._board_cohorts().ids), ("state", "=", "running")]
        group = Cohort.search(running, order="seats_taken desc, id", limit=1)

        def ours():
            env.invalidate_all()
            return Cohort.get_week_board(group.id)

        def raw():
            env.cr.execute(RAW, {"cohort": group.id})
            return env.cr.fetchall()

        ours()
        before = env.cr.sql_log_count
        ours()
        number = env.cr.sql_log_count - before
        mine, theirs = paired(ours, raw, runs=15)
    tell(
        [
            row("week_board", mine, theirs, 2.5, queries=number),
            measured("week_board_queries", number, 12),
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1])
