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

    For a cut-off in the past, which most kept relations do not serve, all are read.
    """
    if frame.past:
        return known(frame)
    return SQL("%s UNION ALL (%s)", _kept(frame), _others(frame))


def by_establishment(frame):
    """Return how many clubs know each establishment, and the last day one used it.

    The kept relations are counted before the others are added: so far, several workers
    read them at once.
    """
    kept, others = SQL("SELECT NULL::int, NULL::int, NULL::date LIMIT 0"), known(frame)
    if not frame.past:
        kept, others = _kept(frame), _others(frame)
    return SQL(
        """
        SELECT partner_id, SUM(clubs)::int AS clubs, MAX(seen_on) AS seen_on
          FROM (SELECT partner_id, COUNT(*) AS clubs, MAX(seen_on) AS seen_on
                  FROM (%s) kept (club_id, partner_id, seen_on) GROUP BY 1
             UNION ALL
                SELECT partner_id, 1, seen_on FROM (%s) other) link
      GROUP BY 1
        """,
        kept,
        others,
    )


def _kept(frame):
    """Return the kept relations that are still as they were when they were kept.

    One has its very last day: it serves a cut-off on or after ``settled_on``.
    """
    return SQL(
        """
        SELECT f.club_id, f.partner_id, f.seen_on FROM club_kpi_tie f
         WHERE f.club_id = ANY(%(clubs)s::int[]) AND f.settled_on <= %(cutoff)s
           AND f.club_id NOT IN (%(new)s)
           AND NOT EXISTS (SELECT 1 FROM club_kpi_stale stale
                            WHERE stale.club_id = f.club_id
                              AND stale.partner_id = f.partner_id)
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        new=_never_kept(frame),
    )


def _others(frame):
    """Return the relations that ``_kept`` has not, from the rows.

    They were written about since, or are all known later only, or their club is new.
    """
    return SQL(
        """
        WITH new AS MATERIALIZED (%(new)s),
        pair AS MATERIALIZED (
            SELECT club_id, partner_id FROM club_kpi_stale
             WHERE club_id = ANY(%(clubs)s::int[]) AND partner_id IS NOT NULL
               AND club_id NOT IN (SELECT club_id FROM new)
             UNION
            SELECT club_id, partner_id FROM club_kpi_tie
             WHERE club_id = ANY(%(clubs)s::int[]) AND settled_on > %(cutoff)s
               AND club_id NOT IN (SELECT club_id FROM new))
        SELECT edge.* FROM pair CROSS JOIN LATERAL (%(of_pair)s OFFSET 0) edge
     UNION ALL
        SELECT edge.* FROM new CROSS JOIN LATERAL (%(of_club)s OFFSET 0) edge
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        new=_never_kept(frame),
        of_pair=known(
            frame, SQL("club_id = pair.club_id AND partner_id = pair.partner_id")
        ),
        of_club=known(frame, SQL("club_id = new.club_id")),
    )


def _never_kept(frame):
    """Return the clubs of which nothing was ever kept."""
    return SQL(
        """
        SELECT club.id AS club_id FROM UNNEST(%s::int[]) club (id)
         WHERE NOT EXISTS (SELECT 1 FROM club_kpi_span f WHERE f.club_id = club.id)
        """,
        list(frame.clubs),
    )
