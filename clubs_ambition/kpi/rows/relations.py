"""The relations of clubs with establishments: known since when, and last used when."""

from odoo.tools import SQL

from ...const import STARTED

EVERYWHERE = SQL("TRUE")


def links(where=EVERYWHERE):
    """Return every relation of a club with an establishment, and the day it is known from.

    ``seen_on`` is NULL for a relation that is no contact by itself (a prospect nobody
    called yet, an offer found elsewhere). A training body is no employer.

    :param where: a condition on ``club_id`` and ``partner_id``
    """
    return SQL(
        """
        SELECT club_id, partner_id, date AS known_on, date AS seen_on
          FROM club_contact WHERE %(where)s
     UNION ALL
        SELECT club_id, partner_id, sent_on, sent_on
          FROM club_candidacy WHERE sent_on IS NOT NULL AND %(where)s
     UNION ALL
        SELECT club_id, partner_id, date_start, date_start
          FROM club_immersion WHERE state = ANY(%(started)s::text[]) AND %(where)s
     UNION ALL
        SELECT club_id, partner_id, date_start, date_start
          FROM club_placement
         WHERE active AND date_start IS NOT NULL AND %(where)s
           AND COALESCE(kind, '') != 'training'
     UNION ALL
        SELECT club_id, partner_id, create_date::date, last_contact_on
          FROM crm_lead WHERE %(where)s
     UNION ALL
        SELECT club_id, partner_id, create_date::date, NULL
          FROM club_offer WHERE %(where)s
        """,
        where=where,
        started=list(STARTED),
    )


def known(frame, where=None):
    """Return the relations known at the cut-off, and the last day they were used by then."""
    return SQL(
        """
        SELECT club_id, partner_id,
               MAX(seen_on) FILTER (WHERE seen_on <= %(cutoff)s) AS seen_on
          FROM (%(links)s) link
         WHERE partner_id IS NOT NULL AND known_on <= %(cutoff)s
      GROUP BY club_id, partner_id
        """,
        links=links(where or SQL("club_id = ANY(%s::int[])", list(frame.clubs))),
        cutoff=frame.cutoff,
    )


def relations(frame):
    """Return the same as ``known``, from the kept relations as far as they go.

    A kept relation has its very last day: it serves a cut-off on or after
    ``settled_on``. For a cut-off in the past, which most of them do not serve, and for
    a club none was kept of, everything is read.
    """
    clubs = list(frame.clubs)
    if frame.past:
        return known(frame)
    return SQL(
        """
        WITH new AS MATERIALIZED (
            SELECT club.id AS club_id FROM UNNEST(%(clubs)s::int[]) club (id)
             WHERE NOT EXISTS (SELECT 1 FROM club_kpi_span f
                                WHERE f.club_id = club.id)),
        pair AS MATERIALIZED (
            SELECT club_id, partner_id FROM club_kpi_stale
             WHERE club_id = ANY(%(clubs)s::int[]) AND partner_id IS NOT NULL
               AND club_id NOT IN (SELECT club_id FROM new)
             UNION
            SELECT club_id, partner_id FROM club_kpi_tie
             WHERE club_id = ANY(%(clubs)s::int[]) AND settled_on > %(cutoff)s
               AND club_id NOT IN (SELECT club_id FROM new))
        SELECT f.club_id, f.partner_id, f.seen_on
          FROM club_kpi_tie f
         WHERE f.club_id = ANY(%(clubs)s::int[])
           AND f.club_id NOT IN (SELECT club_id FROM new)
           AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.club_id = f.club_id
                                                AND pair.partner_id = f.partner_id)
     UNION ALL
        SELECT edge.* FROM pair CROSS JOIN LATERAL (%(of_pair)s OFFSET 0) edge
     UNION ALL
        SELECT edge.* FROM new CROSS JOIN LATERAL (%(of_club)s OFFSET 0) edge
        """,
        clubs=clubs,
        cutoff=frame.cutoff,
        of_pair=known(
            frame, SQL("club_id = pair.club_id AND partner_id = pair.partner_id")
        ),
        of_club=known(frame, SQL("club_id = new.club_id")),
    )
