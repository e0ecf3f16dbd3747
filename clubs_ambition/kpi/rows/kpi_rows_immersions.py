"""The row set about immersions (see ``kpi_rows``)."""

from odoo.tools import SQL

HIRE_MONTHS = 3
"""A hire this long after the last day still comes from the immersion."""


def immersions(frame):
    """Return one row an immersion that started in the period.

    Neither one nobody came to nor a work-study contract, which is a job. A hire is
    by the same establishment (partners of one SIRET are one), from the first day of
    the immersion on; training there is none, nor is what broke off before its start.
    """
    return SQL(
        """
        SELECT %(grp)s AS grp,
               EXISTS (
                   SELECT 1 FROM club_placement o
                     JOIN res_partner employer ON employer.id = o.partner_id
                    WHERE o.person_id = i.person_id AND o.active
                      AND (o.partner_id = i.partner_id
                           OR employer.company_registry
                              = NULLIF(host.company_registry, ''))
                      AND COALESCE(o.kind, '') NOT IN ('training', 'business')
                      AND o.date_start BETWEEN i.date_start AND LEAST(
                              %(cutoff)s, (COALESCE(i.ended_on, i.date_end)
                                           + MAKE_INTERVAL(months => %(months)s))::date)
                      AND NOT (o.state = 'broken' AND o.broken_on < o.date_start)
               ) AS hired
          FROM club_immersion i
          JOIN res_partner host ON host.id = i.partner_id
         WHERE i.club_id = ANY(%(clubs)s::int[]) AND %(window)s
           AND i.state IN ('running', 'done', 'partial') AND i.kind != 'work_study'
        """,
        clubs=list(frame.clubs),
        cutoff=frame.cutoff,
        months=HIRE_MONTHS,
        grp=frame.group(SQL("i.club_id"), SQL("i.date_start")),
        window=frame.window(SQL("i.date_start")),
    )
