"""The row sets about groups, candidacies, money and employers (see ``kpi_rows``)."""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ...const import TIMEZONE
from . import day_ranges
from .kpi_rows import ACTIVE_MONTHS, FILL_DAYS, MATURE_DAYS, funded
from .relations import relations


def cohorts(frame):
    """Return one row a group that started in the period (an empty archived one is none)."""
    return SQL(
        """
        SELECT %(grp)s AS grp, g.seats, COALESCE(p.started, 0) AS started
          FROM club_cohort g
     LEFT JOIN LATERAL (
               SELECT COUNT(*) AS started FROM club_participant p
                WHERE p.cohort_id = g.id AND p.started_on <= LEAST(
                          g.date_start + %(days)s, %(cutoff)s)) p ON TRUE
         WHERE g.club_id = ANY(%(clubs)s::int[]) AND %(window)s
           AND (g.active OR p.started > 0)
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        days=FILL_DAYS,
        grp=frame.group(SQL("g.club_id"), SQL("g.date_start")),
        window=frame.window(SQL("g.date_start")),
    )


REACHED = SQL("c.furthest_state IN ('interview', 'trial', 'hired')")


def candidacies(frame):
    """Count the candidacies sent in the period, and the furthest they reached.

    Where a range of days is kept, a row is that range of a club; elsewhere one row is
    one candidacy.
    """
    settled = SQL(
        """COALESCE(f.settled_on <= %(cutoff)s, TRUE)
           AND (%(cutoff)s - f.last_on > %(mature)s
                OR %(cutoff)s - f.first_on <= %(mature)s)""",
        cutoff=SQL("%s::date", frame.cutoff),
        mature=MATURE_DAYS,
    )
    return SQL(
        """
        WITH whole AS MATERIALIZED (%(whole)s), edge AS MATERIALIZED (%(edges)s)
        SELECT %(kept)s AS grp, %(cutoff)s - whole.last_on > %(mature)s AS mature,
               whole.sent, whole.interviewed, whole.hired
          FROM whole
     UNION ALL
        SELECT %(day)s, %(cutoff)s - c.sent_on > %(mature)s, 1,
               (%(reached)s
                AND (c.answered_on IS NULL OR c.answered_on <= %(cutoff)s
                     OR %(met)s <= %(cutoff)s))::int,
               (c.furthest_state = 'hired'
                AND COALESCE(c.answered_on <= %(cutoff)s, TRUE))::int
          FROM edge
    CROSS JOIN LATERAL (
               SELECT c.club_id, c.sent_on, c.answered_on, c.interview_on,
                      c.furthest_state
                 FROM club_candidacy c
                WHERE c.club_id = edge.club_id
                  AND c.sent_on BETWEEN edge.first_on AND edge.last_on OFFSET 0) c
        """,
        whole=day_ranges.whole_ranges(frame, settled),
        edges=day_ranges.edges(frame),
        cutoff=SQL("%s::date", frame.cutoff),
        mature=MATURE_DAYS,
        reached=REACHED,
        met=day_ranges.day_of(SQL("c.interview_on"), TIMEZONE),
        kept=frame.group(SQL("whole.club_id"), SQL("whole.first_on")),
        day=frame.group(SQL("c.club_id"), SQL("c.sent_on")),
    )


def sent_by_range():
    """Return the same, whatever the cut-off, by range of days of the relation ``todo``.

    From ``settled_on`` on, a cut-off hides nothing of what they reached.
    """
    return SQL(
        """
        SELECT todo.club_id, todo.first_on, COUNT(*)::int AS sent,
               (COUNT(*) FILTER (WHERE %(reached)s))::int AS interviewed,
               (COUNT(*) FILTER (WHERE c.furthest_state = 'hired'))::int AS hired,
               MAX(c.answered_on) FILTER (WHERE %(reached)s) AS settled_on
          FROM todo
          JOIN club_candidacy c ON c.club_id = todo.club_id
                               AND c.sent_on BETWEEN todo.first_on AND todo.last_on
      GROUP BY 1, 2
        """,
        reached=REACHED,
    )


def _windows(frame):
    """Return the months of the period, or the period itself, as far as it is known.

    For each kind of lines there are both; ``whole`` tells the period.
    """
    whole = SQL(
        "SELECT TRUE AS whole, %s::date AS first, %s::date AS last",
        frame.date_from,
        frame.last,
    )
    months = SQL(
        """
        SELECT FALSE AS whole, GREATEST(first::date, %(first)s) AS first,
               LEAST((first + INTERVAL '1 month')::date - 1, %(last)s) AS last
          FROM GENERATE_SERIES(DATE_TRUNC('month', %(first)s), %(last)s,
                               INTERVAL '1 month') first
        """,
        first=SQL("%s::date", frame.date_from),
        last=SQL("%s::date", frame.last),
    )
    both = SQL("%s UNION ALL %s", whole, months)
    return {"month": months, "each": both}.get(frame.by, whole)


def _windowed(frame, club):
    """Return ``grp`` for a row of a ``club`` and of a window ``w``.

    What is cut at the months is of no other line.
    """
    if frame.by != "each":
        return frame.group(club, SQL("w.first"))
    return SQL(
        """ARRAY[CASE WHEN w.whole THEN %(grp)s[1] END,
                 CASE WHEN NOT w.whole THEN %(grp)s[2] END,
                 CASE WHEN w.whole THEN 0 END]""",
        grp=SQL("(%s)", frame.group(club, SQL("w.first"))),
    )


def budget(frame):
    """Return one row a budget line and month (or period): the share of its days."""
    return SQL(
        """
        SELECT %(grp)s AS grp,
               line.amount
                   * (LEAST(line.date_to, w.last) - GREATEST(line.date_from, w.first) + 1)
                   / (line.date_to - line.date_from + 1) AS amount
          FROM club_budget_line line
          JOIN (%(windows)s) w ON line.date_from <= w.last AND line.date_to >= w.first
         WHERE line.club_id = ANY(%(clubs)s::int[])
        """,
        clubs=list(frame.clubs),
        windows=_windows(frame),
        grp=_windowed(frame, SQL("line.club_id")),
    )


def budget_days(frame):
    """Count the days of the clubs, and those of them with a budget, by month (or period).

    A closed club has no days but those it had a budget for.
    """
    return SQL(
        """
        WITH funded AS MATERIALIZED (%(funded)s), w AS (%(windows)s)
        SELECT %(club)s AS grp, 0 AS known, w.last - w.first + 1 AS days
          FROM club_club club JOIN w ON w.first <= w.last
         WHERE club.id = ANY(%(clubs)s::int[]) AND club.active
     UNION ALL
        SELECT %(line)s, both_in.days, CASE WHEN club.active THEN 0 ELSE both_in.days END
          FROM funded
          JOIN club_club club ON club.id = funded.club_id
          JOIN w ON funded.first_on <= w.last AND funded.last_on >= w.first
    CROSS JOIN LATERAL (
               SELECT LEAST(funded.last_on, w.last)
                      - GREATEST(funded.first_on, w.first) + 1 AS days) both_in
        """,
        clubs=list(frame.clubs),
        funded=funded(frame),
        windows=_windows(frame),
        club=_windowed(frame, SQL("club.id")),
        line=_windowed(frame, SQL("funded.club_id")),
    )


def network(frame):
    """Count the establishments, by line: partners of one SIRET are one.

    A club counts its own, and all of them together those of each establishment as one.
    """
    return SQL(
        """
        WITH tie AS NOT MATERIALIZED (%(relations)s),
        twice AS MATERIALIZED (
            SELECT p.id AS partner_id, same.first_id
              FROM (SELECT company_registry AS siret, MIN(id) AS first_id
                      FROM res_partner WHERE company_registry != ''
                  GROUP BY 1 HAVING COUNT(*) > 1) same
              JOIN res_partner p ON p.company_registry = same.siret)
        SELECT %(grp)s AS grp,
               CASE WHEN club_id IS NULL THEN 1 ELSE COUNT(*) END AS known,
               CASE WHEN club_id IS NULL THEN LEAST(1, COUNT(*) FILTER (%(recent)s))
                    ELSE COUNT(*) FILTER (%(recent)s) END AS recent
          FROM (%(seen)s) seen
      GROUP BY GROUPING SETS (%(sets)s)
        """,
        relations=relations(frame),
        seen=_seen(frame),
        grp={
            "club": SQL("club_id"),
            "each": SQL("ARRAY[club_id, NULL, CASE WHEN club_id IS NULL THEN 0 END]"),
        }.get(frame.by, SQL("0")),
        recent=SQL(
            "WHERE seen_on > %s", frame.cutoff - relativedelta(months=ACTIVE_MONTHS)
        ),
        sets={
            "club": SQL("(club_id)"),
            "each": SQL("(club_id), (establishment)"),
        }.get(frame.by, SQL("(club_id, establishment)")),
    )


def _seen(frame):
    """Return the establishments of each ``tie``, or of a club: one row for both.

    Where clubs are counted, only the few SIRET known ``twice`` are grouped.
    """
    if frame.by == "all":
        return SQL(
            """
            SELECT NULL::int AS club_id, tie.seen_on,
                   COALESCE(twice.first_id, tie.partner_id) AS establishment
              FROM tie LEFT JOIN twice USING (partner_id)
            """
        )
    return SQL(
        """
        SELECT club_id, seen_on, partner_id AS establishment FROM tie
         WHERE NOT EXISTS (SELECT 1 FROM twice
                            WHERE twice.partner_id = tie.partner_id)
     UNION ALL
        SELECT tie.club_id, MAX(tie.seen_on), twice.first_id
          FROM tie JOIN twice USING (partner_id)
      GROUP BY tie.club_id, twice.first_id
        """
    )
