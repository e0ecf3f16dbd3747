"""How many candidacies each journey had: its referrals, and those of any origin.

The same person, establishment and offer within 30 days are counted once: a chaser is
no new candidacy. Without an offer, the job applied for tells two of them at one employer
apart. A candidacy is compared with the one before only, in whichever journey of the
person, so that neither the period looked at nor what comes after a cut-off changes
what was counted by then.
"""

from odoo.tools import SQL

SAME_CANDIDACY_DAYS = 30
"""The same person presented to the same offer within this delay is one referral."""


def counted(people, cutoff):
    """Count, by journey of the ``people`` (a SELECT of ids), what was sent by then.

    :return: SELECT of ``journey_id``, ``referrals``, ``candidacies``, ``last_on``
    """
    return SQL(
        """
        SELECT journey_id, MAX(sent_on) AS last_on,
               (COUNT(*) FILTER (WHERE coach AND COALESCE(delay_coach, %(same)s + 1)
                                            > %(same)s))::int AS referrals,
               (COUNT(*) FILTER (WHERE COALESCE(delay, %(same)s + 1)
                                            > %(same)s))::int AS candidacies
          FROM (SELECT own.id AS journey_id, c.sent_on, c.origin = 'coach' AS coach,
                       c.sent_on - MAX(c.sent_on) OVER same AS delay,
                       c.sent_on - MAX(c.sent_on) FILTER (WHERE c.origin = 'coach')
                           OVER same AS delay_coach
                  FROM club_participant own
                  JOIN club_candidacy c ON c.participant_id = own.id
                 WHERE own.person_id IN (%(people)s)
                   AND c.sent_on BETWEEN own.started_on
                                     AND LEAST(own.ended_on, %(cutoff)s)
                WINDOW same AS (
                       PARTITION BY own.person_id, c.partner_id, c.offer_id,
                           CASE WHEN c.offer_id IS NULL THEN c.occupation_id END
                       ORDER BY c.sent_on, c.id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) step
      GROUP BY journey_id
        """,
        people=people,
        cutoff=cutoff,
        same=SAME_CANDIDACY_DAYS,
    )


def candidacy_counts(frame):
    """Return the counts of each journey of the relation ``journey``, at the cut-off.

    A kept count is used when nothing was written about the person since, and when
    nothing was sent after the cut-off; the other people's are counted.
    """
    return SQL(
        """
        WITH known AS MATERIALIZED (
            SELECT j.id AS journey_id, j.person, f.referrals, f.candidacies,
                   f.id IS NOT NULL AND (f.last_on IS NULL OR f.last_on <= %(cutoff)s)
                       AND stale.person_id IS NULL AS whole
              FROM journey j
         LEFT JOIN club_kpi_step f ON f.participant_id = j.id
         LEFT JOIN (SELECT DISTINCT person_id FROM club_kpi_stale) stale
                ON stale.person_id = j.person)
        SELECT journey_id, referrals, candidacies FROM known WHERE whole
     UNION ALL
        SELECT edge.journey_id, edge.referrals, edge.candidacies
          FROM (%(counted)s) edge
         WHERE edge.journey_id IN (SELECT journey_id FROM known WHERE NOT whole)
        """,
        cutoff=frame.cutoff,
        counted=counted(SQL("SELECT person FROM known WHERE NOT whole"), frame.cutoff),
    )


def count_of_one(column, cutoff):
    """Return the expression of a count of the journey ``p``.

    It reads the kept count ``f`` of the journey, and counts only where that is stale.
    """
    return SQL(
        """
        CASE WHEN f.id IS NOT NULL AND COALESCE(f.last_on <= %(cutoff)s, TRUE)
                  AND NOT EXISTS (SELECT 1 FROM club_kpi_stale s
                                   WHERE s.person_id = p.person_id)
             THEN f.%(column)s
             ELSE COALESCE((SELECT one.%(column)s FROM (%(counted)s) one
                             WHERE one.journey_id = p.id), 0) END
        """,
        column=SQL.identifier(column),
        cutoff=cutoff,
        counted=counted(SQL("SELECT p.person_id"), cutoff),
    )
