"""The row sets about groups, candidacies, money and employers (see ``kpi_rows``)."""

from odoo.tools import SQL

from ...const import TIMEZONE
from . import day_ranges
from .kpi_rows import ACTIVE_MONTHS, FILL_DAYS, MATURE_DAYS, funded
from .relations import relations


def cohorts(frame):
    """One row a group that started in the period (an empty archived one is none)."""
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
    """Counts of candidacies sent in the period, and of the furthest they reached.

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
               SELECT * FROM club_candidacy c
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
    """Return the months of the period, or the period itself, as far as it is known."""
    if frame.by != "month":
        return SQL(
            "SELECT %s::date AS first, %s::date AS last", frame.date_from, frame.last
        )
    return SQL(
        """
        SELECT GREATEST(first::date, %(first)s) AS first,
               LEAST((first + INTERVAL '1 month')::date - 1, %(last)s) AS last
          FROM GENERATE_SERIES(DATE_TRUNC('month', %(first)s), %(last)s,
                               INTERVAL '1 month') first
        """,
        first=SQL("%s::date", frame.date_from),
        last=SQL("%s::date", frame.last),
    )


def budget(frame):
    """One row a budget line and month (or period): the share of its days."""
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
        grp=frame.group(SQL("line.club_id"), SQL("w.first")),
    )


def budget_days(frame):
    """The days of the clubs, and those of them with a budget, by month (or period).

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
        club=frame.group(SQL("club.id"), SQL("w.first")),
        line=frame.group(SQL("funded.club_id"), SQL("w.first")),
    )


def network(frame):
    """One row an establishment and line: partners of one SIRET are one.

    Few SIRET are known twice: only those are grouped by a text.
    """
    line = SQL(
        """
        SELECT %(grp)s AS grp, partner_id, seen_on FROM (%(relations)s) link
        """,
        grp=frame.group(SQL("club_id"), SQL("NULL::date")),
        relations=relations(frame),
    )
    if frame.by != "club":
        line = SQL(
            "SELECT grp, partner_id, MAX(seen_on) AS seen_on FROM (%s) line GROUP BY 1, 2",
            line,
        )
    return SQL(
        """
        WITH tie AS %(kept)s (%(line)s),
        twice AS MATERIALIZED (
            SELECT partner_id, siret
              FROM (SELECT id AS partner_id, company_registry AS siret,
                           COUNT(*) OVER (PARTITION BY company_registry) AS times
                      FROM res_partner WHERE company_registry != '') registered
             WHERE times > 1),
        seen AS (
            SELECT tie.grp, tie.seen_on FROM tie
             WHERE NOT EXISTS (SELECT 1 FROM twice
                                WHERE twice.partner_id = tie.partner_id)
         UNION ALL
            SELECT tie.grp, MAX(tie.seen_on) FROM tie JOIN twice USING (partner_id)
          GROUP BY tie.grp, twice.siret)
        SELECT grp, COALESCE(seen_on > %(cutoff)s::date
                             - MAKE_INTERVAL(months => %(months)s), FALSE) AS recent
          FROM seen
        """,
        line=line,
        kept=SQL("NOT MATERIALIZED" if frame.by == "club" else "MATERIALIZED"),
        cutoff=frame.cutoff,
        months=ACTIVE_MONTHS,
    )
