"""The lists behind the figures about money and charters (see ``kpi_detail``)."""

from odoo.tools import SQL

from ...const import STARTED, TIMEZONE
from . import day_ranges
from .kpi_rows_clubs import REACHED


def budget_lines(frame):
    """Return the budget lines of the period: their share adds up to the cost's numerator."""
    return SQL(
        """
        SELECT line.club_id, club.name AS club, funder.name AS funder, funder.kind,
               line.date_from, line.date_to, line.amount, both_in.days,
               line.amount * both_in.days / (line.date_to - line.date_from + 1) AS share
          FROM club_budget_line line
          JOIN club_club club ON club.id = line.club_id
          JOIN club_funder funder ON funder.id = line.funder_id
          JOIN LATERAL (
               SELECT LEAST(line.date_to, %(last)s::date)
                      - GREATEST(line.date_from, %(first)s::date) + 1 AS days
               ) both_in ON both_in.days > 0
         WHERE line.club_id = ANY(%(clubs)s::int[])
      ORDER BY club.name, club.id, line.date_from, funder.name, line.id
        """,
        clubs=list(frame.clubs),
        first=frame.date_from,
        last=frame.last,
    )


def charters(frame):
    """Return what employers promised by the charters in force, and gave to the clubs.

    One row a charter. A charter signed with a territory is one of all clubs below
    it; two signatures of an employer count its candidacies twice only if their dates
    overlap, as each of them promised.
    """
    return SQL(
        """
        SELECT charter.name, COUNT(DISTINCT signed.partner_id) AS employers,
               SUM(signed.promised_interviews) AS promised_interviews,
               SUM(sent.interviews) AS interviews,
               SUM(signed.promised_immersions) AS promised_immersions,
               SUM(begun.immersions) AS immersions,
               SUM(signed.promised_hires) AS promised_hires,
               SUM(sent.hires) AS hires
          FROM club_charter_signature signed
          JOIN club_charter charter ON charter.id = signed.charter_id
          JOIN LATERAL (%(sent)s) sent ON TRUE
          JOIN LATERAL (%(begun)s) begun ON TRUE
         WHERE signed.date_from <= %(last)s
           AND COALESCE(signed.date_to >= %(first)s, TRUE)
           AND (signed.club_id = ANY(%(clubs)s::int[]) OR signed.territory_id IN (%(above)s))
      GROUP BY charter.id, charter.name
      ORDER BY employers DESC, charter.name, charter.id
        """,
        clubs=list(frame.clubs),
        first=frame.date_from,
        last=frame.last,
        sent=_sent(frame),
        begun=_begun(frame),
        above=_territories(frame),
    )


def _during(day, frame):
    """Return the condition that a day is of the period and of the charter."""
    return SQL(
        "%s AND %s BETWEEN signed.date_from AND COALESCE(signed.date_to, 'infinity')",
        frame.window(day),
        day,
    )


def _sent(frame):
    """The candidacies of the clubs to the employer, and what they reached by then."""
    return SQL(
        """
        SELECT COUNT(*) FILTER (WHERE %(reached)s
                   AND (c.answered_on IS NULL OR c.answered_on <= %(cutoff)s
                        OR %(met)s <= %(cutoff)s)) AS interviews,
               COUNT(*) FILTER (WHERE c.furthest_state = 'hired'
                   AND COALESCE(c.answered_on <= %(cutoff)s, TRUE)) AS hires
          FROM club_candidacy c
         WHERE c.partner_id = signed.partner_id AND c.club_id = ANY(%(clubs)s::int[])
           AND %(during)s
        """,
        reached=REACHED,
        cutoff=SQL("%s::date", frame.cutoff),
        met=day_ranges.day_of(SQL("c.interview_on"), TIMEZONE),
        clubs=list(frame.clubs),
        during=_during(SQL("c.sent_on"), frame),
    )


def _begun(frame):
    """The immersions of the clubs at the employer."""
    return SQL(
        """
        SELECT COUNT(*) AS immersions
          FROM club_immersion i
         WHERE i.partner_id = signed.partner_id AND i.club_id = ANY(%(clubs)s::int[])
           AND i.state = ANY(%(started)s::text[]) AND %(during)s
        """,
        started=list(STARTED),
        clubs=list(frame.clubs),
        during=_during(SQL("i.date_start"), frame),
    )


def _territories(frame):
    """The territories of the clubs and those above them."""
    return SQL(
        """
        SELECT STRING_TO_TABLE(TRIM(BOTH '/' FROM t.parent_path), '/')::int
          FROM club_territory t
          JOIN club_club club ON club.territory_id = t.id
         WHERE club.id = ANY(%s::int[])
        """,
        list(frame.clubs),
    )
