from odoo import api, fields, models


class ClubWeekReviewNext(models.TransientModel):
    """An objective the person sets out to reach next."""

    _name = "club.week.review.next"
    _inherit = ["club.label.mixin"]
    _description = "Next objective"

    review_id = fields.Many2one("club.week.review", required=True, ondelete="cascade")
    preset_id = fields.Many2one("club.objective.preset", ondelete="cascade")
    name = fields.Char(
        compute="_compute_name",
        store=True,
        compute_sudo=False,
        readonly=False,
        precompute=True,
        required=True,
        string="Objective",
    )
    agreed = fields.Boolean(default=True)

    @api.depends("preset_id")
    def _compute_name(self):
        for line in self:
            line.name = line.preset_id.name or line.name

    def _objective_values(self):
        return {
            "participant_id": self.review_id.participant_id.id,
            "week_start": self.review_id.next_week,
            "preset_id": self.preset_id.id,
            "name": self.name,
            "agreed": self.agreed,
        }
