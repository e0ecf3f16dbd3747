from odoo import fields, models


class ClubWeekReviewLine(models.TransientModel):
    """An objective under review."""

    _name = "club.week.review.line"
    _inherit = ["club.dialog.access.mixin"]
    _description = "Objective under review"

    review_id = fields.Many2one("club.week.review", required=True, ondelete="cascade")
    objective_id = fields.Many2one(
        "club.objective", required=True, ondelete="cascade", string="Set out"
    )
    name = fields.Char(
        related="objective_id.name", related_sudo=False, string="Objective"
    )
    week_start = fields.Date(related="objective_id.week_start", related_sudo=False)
    outcome = fields.Selection(
        [("done", "Done"), ("carry", "Carried over"), ("drop", "Dropped")]
    )

    def _apply(self):
        """Move the objective on as the review says."""
        objective = self.objective_id
        outcomes = {
            "done": objective.action_done,
            "carry": objective.action_carry,
            "drop": objective.action_drop,
        }
        return outcomes[self.outcome]()
