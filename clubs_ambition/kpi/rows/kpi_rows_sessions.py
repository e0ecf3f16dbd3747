"""The row sets about the weeks of a group: sessions, attendance, objectives.

A day of the figures is a day of mainland France, one for the whole network: sessions
are stored in UTC. A session that was not closed by the cut-off does not exist yet;
closed days of a club are no week to be judged. Rows are counts: of a range of days or
a week that was kept, or of one event where none was (see ``day_ranges``).
"""

from odoo.tools import SQL

from ...const import GROUP_KINDS, TIMEZONE
from . import day_ranges

SHORT_WEEK_DAYS = 3
"""A week with this many open days or fewer is left out of the rhythm (definition)."""

UNTIL_NOW = SQL("'infinity'::date")


def _day(column):
    return day_ranges.day_of(column, TIMEZONE)


def _between(column, first, last):
    """Return the condition that the day of ``column``, in UTC, is from first to last."""
    return SQL(
        """%(column)s >= %(first)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
           AND %(column)s < (%(last)s + 1)::timestamp AT TIME ZONE %(zone)s
                                                      AT TIME ZONE 'UTC'""",
        column=column,
        first=first,
        last=last,
        zone=TIMEZONE,
    )


def group_weeks(frame):
    """Return the open weeks of groups, and the group sessions they had.

    A week belongs to the period of its Monday.
    """
    return SQL(
        """
        WITH whole AS MATERIALIZED (%(whole)s), week AS MATERIALIZED (%(edges)s)
        SELECT %(kept)s AS grp, whole.weeks, whole.sessions FROM whole
     UNION ALL
        SELECT %(row)s, 1, one.sessions FROM (%(weeks)s) one
        """,
        whole=day_ranges.whole_weeks(frame),
        edges=day_ranges.edge_weeks(frame),
        weeks=_weeks_of_groups(SQL("%s::date", frame.cutoff)),
        kept=frame.group(SQL("whole.club_id"), SQL("whole.first_on")),
        row=frame.group(SQL("one.club_id"), SQL("one.monday")),
    )


def grouped_by_week():
    """Return the same by week of the relation ``week``, all of which are over."""
    return SQL(
        """
        SELECT club_id, monday, COUNT(*)::int AS weeks, SUM(sessions)::int AS sessions
          FROM (%s) one GROUP BY 1, 2
        """,
        _weeks_of_groups(UNTIL_NOW),
    )


def _weeks_of_groups(cutoff):
    """Return one row a group and open week among those of the relation ``week``.

    A week is open when more than three of its working days are; the weeks go from
    the first to the last day of the group.
    """
    return SQL(
        """
        SELECT g.club_id, week.monday, held.sessions
          FROM week
          JOIN club_cohort g ON g.club_id = week.club_id
                            AND g.date_start <= week.monday + 6
                            AND week.monday <= LEAST(g.date_end, %(cutoff)s)
    CROSS JOIN LATERAL (
               SELECT COUNT(*) AS sessions FROM club_session s
                WHERE s.cohort_id = g.id AND s.state = 'held'
                  AND s.kind = ANY(%(kinds)s::text[])
                  AND %(days)s
                  AND EXISTS (SELECT 1 FROM club_attendance a
                               WHERE a.session_id = s.id AND a.state = 'present')
               ) held
         WHERE g.date_end IS NOT NULL AND g.state != 'forming'
           AND (SELECT COUNT(*) FROM GENERATE_SERIES(
                    week.monday, week.monday + 4, INTERVAL '1 day') open_day
                 WHERE NOT EXISTS (
                       SELECT 1 FROM club_closure c
                        WHERE c.club_id = g.club_id
                          AND open_day BETWEEN c.date_from AND c.date_to)
               ) > %(short)s
        """,
        cutoff=cutoff,
        kinds=list(GROUP_KINDS),
        days=_between(SQL("s.start"), SQL("week.monday"), _sunday(cutoff)),
        short=SHORT_WEEK_DAYS,
    )


def _sunday(cutoff):
    return SQL("LEAST(week.monday + 6, %s)", cutoff)


def attendances(frame):
    """Count the persons convened to the sessions of the period that took place, by answer."""
    return SQL(
        """
        WITH whole AS MATERIALIZED (%(whole)s), edge AS MATERIALIZED (%(edges)s)
        SELECT %(kept)s AS grp, whole.present, whole.absent, whole.expected
          FROM whole
     UNION ALL
        SELECT %(day)s, COUNT(*) FILTER (WHERE a.state = 'present'),
               COUNT(*) FILTER (WHERE a.state = 'absent'),
               COUNT(*) FILTER (WHERE a.state = 'expected')
          FROM (SELECT s.* FROM edge CROSS JOIN LATERAL (%(sessions)s) s) s
          JOIN club_attendance a ON a.session_id = s.id
      GROUP BY 1
        """,
        whole=day_ranges.whole_ranges(frame, SQL("TRUE")),
        edges=day_ranges.edges(frame),
        sessions=_sessions_of(SQL("edge")),
        kept=frame.group(SQL("whole.club_id"), SQL("whole.first_on")),
        day=frame.group(SQL("s.club_id"), _day(SQL("s.start"))),
    )


def met_by_range():
    """Return the same by range of days of the relation ``todo``."""
    return SQL(
        """
        SELECT s.club_id, s.first_on,
               (COUNT(*) FILTER (WHERE a.state = 'present'))::int AS present,
               (COUNT(*) FILTER (WHERE a.state = 'absent'))::int AS absent,
               (COUNT(*) FILTER (WHERE a.state = 'expected'))::int AS expected
          FROM (SELECT todo.club_id, todo.first_on, s.id
                  FROM todo CROSS JOIN LATERAL (%s) s) s
          JOIN club_attendance a ON a.session_id = s.id
      GROUP BY 1, 2
        """,
        _sessions_of(SQL("todo")),
    )


def _sessions_of(days):
    """Return the sessions that count, of the club and days of a row of ``days``."""
    return SQL(
        """
        SELECT s.id, s.club_id, s.start FROM club_session s
         WHERE s.club_id = %(days)s.club_id AND %(between)s
           AND s.kind != 'information' AND s.state != 'cancelled' OFFSET 0
        """,
        days=days,
        between=_between(
            SQL("s.start"), SQL("%s.first_on", days), SQL("%s.last_on", days)
        ),
    )


def participant_weeks(frame):
    """Count the weeks of the participants in journey, and those that had their objective.

    A week belongs to the period of its Monday.
    """
    return SQL(
        """
        WITH whole AS MATERIALIZED (%(whole)s), week AS MATERIALIZED (%(edges)s)
        SELECT %(kept)s AS grp, whole.person_weeks AS weeks,
               whole.followed_weeks AS followed
          FROM whole
     UNION ALL
        SELECT %(row)s, 1, one.followed::int FROM (%(weeks)s) one
        """,
        whole=day_ranges.whole_weeks(frame),
        edges=day_ranges.edge_weeks(frame),
        weeks=_weeks_of_people(SQL("%s::date", frame.cutoff)),
        kept=frame.group(SQL("whole.club_id"), SQL("whole.first_on")),
        row=frame.group(SQL("one.club_id"), SQL("one.monday")),
    )


def followed_by_week():
    """Return the same by week of the relation ``week``, all of which are over."""
    return SQL(
        """
        SELECT club_id, monday, COUNT(*)::int AS weeks,
               (COUNT(*) FILTER (WHERE followed))::int AS followed
          FROM (%s) one GROUP BY 1, 2
        """,
        _weeks_of_people(UNTIL_NOW),
    )


def _weeks_of_people(cutoff):
    """Return one row a participant and week among those of the relation ``week``.

    The week of an objective, or of an interview the person came to, is followed; a
    week whose every convocation was excused is left out. Sessions are those of the
    club, whose people alone are on their lists: a week has fewer of them than a person
    had in all.
    """
    return SQL(
        """
        SELECT p.club_id, week.monday,
               facts.interview OR EXISTS (
                   SELECT 1 FROM club_objective o
                    WHERE o.participant_id = p.id AND o.week_start = week.monday
                   OFFSET 0) AS followed
          FROM week
          JOIN club_participant p ON p.club_id = week.club_id
                                 AND p.started_on <= week.monday + 6
                                 AND week.monday <= LEAST(p.ended_on, %(cutoff)s)
    CROSS JOIN LATERAL (
               SELECT COALESCE(BOOL_OR(s.kind = 'interview' AND a.state = 'present'),
                               FALSE) AS interview,
                      COALESCE(BOOL_AND(a.state = 'excused'), FALSE) AS excused
                 FROM club_session s
                 JOIN club_attendance a ON a.session_id = s.id
                WHERE s.club_id = p.club_id AND %(days)s
                  AND a.participant_id = p.id
                  AND a.state NOT IN ('cancelled', 'left')) facts
         WHERE NOT facts.excused
        """,
        cutoff=cutoff,
        days=_between(SQL("s.start"), SQL("week.monday"), _sunday(cutoff)),
    )
