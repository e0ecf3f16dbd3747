"""The row sets about groups, candidacies, money and employers (see ``kpi_rows``)."""

from odoo.tools import SQL

from .kpi_rows import ACTIVE_MONTHS, FILL_DAYS, MATURE_DAYS


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
         WHERE g.club_id = ANY(%(clubs)s) AND %(window)s
           AND (g.active OR p.started > 0)
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        days=FILL_DAYS,
        grp=frame.group(SQL("g.club_id"), SQL("g.date_start")),
        window=frame.window(SQL("g.date_start")),
    )


def candidacies(frame):
    """One row a candidacy sent in the period, with the furthest stage it reached."""
    return SQL(
        """
        SELECT %(grp)s AS grp, %(cutoff)s - c.sent_on > %(mature)s AS mature,
               c.furthest_state IN ('interview', 'trial', 'hired')
                   AND (c.answered_on IS NULL OR c.answered_on <= %(cutoff)s
                        OR c.interview_on::date <= %(cutoff)s) AS interviewed,
               c.furthest_state = 'hired'
                   AND COALESCE(c.answered_on <= %(cutoff)s, TRUE) AS hired
          FROM club_candidacy c
         WHERE c.club_id = ANY(%(clubs)s) AND %(window)s
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        mature=MATURE_DAYS,
        grp=frame.group(SQL("c.club_id"), SQL("c.sent_on")),
        window=frame.window(SQL("c.sent_on")),
    )


def budget(frame):
    """One row a budget line and month (or period): the share of its days."""
    months = SQL(
        """
        SELECT GREATEST(first::date, %(first)s) AS first,
               LEAST((first + INTERVAL '1 month')::date - 1, %(last)s) AS last
          FROM GENERATE_SERIES(DATE_TRUNC('month', %(first)s), %(last)s,
                               INTERVAL '1 month') first
        """,
        first=SQL("%s::date", frame.date_from),
        last=SQL("%s::date", frame.last),
    )
    whole = SQL(
        "SELECT %s::date AS first, %s::date AS last", frame.date_from, frame.last
    )
    return SQL(
        """
        SELECT %(grp)s AS grp,
               line.amount
                   * (LEAST(line.date_to, w.last) - GREATEST(line.date_from, w.first) + 1)
                   / (line.date_to - line.date_from + 1) AS amount
          FROM club_budget_line line
          JOIN (%(windows)s) w ON line.date_from <= w.last AND line.date_to >= w.first
         WHERE line.club_id = ANY(%(clubs)s)
        """,
        clubs=list(frame.clubs),
        windows=months if frame.by == "month" else whole,
        grp=frame.group(SQL("line.club_id"), SQL("w.first")),
    )


def links(frame):
    """Return every tie of a club with an establishment, and the day they were in touch.

    ``seen_on`` is NULL for a tie that is no contact by itself (a prospect nobody
    called yet, an offer found elsewhere). A training body is no employer.
    """
    return SQL(
        """
        SELECT club_id, partner_id, date AS seen_on
          FROM club_contact
         WHERE club_id = ANY(%(clubs)s) AND date <= %(cutoff)s
     UNION ALL
        SELECT club_id, partner_id, sent_on
          FROM club_candidacy
         WHERE club_id = ANY(%(clubs)s) AND sent_on <= %(cutoff)s
     UNION ALL
        SELECT club_id, partner_id, date_start
          FROM club_immersion
         WHERE club_id = ANY(%(clubs)s) AND date_start <= %(cutoff)s
           AND state IN ('running', 'done', 'partial')
     UNION ALL
        SELECT club_id, partner_id, date_start
          FROM club_placement
         WHERE club_id = ANY(%(clubs)s) AND active AND date_start <= %(cutoff)s
           AND COALESCE(kind, '') != 'training'
     UNION ALL
        SELECT club_id, partner_id,
               CASE WHEN last_contact_on <= %(cutoff)s THEN last_contact_on END
          FROM crm_lead
         WHERE club_id = ANY(%(clubs)s) AND create_date::date <= %(cutoff)s
     UNION ALL
        SELECT club_id, partner_id, NULL
          FROM club_offer
         WHERE club_id = ANY(%(clubs)s) AND create_date::date <= %(cutoff)s
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
    )


def network(frame):
    """One row an establishment and line: partners of one SIRET are one."""
    return SQL(
        """
        SELECT tie.grp,
               COALESCE(NULLIF(partner.company_registry, ''), partner.id::text) AS siret,
               COALESCE(BOOL_OR(tie.seen_on > %(cutoff)s::date
                                - MAKE_INTERVAL(months => %(months)s)), FALSE) AS recent
          FROM (SELECT %(grp)s AS grp, link.partner_id, MAX(link.seen_on) AS seen_on
                  FROM (%(links)s) link
              GROUP BY 1, 2) tie
          JOIN res_partner partner ON partner.id = tie.partner_id
      GROUP BY 1, 2
        """,
        links=links(frame),
        cutoff=frame.cutoff,
        months=ACTIVE_MONTHS,
        grp=frame.group(SQL("link.club_id"), SQL("NULL::date")),
    )
