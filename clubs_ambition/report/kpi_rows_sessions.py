"""The row sets about the weeks of a group: sessions, attendance, objectives.

A day of the figures is a day of mainland France, one for the whole network: sessions are stored in UTC. A session that was not closed
by the cut-off does not exist yet; closed days of a club are no week to be judged.
"""

from odoo.tools import SQL

from ..const import TIMEZONE
from ..models.club_session import GROUP_KINDS

SHORT_WEEK_DAYS = 3
"""A week with this many open days or fewer is left out of the rhythm (definition)."""


def _day(column):
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, TIMEZONE)


def group_weeks(frame):
    """One row an open week of a group, with the group sessions it had.

    A week belongs to the period of its Monday. It is open when more than three of
    its working days are; the weeks go from the first to the last day of the group.
    """
    return SQL(
        """
        SELECT %(grp)s AS grp, COALESCE(held.sessions, 0) AS sessions
          FROM club_cohort g
    CROSS JOIN LATERAL (
               SELECT monday::date FROM GENERATE_SERIES(
                   DATE_TRUNC('week', g.date_start),
                   LEAST(g.date_end, %(cutoff)s), INTERVAL '1 week') monday) w
     LEFT JOIN LATERAL (
               SELECT COUNT(*) AS sessions FROM club_session s
                WHERE s.cohort_id = g.id AND s.state = 'held'
                  AND s.kind = ANY(%(kinds)s)
                  AND %(day)s BETWEEN w.monday AND LEAST(w.monday + 6, %(cutoff)s)
                  AND EXISTS (SELECT 1 FROM club_attendance a
                               WHERE a.session_id = s.id AND a.state = 'present')
               ) held ON TRUE
         WHERE g.club_id = ANY(%(clubs)s) AND g.date_end IS NOT NULL
           AND g.state != 'forming' AND %(window)s AND w.monday + 4 <= %(cutoff)s
           AND (SELECT COUNT(*) FROM GENERATE_SERIES(
                    w.monday, w.monday + 4, INTERVAL '1 day') open_day
                 WHERE NOT EXISTS (
                       SELECT 1 FROM club_closure c
                        WHERE c.club_id = g.club_id
                          AND open_day BETWEEN c.date_from AND c.date_to)
               ) > %(short)s
        """,
        clubs=list(frame.clubs),
        cutoff=SQL("%s::date", frame.cutoff),
        day=_day(SQL("s.start")),
        kinds=list(GROUP_KINDS),
        short=SHORT_WEEK_DAYS,
        grp=frame.group(SQL("g.club_id"), SQL("w.monday")),
        window=frame.window(SQL("w.monday")),
    )


def attendances(frame):
    """One row a person convened to a session of the period that took place."""
    return SQL(
        """
        SELECT %(grp)s AS grp, a.state
          FROM club_attendance a
          JOIN club_session s ON s.id = a.session_id
         WHERE s.club_id = ANY(%(clubs)s) AND s.kind != 'information'
           AND s.state != 'cancelled' AND a.state NOT IN ('excused', 'cancelled')
           AND %(window)s
        """,
        clubs=list(frame.clubs),
        grp=frame.group(SQL("s.club_id"), _day(SQL("s.start"))),
        window=frame.window(_day(SQL("s.start"))),
    )


def participant_weeks(frame):
    """One row a week of a participant in journey, and whether it had its objective.

    The week of an objective, or of an interview the person came to, counts; a week
    whose every convocation was excused is left out.
    """
    return SQL(
        """
        SELECT %(grp)s AS grp,
               facts.interview OR EXISTS (
                   SELECT 1 FROM club_objective o
                    WHERE o.participant_id = p.id AND o.week_start = w.monday)
                   AS followed
          FROM club_participant p
    CROSS JOIN LATERAL (
               SELECT monday::date FROM GENERATE_SERIES(
                   DATE_TRUNC('week', p.started_on),
                   LEAST(p.ended_on, %(cutoff)s), INTERVAL '1 week') monday) w
     LEFT JOIN LATERAL (
               SELECT COALESCE(BOOL_OR(s.kind = 'interview' AND a.state = 'present'),
                               FALSE) AS interview,
                      COALESCE(BOOL_AND(a.state = 'excused'), FALSE) AS excused
                 FROM club_attendance a
                 JOIN club_session s ON s.id = a.session_id
                WHERE a.participant_id = p.id AND a.state NOT IN ('cancelled')
                  AND %(day)s BETWEEN w.monday AND LEAST(w.monday + 6, %(cutoff)s)
               ) facts ON TRUE
         WHERE p.club_id = ANY(%(clubs)s) AND p.started_on IS NOT NULL
           AND %(window)s AND w.monday + 4 <= %(cutoff)s AND NOT facts.excused
        """,
        clubs=list(frame.clubs),
        cutoff=SQL("%s::date", frame.cutoff),
        day=_day(SQL("s.start")),
        grp=frame.group(SQL("p.club_id"), SQL("w.monday")),
        window=frame.window(SQL("w.monday")),
    )
