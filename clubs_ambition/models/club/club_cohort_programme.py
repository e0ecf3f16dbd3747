from odoo import fields, models

from ...const import COACH
from ...utils import actions


class ClubCohort(models.Model):
    """The sessions of a group, from its form."""

    _inherit = "club.cohort"

    session_ids = fields.One2many("club.session", "cohort_id", groups=COACH)
    session_count = fields.Integer(compute="_compute_session_count", groups=COACH)

    def _compute_session_count(self):
        groups = self.env["club.session"]._read_group(
            [("cohort_id", "in", self.ids)], ["cohort_id"], ["__count"]
        )
        counts = {cohort.id: count for cohort, count in groups}
        for cohort in self:
            cohort.session_count = counts.get(cohort.id, 0)

    def action_open_sessions(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_session_action",
            domain=[("cohort_id", "=", self.id)],
            context={
                "default_cohort_id": self.id,
                "default_club_id": self.club_id.id,
                "search_default_coming": 1,
            },
        )

    def action_generate_programme(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_programme_generate_action",
            context={"default_cohort_id": self.id},
        )

    def action_open_board(self):
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "clubs_ambition.week_board",
            "name": self.env._("Week board"),
            "params": {"cohort_id": self.id},
        }
