"""The rows the indicators count: persons, journeys, candidacies, groups, money.

Each row set is one SELECT whose column ``grp`` is the line a row belongs to: all
together, its club, or its month. Facts dated after the cut-off do not exist: the
window of the period stops there, an end or an answer that came later is ignored.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from odoo.tools import SQL

from ...utils import clock
from .candidacy_counts import candidacy_counts

GRACE_DAYS = 30
"""An outcome that starts this many days after the end still comes from the journey."""

MATURE_DAYS = 30
"""A candidacy is judged once it is older than this."""

FILL_DAYS = 8
"""Seats are counted on day 8 of a group."""

RANK = SQL(
    """CASE WHEN kind = 'cdi' THEN 1
            WHEN durable AND kind != 'business' THEN 2
            WHEN kind = 'business' THEN 3
            WHEN kind = 'civil_service' THEN 5
            WHEN kind = 'training' THEN 6
            ELSE 4 END"""
)
"""Which of several placements is a journey's outcome: the lowest rank."""

ACTIVE_MONTHS = 6
"""An employer is active when it was in touch with a club within this delay."""

FIRST_MONTH = date(2000, 1, 1)
"""A month is read as the days since."""


@dataclass(frozen=True)
class Frame:
    """What is looked at: clubs, a period, what was known when, and the lines.

    ``by`` is ``all``, ``club`` or ``month``, or ``each`` of them: ``grp`` then names the
    lines that a row is of, its club, the days from ``FIRST_MONTH`` to its month, and 0
    for all; NULL is none. Without ``today``, the cut-off is taken as past: slower where
    kept counts would do, and as right.
    """

    clubs: tuple
    date_from: date
    date_to: date
    cutoff: date
    by: str = "all"
    today: date | None = None

    @property
    def past(self):
        """Return whether the cut-off leaves out what is known today."""
        return self.today is None or self.cutoff < self.today

    @property
    def last(self):
        """Return the last day of the period about which something is known."""
        return min(self.date_to, self.cutoff)

    def window(self, day):
        """Return the condition that ``day`` is in the period and known."""
        return SQL("%s BETWEEN %s AND %s", day, self.date_from, self.last)

    def with_whole_weeks(self):
        """Return the frame until the Sunday of its last week, whatever is known."""
        sunday = clock.monday(self.last) + timedelta(days=6)
        return replace(self, date_to=sunday, cutoff=sunday)

    def group(self, club, day):
        """Return the expression of ``grp`` for a row of ``club`` dated ``day``."""
        month = SQL("DATE_TRUNC('month', %s::timestamp)::date", day)
        if self.by == "each":
            return SQL("ARRAY[%s, %s - %s::date, 0]", club, month, FIRST_MONTH)
        return {"club": club, "month": month}.get(self.by, SQL("0"))

    def groups(self, club, day):
        """Return the relation of each ``grp`` that a row is of, one line in each."""
        grp = self.group(club, day)
        if self.by != "each":
            return SQL("(VALUES (%s)) line (grp)", grp)
        return SQL(
            """(SELECT CASE kind WHEN 1 THEN ARRAY[%(grp)s[1], NULL, NULL]
                                 WHEN 2 THEN ARRAY[NULL, %(grp)s[2], NULL]
                                 ELSE ARRAY[NULL, NULL, 0] END AS grp
                  FROM GENERATE_SERIES(1, 3) kind) line""",
            grp=SQL("(%s)", grp),
        )


def journey(frame, aged=False):
    """Return the journeys ``started`` or ``ended`` in the period, known at the cut-off.

    :param bool aged: with the ``age`` at entry, years, which is read from the persons
    """
    age = person = SQL()
    if aged:
        age = SQL(
            "DATE_PART('year', AGE(p.started_on, person.birth_date))::int AS age,"
        )
        person = SQL("JOIN club_person person ON person.id = p.person_id")
    return SQL(
        """
        SELECT p.id, p.person_id AS person, p.club_id, p.cohort_id, p.started_on,
               CASE WHEN p.ended_on <= %(cutoff)s THEN p.ended_on END AS ended_on,
               p.renewed, p.district_status AS district, level.below_level_ii, %(age)s
               (p.started_on + MAKE_INTERVAL(months => club.journey_months))::date
                   AS full_term_on,
               %(started)s AS started, %(ended)s AS ended
          FROM club_participant p
          JOIN club_club club ON club.id = p.club_id
               %(person)s
     LEFT JOIN club_education_level level ON level.id = p.education_level_id
         WHERE p.club_id = ANY(%(clubs)s::int[]) AND (%(started)s OR %(ended)s)
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        started=frame.window(SQL("p.started_on")),
        ended=frame.window(SQL("p.ended_on")),
        age=age,
        person=person,
    )


def funded(frame):
    """Return the ranges of days of the period in which a club has a budget.

    Lines that overlap make one day of it: ranges of a club have no day in common.
    """
    return SQL(
        """
        SELECT club_id, GREATEST(date_from, before + 1, %(first)s::date) AS first_on,
               LEAST(date_to, %(last)s::date) AS last_on
          FROM (SELECT club_id, date_from, date_to, MAX(date_to) OVER (
                           PARTITION BY club_id ORDER BY date_from, id
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                  FROM club_budget_line
                 WHERE club_id = ANY(%(clubs)s::int[])
                   AND date_from <= %(last)s AND date_to >= %(first)s) line
         WHERE date_to > before OR before IS NULL
        """,
        clubs=list(frame.clubs),
        first=frame.date_from,
        last=frame.last,
    )


def _funded(frame, day):
    """Join to ``j`` the budget that its club has on ``day``, as ``funded``."""
    return SQL(
        """LEFT JOIN (%(funded)s) funded ON funded.club_id = j.club_id
                 AND %(day)s BETWEEN funded.first_on AND funded.last_on""",
        funded=funded(frame),
        day=day,
    )


def positive_exit(cutoff):
    """Return the condition that placement ``o`` is a positive exit of journey ``j``.

    It begins within the journey or soon after; one broken off before its first day
    never was.
    """
    return SQL(
        """o.active AND o.positive
           AND o.date_start BETWEEN j.started_on
                                AND LEAST(j.ended_on + %(grace)s, %(cutoff)s)
           AND NOT (o.state = 'broken' AND o.broken_on < o.date_start)""",
        grace=GRACE_DAYS,
        cutoff=cutoff,
    )


def outcome(frame):
    """Return, by journey, what the placements that come from it amount to.

    The best one wins: CDI, durable contract, business, shorter contract, civic
    service, training; the date is that of the first. ``job_id`` is the best job, the
    one followed up.
    """
    return SQL(
        """
        SELECT j.id AS journey_id, MIN(o.date_start) AS first_on,
               BOOL_OR(o.durable) AS durable,
               (ARRAY_AGG(o.kind ORDER BY o.rank, o.date_start, o.id))[1] AS kind,
               (ARRAY_AGG(o.id ORDER BY o.rank, o.date_start, o.id)
                   FILTER (WHERE o.rank < 5))[1] AS job_id,
               MIN(o.rank) AS rank
          FROM journey j
          JOIN (SELECT id, participant_id, active, positive, durable, kind, state,
                       date_start, broken_on, %(rank)s AS rank
                  FROM club_placement) o
            ON o.participant_id = j.id
         WHERE %(positive)s
      GROUP BY j.id
        """,
        positive=positive_exit(frame.cutoff),
        rank=RANK,
    )


def entrants(frame):
    """Return one row a person and line: first journey's characteristics, best outcome.

    Who has one journey is the same person in all lines: one row says it.
    """
    return SQL(
        """
        WITH journey AS (%(journey)s), outcome AS (%(outcome)s), entry AS (
            SELECT j.*, o.journey_id IS NOT NULL AS positive,
                   COALESCE(o.durable, FALSE) AS durable,
                   funded.club_id IS NOT NULL AS budgeted,
                   COUNT(*) OVER (PARTITION BY j.person) = 1 AS alone
              FROM journey j
         LEFT JOIN outcome o ON o.journey_id = j.id
                   %(funded)s
             WHERE j.started)
        SELECT %(grp)s AS grp, age, district, below_level_ii, positive, durable, budgeted
          FROM entry WHERE alone
     UNION ALL
       (SELECT DISTINCT ON (grp, person)
               grp, age, district, below_level_ii, BOOL_OR(positive) OVER same,
               BOOL_OR(durable) OVER same, BOOL_OR(budgeted) OVER same
          FROM entry CROSS JOIN LATERAL %(groups)s
         WHERE NOT alone
        WINDOW same AS (PARTITION BY grp, person ORDER BY started_on, id
                        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
      ORDER BY grp, person, started_on, id)
        """,
        journey=journey(frame, aged=True),
        outcome=outcome(frame),
        funded=_funded(frame, SQL("j.started_on")),
        grp=frame.group(SQL("club_id"), SQL("started_on")),
        groups=frame.groups(SQL("club_id"), SQL("started_on")),
    )


def journeys(frame):
    """Return one row a journey started in the period."""
    return SQL(
        """
        WITH journey AS (%(journey)s), outcome AS (%(outcome)s), step AS (%(counts)s)
        SELECT %(grp)s AS grp, o.first_on - j.started_on AS days,
               COALESCE(s.referrals, 0) AS referrals,
               COALESCE(s.candidacies, 0) AS candidacies,
               COALESCE(j.renewed, FALSE) AS renewed,
               j.full_term_on <= %(cutoff)s
                   AND COALESCE(j.ended_on, %(cutoff)s) >= j.full_term_on AS full_term
          FROM journey j
     LEFT JOIN outcome o ON o.journey_id = j.id
     LEFT JOIN step s ON s.journey_id = j.id
         WHERE j.started
        """,
        journey=journey(frame),
        outcome=outcome(frame),
        counts=candidacy_counts(frame),
        cutoff=frame.cutoff,
        grp=frame.group(SQL("j.club_id"), SQL("j.started_on")),
    )


def leavers(frame):
    """Return one row a person and line whose journey ended.

    ``in_work_*`` is NULL where nobody answered.

    ``budgeted``: a positive exit on a day that the club has a budget for. Who has one
    journey is one row, as the entrants are.
    """
    return SQL(
        """
        WITH journey AS (%(journey)s), outcome AS (%(outcome)s), departure AS (
            SELECT j.id, j.person, j.club_id, j.ended_on, o.job_id, o.rank, o.first_on,
                   o.journey_id IS NOT NULL AS positive,
                   COALESCE(o.durable, FALSE) AS durable,
                   o.journey_id IS NOT NULL AND funded.club_id IS NOT NULL AS budgeted,
                   COUNT(*) OVER (PARTITION BY j.person) = 1 AS alone
              FROM journey j
         LEFT JOIN outcome o ON o.journey_id = j.id
                   %(funded)s
             WHERE j.ended),
        leaver AS (
            SELECT %(grp)s AS grp, positive, durable, budgeted, job_id
              FROM departure WHERE alone
         UNION ALL
            SELECT grp, BOOL_OR(positive), BOOL_OR(durable), BOOL_OR(budgeted),
                   (ARRAY_AGG(job_id ORDER BY rank, first_on, id)
                       FILTER (WHERE job_id IS NOT NULL))[1]
              FROM departure CROSS JOIN LATERAL %(groups)s
             WHERE NOT alone
          GROUP BY grp, person)
        SELECT leaver.*,
               m3.due_on <= %(cutoff)s AS due_3, %(in_work_3)s AS in_work_3,
               m6.due_on <= %(cutoff)s AS due_6, %(in_work_6)s AS in_work_6
          FROM leaver
     LEFT JOIN club_followup m3 ON m3.placement_id = leaver.job_id
                               AND m3.milestone = 'month_3'
     LEFT JOIN club_followup m6 ON m6.placement_id = leaver.job_id
                               AND m6.milestone = 'month_6'
        """,
        journey=journey(frame),
        outcome=outcome(frame),
        cutoff=frame.cutoff,
        in_work_3=_in_work(frame, SQL("m3")),
        in_work_6=_in_work(frame, SQL("m6")),
        funded=_funded(frame, SQL("j.ended_on")),
        grp=frame.group(SQL("club_id"), SQL("ended_on")),
        groups=frame.groups(SQL("club_id"), SQL("ended_on")),
    )


def _in_work(frame, followup):
    """Return true, false, or NULL as long as nobody answered by the cut-off."""
    return SQL(
        """CASE WHEN %(f)s.due_on > %(cutoff)s OR %(f)s.answered_on > %(cutoff)s
                THEN NULL
                WHEN %(f)s.answer IN ('in_post', 'other_employer') THEN TRUE
                WHEN %(f)s.answer = 'not_in_work' THEN FALSE END""",
        f=followup,
        cutoff=frame.cutoff,
    )


def admissions(frame):
    """Return one row a journey admitted in the period."""
    return SQL(
        """
        SELECT %(grp)s AS grp,
               COALESCE(p.started_on <= %(cutoff)s, FALSE) AS started
          FROM club_participant p
         WHERE p.club_id = ANY(%(clubs)s::int[]) AND %(window)s
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        grp=frame.group(SQL("p.club_id"), SQL("p.admitted_on")),
        window=frame.window(SQL("p.admitted_on")),
    )
