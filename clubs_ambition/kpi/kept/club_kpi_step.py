from odoo import api, fields, models
from odoo.tools import SQL

from ..rows.candidacy_counts import counted

FOREVER = "9999-12-31"


class ClubKpiStep(models.Model):
    """The kept counts of a journey's candidacies: counted once, after they were written.

    Nothing is decided here: ``rows/candidacy_counts.py`` counts, and counts anew what
    changed.
    """

    _name = "club.kpi.step"
    _description = "Steps of a journey, counted"
    _log_access = False
    _club_derived = True

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="cascade"
    )
    referrals = fields.Integer(required=True)
    candidacies = fields.Integer(required=True)
    last_on = fields.Date(help="The last step: a cut-off before it counts anew.")

    _participant_uniq = models.UniqueIndex("(participant_id)")

    @api.model
    def _refresh(self):
        """Count those of the journeys that have no count, or were written about since."""
        self.env.cr.execute(
            SQL(
                """
                WITH person AS MATERIALIZED (
                    SELECT person_id FROM club_kpi_stale WHERE person_id IS NOT NULL
                     UNION
                    SELECT p.person_id FROM club_participant p
                     WHERE NOT EXISTS (SELECT 1 FROM club_kpi_step f
                                        WHERE f.participant_id = p.id))
                INSERT INTO club_kpi_step
                       (participant_id, referrals, candidacies, last_on)
                SELECT p.id, COALESCE(c.referrals, 0), COALESCE(c.candidacies, 0),
                       c.last_on
                  FROM club_participant p
             LEFT JOIN (%(counted)s) c ON c.journey_id = p.id
                 WHERE p.person_id IN (SELECT person_id FROM person)
           ON CONFLICT (participant_id) DO UPDATE SET
                       referrals = EXCLUDED.referrals,
                       candidacies = EXCLUDED.candidacies,
                       last_on = EXCLUDED.last_on
                """,
                counted=counted(
                    SQL("SELECT person_id FROM person"), SQL("%s::date", FOREVER)
                ),
            )
        )
