from odoo import api, fields, models


class ClubCandidacyRefuse(models.TransientModel):
    """Ask why candidacies are refused, for one or many at once."""

    _name = "club.candidacy.refuse"
    _description = "Record a refusal"
    _inherit = ["club.sight.mixin"]

    _sight_fields = ("candidacy_ids",)

    candidacy_ids = fields.Many2many(
        "club.candidacy",
        required=True,
        default=lambda self: self._default_candidacies(),
    )
    refusal_reason_id = fields.Many2one(
        "club.refusal.reason", required=True, string="Reason"
    )

    @api.model
    def _default_candidacies(self):
        return self.env.context.get("active_ids", [])

    def action_confirm(self):
        self.ensure_one()
        return self.candidacy_ids.write(
            {"state": "refused", "refusal_reason_id": self.refusal_reason_id.id}
        )
