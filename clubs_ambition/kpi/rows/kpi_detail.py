"""The lists behind the figures, on the same rows and the same cut-off as them."""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from . import kpi_rows
from .candidacy_counts import candidacy_counts
from .kpi_rows_clubs import candidacies
from .relations import by_establishment


def journey_funnel(frame):
    """Count how far the journeys oriented in the period went, and who is still inside."""
    return SQL(
        """
        SELECT COUNT(*) AS oriented,
               COUNT(*) FILTER (WHERE j.admitted_on <= %(cutoff)s) AS admitted,
               COUNT(*) FILTER (WHERE j.started_on <= %(cutoff)s) AS started,
               COUNT(*) FILTER (WHERE j.ended_on <= %(cutoff)s) AS ended,
               COUNT(*) FILTER (WHERE o.positive) AS positive,
               COUNT(*) FILTER (WHERE o.durable) AS durable
          FROM club_participant j
     LEFT JOIN LATERAL (
               SELECT BOOL_OR(o.positive) AS positive, BOOL_OR(o.durable) AS durable
                 FROM club_placement o
                WHERE o.participant_id = j.id AND %(positive)s
               ) o ON TRUE
         WHERE j.club_id = ANY(%(clubs)s::int[]) AND %(window)s
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        positive=kpi_rows.positive_exit(frame.cutoff),
        window=frame.window(SQL("j.oriented_on")),
    )


def candidacy_funnel(frame):
    """Count how far the candidacies sent in the period went."""
    return SQL(
        """
        SELECT COALESCE(SUM(sent), 0) AS sent,
               COALESCE(SUM(interviewed), 0) AS interviewed,
               COALESCE(SUM(hired), 0) AS hired
          FROM (%s) line
        """,
        candidacies(frame),
    )


def refusals(frame):
    """Count the refusals of the candidacies sent in the period, by reason."""
    return SQL(
        """
        SELECT reason.name, refused.n
          FROM (SELECT refusal_reason_id, COUNT(*) AS n FROM club_candidacy
                 WHERE club_id = ANY(%(clubs)s::int[]) AND state = 'refused'
                   AND %(window)s AND COALESCE(answered_on <= %(cutoff)s, TRUE)
              GROUP BY 1) refused
          JOIN club_refusal_reason reason ON reason.id = refused.refusal_reason_id
      ORDER BY 2 DESC, 1
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        window=frame.window(SQL("sent_on")),
    )


def employers(frame):
    """Return the establishments of the network and what passed with them in the period."""
    return SQL(
        """
        WITH tie AS (%(known)s),
        contact AS (
            SELECT partner_id, COUNT(*) AS n FROM club_contact
             WHERE club_id = ANY(%(clubs)s::int[]) AND %(contacted)s GROUP BY 1),
        candidacy AS (
            SELECT partner_id, COUNT(*) AS n FROM club_candidacy
             WHERE club_id = ANY(%(clubs)s::int[]) AND %(sent)s GROUP BY 1),
        placement AS (
            SELECT partner_id, COUNT(*) AS n FROM club_placement
             WHERE club_id = ANY(%(clubs)s::int[]) AND active AND %(placed)s GROUP BY 1)
        SELECT partner.name, partner.company_registry AS siret, partner.ape_code AS ape,
               tie.clubs, COALESCE(contact.n, 0) AS contacts,
               COALESCE(candidacy.n, 0) AS candidacies,
               COALESCE(placement.n, 0) AS placements, tie.seen_on
          FROM tie
          JOIN res_partner partner ON partner.id = tie.partner_id
     LEFT JOIN contact ON contact.partner_id = tie.partner_id
     LEFT JOIN candidacy ON candidacy.partner_id = tie.partner_id
     LEFT JOIN placement ON placement.partner_id = tie.partner_id
      ORDER BY placements DESC, candidacies DESC, contacts DESC, partner.id
        """,
        known=by_establishment(frame),
        clubs=list(frame.clubs),
        contacted=frame.window(SQL("date")),
        sent=frame.window(SQL("sent_on")),
        placed=frame.window(SQL("date_start")),
    )


class Journey(NamedTuple):
    """One line of :func:`journeys`."""

    readable: bool
    name: str | None
    person: int | None
    club: str
    cohort: str | None
    started_on: date
    ended_on: date | None
    age_band: str
    district: str | None
    below_level_ii: bool | None
    renewed: bool
    referrals: int
    candidacies: int
    positive: bool
    durable: bool
    kind: str | None
    days: int | None
    reason: str | None
    id: int | None


def journeys(frame, readable):
    """Return the journeys started or ended in the period; ``readable``: ids one may name.

    What is joined is made once, and not for each journey, whatever the planner knows
    (``many_rows``). Who is not named has a number of this export only, so that two of them cannot be
    put side by side.
    """
    return SQL(
        """
        WITH readable AS MATERIALIZED (%(readable)s), journey AS (%(journey)s),
             outcome AS MATERIALIZED (%(outcome)s), step AS MATERIALIZED (%(counts)s)
        SELECT seen.id IS NOT NULL AS readable,
               CASE WHEN seen.id IS NOT NULL THEN p.name END AS name,
               CASE WHEN %(unnamed)s THEN DENSE_RANK() OVER (
                   ORDER BY CASE WHEN %(unnamed)s
                                 THEN MD5(%(salt)s || j.person)::uuid END) END AS person,
               club.name AS club, cohort.name AS cohort,
               %(started)s AS started_on, %(ended)s AS ended_on,
               CASE WHEN j.age < 30 THEN 'under_30' WHEN j.age < 45 THEN '30_44'
                    WHEN j.age >= 45 THEN '45_plus' ELSE 'unknown' END AS age_band,
               CASE WHEN seen.id IS NOT NULL THEN j.district END AS district,
               j.below_level_ii, COALESCE(j.renewed, FALSE) AS renewed,
               COALESCE(s.referrals, 0) AS referrals,
               COALESCE(s.candidacies, 0) AS candidacies,
               o.journey_id IS NOT NULL AS positive,
               COALESCE(o.durable, FALSE) AS durable, o.kind,
               o.first_on - j.started_on AS days,
               CASE WHEN j.ended_on IS NULL THEN NULL
                    WHEN seen.id IS NOT NULL THEN reason.name END AS reason,
               seen.id
          FROM journey j
          JOIN club_participant p ON p.id = j.id
          JOIN club_club club ON club.id = j.club_id
     LEFT JOIN club_cohort cohort ON cohort.id = j.cohort_id
     LEFT JOIN club_exit_reason reason ON reason.id = p.exit_reason_id
     LEFT JOIN readable seen ON seen.id = j.id
     LEFT JOIN outcome o ON o.journey_id = j.id
     LEFT JOIN step s ON s.journey_id = j.id
      ORDER BY club.name, club.id, started_on, 3, j.id
        """,
        readable=SQL("SELECT id FROM (%s) r (id)", readable),
        journey=kpi_rows.journey(frame, aged=True),
        outcome=kpi_rows.outcome(frame),
        counts=candidacy_counts(frame),
        unnamed=SQL("(seen.id IS NULL OR COALESCE(p.name, '') = '')"),
        salt=f"{frame.date_from}{frame.date_to}{frame.cutoff}",
        started=_blurred(SQL("j.started_on")),
        ended=_blurred(SQL("j.ended_on")),
    )


def _blurred(day):
    """Return the day, or the first of its month for whoever may not name the person."""
    return SQL(
        "CASE WHEN seen.id IS NOT NULL THEN %(day)s "
        "ELSE DATE_TRUNC('month', %(day)s)::date END",
        day=day,
    )
