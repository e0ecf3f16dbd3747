"""Ranges of days, cut at each Monday and at each first of a month: counts are kept by.

A range never crosses a week nor a month, so that weeks, months, quarters and years
are sums of whole ranges. A kept count is used when its whole range lies in the period,
when nothing was written about it since, and when the cut-off hides nothing of it. What
is left (``edges``) is counted from the rows themselves: with no kept count at all, the
figures are the same, only slower.
"""

from odoo.tools import SQL


def range_of(day):
    """Return the first day of the range of ``day``."""
    return SQL(
        "GREATEST(DATE_TRUNC('week', %(day)s::timestamp), "
        "DATE_TRUNC('month', %(day)s::timestamp))::date",
        day=day,
    )


def end_of(first):
    """Return the last day of the range that starts on ``first``."""
    return SQL(
        "LEAST(DATE_TRUNC('week', %(first)s::timestamp) + INTERVAL '6 days', "
        "DATE_TRUNC('month', %(first)s::timestamp) + INTERVAL '1 month - 1 day')::date",
        first=first,
    )


def week_of(day):
    """Return the Monday of ``day``."""
    return SQL("DATE_TRUNC('week', %s::timestamp)::date", day)


def day_of(moment, zone):
    """Return the day of a UTC ``moment`` as the clocks of ``zone`` have it."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)


def _days(frame):
    """Return the days looked at, each with the first day of its range and its Monday."""
    return SQL(
        "SELECT day::date, %s AS first_on, %s AS monday "
        "FROM GENERATE_SERIES(%s::date, %s::date, INTERVAL '1 day') day",
        range_of(SQL("day")),
        week_of(SQL("day")),
        frame.date_from,
        frame.last,
    )


def _stale(frame, cell):
    """Return the ``(club_id, cell)`` written about since the counts were made."""
    return SQL(
        """
        SELECT DISTINCT s.club_id, d.cell
          FROM (SELECT DISTINCT club_id, first_on, last_on FROM club_kpi_stale
                 WHERE club_id = ANY(%(clubs)s::int[]) AND first_on IS NOT NULL) s
          JOIN (%(days)s) d ON d.day BETWEEN s.first_on AND s.last_on
        """,
        clubs=list(frame.clubs),
        days=SQL("SELECT day, %s AS cell FROM (%s) d", cell, _days(frame)),
    )


def whole_ranges(frame, settled):
    """Return the kept counts of the ranges that lie in ``frame`` as they are.

    :param settled: a condition on ``f``, the count: the cut-off hides nothing of it
    """
    return SQL(
        """
        SELECT f.* FROM club_kpi_span f
         WHERE f.club_id = ANY(%(clubs)s::int[]) AND f.first_on >= %(first)s
           AND f.last_on <= %(last)s AND (%(settled)s)
           AND NOT EXISTS (SELECT 1 FROM (%(stale)s) stale
                            WHERE stale.club_id = f.club_id
                              AND stale.cell = f.first_on)
        """,
        clubs=list(frame.clubs),
        first=frame.date_from,
        last=frame.last,
        settled=settled,
        stale=_stale(frame, SQL("first_on")),
    )


def edges(frame):
    """Return the days ``(club_id, first_on, last_on)`` that no count of ``whole`` covers.

    Ranges side by side make one. ``whole`` is the name of the relation of the kept
    counts that are used.
    """
    return SQL(
        """
        SELECT club_id, MIN(first_on) AS first_on, MAX(last_on) AS last_on
          FROM (SELECT club_id, first_on, last_on,
                       first_on - (SUM(last_on - first_on + 1) OVER (
                           PARTITION BY club_id ORDER BY first_on))::int
                       + (last_on - first_on) AS island
                  FROM (SELECT club.club_id, d.first_on, d.last_on
                          FROM UNNEST(%(clubs)s::int[]) club (club_id)
                    CROSS JOIN (SELECT MIN(day) AS first_on, MAX(day) AS last_on
                                  FROM (%(days)s) d GROUP BY d.first_on) d
                         WHERE NOT EXISTS (
                               SELECT 1 FROM whole
                                WHERE whole.club_id = club.club_id
                                  AND whole.first_on = d.first_on)) gap) gap
      GROUP BY club_id, island
        """,
        clubs=list(frame.clubs),
        days=_days(frame),
    )


def whole_weeks(frame):
    """Return the kept counts of the weeks of the period, over by the cut-off.

    A week is of the period of its Monday.
    """
    return SQL(
        """
        SELECT f.* FROM club_kpi_span f
         WHERE f.club_id = ANY(%(clubs)s::int[]) AND f.first_on BETWEEN %(first)s AND %(last)s
           AND f.first_on = %(monday)s AND f.first_on + 6 <= %(cutoff)s
           AND NOT EXISTS (SELECT 1 FROM (%(stale)s) stale
                            WHERE stale.club_id = f.club_id
                              AND stale.cell = f.first_on)
        """,
        clubs=list(frame.clubs),
        first=frame.date_from,
        last=frame.last,
        monday=week_of(SQL("f.first_on")),
        cutoff=SQL("%s::date", frame.cutoff),
        stale=_stale(frame.with_whole_weeks(), SQL("monday")),
    )


def edge_weeks(frame):
    """Return the ``(club_id, monday)`` of the period that no count of ``whole`` covers.

    A week is judged once its Friday is known.
    """
    return SQL(
        """
        SELECT club.club_id, w.monday
          FROM UNNEST(%(clubs)s::int[]) club (club_id)
    CROSS JOIN (SELECT DISTINCT monday FROM (%(days)s) d
                 WHERE monday >= %(first)s AND monday + 4 <= %(cutoff)s) w
         WHERE NOT EXISTS (SELECT 1 FROM whole WHERE whole.club_id = club.club_id
                                                 AND whole.first_on = w.monday)
        """,
        clubs=list(frame.clubs),
        days=_days(frame),
        first=frame.date_from,
        cutoff=SQL("%s::date", frame.cutoff),
    )
