from odoo import api, fields, models
from odoo.tools import SQL

from ..rows.relations import links


class ClubKpiTie(models.Model):
    """A kept relation: when a club was last in touch with an establishment it knows.

    A club whose relations were never kept has no kept count of any kind.
    """

    _name = "club.kpi.tie"
    _description = "Tie of a club with an employer, dated"
    _log_access = False
    _club_derived = True

    club_id = fields.Many2one(
        "club.club", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    seen_on = fields.Date(help="The last day they were in touch.")
    settled_on = fields.Date(
        required=True, index=True, help="From this day on, all of the tie is known."
    )

    _tie_uniq = models.UniqueIndex("(club_id, partner_id)")

    @api.model
    def _refresh(self):
        """Date the relations written about since, and those of clubs that are new.

        Called before the ranges of days are counted: a club without any is new.
        """
        todo = SQL(
            """
            pair AS MATERIALIZED (
                SELECT DISTINCT club_id, partner_id FROM club_kpi_stale
                 WHERE partner_id IS NOT NULL),
            new AS MATERIALIZED (
                SELECT id AS club_id FROM club_club c
                 WHERE NOT EXISTS (SELECT 1 FROM club_kpi_span f
                                    WHERE f.club_id = c.id))
            """
        )
        wanted = SQL(
            """((tie.club_id, tie.partner_id) IN (SELECT club_id, partner_id FROM pair)
                OR tie.club_id IN (SELECT club_id FROM new))"""
        )
        cr = self.env.cr
        cr.execute(SQL("WITH %s DELETE FROM club_kpi_tie tie WHERE %s", todo, wanted))
        cr.execute(
            SQL(
                """
                WITH %(todo)s
                INSERT INTO club_kpi_tie (club_id, partner_id, seen_on, settled_on)
                SELECT club_id, partner_id, MAX(seen_on),
                       GREATEST(MAX(known_on), MAX(seen_on))
                  FROM (%(links)s) tie
                 WHERE club_id IS NOT NULL AND partner_id IS NOT NULL AND %(wanted)s
              GROUP BY 1, 2
                """,
                todo=todo,
                links=links(),
                wanted=wanted,
            )
        )
