from odoo import fields, models
from odoo.tools import SQL

from ..utils import clock
from .kpi_rows_means import REACHED


class ClubKpiFunnel(models.Model):
    """One row a contact, and one for each stage a candidacy reached.

    The way from prospection to the hire, without anybody's name. A candidacy counts
    in the month it was sent at each stage it reached, whatever it has become since:
    the figures are those of the funnel of the workbook, at today's cut-off. Stages
    are keyed so that their alphabetical order, that of charts, is their own.
    """

    _name = "club.kpi.funnel"
    _description = "From prospection to the hire"
    _auto = False
    _order = "month desc, id desc"
    _rec_name = "stage"

    stage = fields.Selection(
        [
            ("approach", "Contacts"),
            ("candidacy", "Candidacies"),
            ("interview", "Interviews"),
            ("recruited", "Hires"),
        ],
        readonly=True,
    )
    month = fields.Date(readonly=True)
    club_id = fields.Many2one("club.club", readonly=True)
    territory_id = fields.Many2one("club.territory", readonly=True)
    region_id = fields.Many2one("club.region", readonly=True)
    steps = fields.Integer(readonly=True)

    _depends = {
        "club.contact": ["club_id", "date", "partner_id"],
        "club.candidacy": [
            "answered_on",
            "club_id",
            "furthest_state",
            "interview_on",
            "sent_on",
        ],
        "club.club": ["territory_id"],
        "club.territory": ["region_id"],
    }

    @property
    def _table_query(self):
        today = clock.today(self)
        return SQL(
            """
            SELECT step.id, step.stage, step.club_id, club.territory_id,
                   territory.region_id, 1 AS steps,
                   DATE_TRUNC('month', step.day)::date AS month
              FROM (SELECT c.id * 4::bigint AS id, 'approach' AS stage, c.club_id,
                           c.date AS day
                      FROM club_contact c
                     WHERE c.date <= %(today)s AND c.partner_id IS NOT NULL
                 UNION ALL
                    SELECT c.id * 4::bigint + reached.rank, reached.stage, c.club_id,
                           c.sent_on
                      FROM club_candidacy c
                CROSS JOIN LATERAL (VALUES
                           (1, 'candidacy', TRUE),
                           (2, 'interview', %(interviewed)s),
                           (3, 'recruited', %(hired)s)) reached (rank, stage, really)
                     WHERE c.sent_on <= %(today)s AND reached.really) step
              JOIN club_club club ON club.id = step.club_id
              JOIN club_territory territory ON territory.id = club.territory_id
            """,
            today=today,
            interviewed=SQL(
                """%(reached)s AND (c.answered_on IS NULL OR c.answered_on <= %(today)s
                                    OR c.interview_on::date <= %(today)s)""",
                reached=REACHED,
                today=today,
            ),
            hired=SQL(
                """c.furthest_state = 'hired'
                   AND COALESCE(c.answered_on <= %s, TRUE)""",
                today,
            ),
        )
