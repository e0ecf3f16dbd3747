from odoo import fields, models

from ...const import COACH


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
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "clubs_ambition.club_session_action"
        )
        action["domain"] = [("cohort_id", "=", self.id)]
        action["context"] = {
            "default_cohort_id": self.id,
            "default_club_id": self.club_id.id,
            "search_default_coming": 1,
        }
        return action

    def action_generate_programme(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "clubs_ambition.club_programme_generate_action"
        )
        action["context"] = {"default_cohort_id": self.id}
        return action

    def action_open_board(self):
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "clubs_ambition.week_board",
            "name": self.env._("Week board"),
            "params": {"cohort_id": self.id},
        }
