from odoo import api, fields, models

from ..const import CONTRACT_KINDS
from ..utils import clock


class ClubCandidacyHire(models.TransientModel):
    """Ask the terms of a hire: what a durable exit is judged on."""

    _name = "club.candidacy.hire"
    _description = "Record a hire"
    _inherit = ["club.sight.mixin"]

    _sight_fields = ("candidacy_id",)

    candidacy_id = fields.Many2one("club.candidacy", required=True, ondelete="cascade")
    kind = fields.Selection(
        CONTRACT_KINDS,
        required=True,
        compute="_compute_terms",
        store=True,
        readonly=False,
        string="Contract",
    )
    duration_months = fields.Integer(
        compute="_compute_terms",
        store=True,
        readonly=False,
        string="Duration (months)",
    )
    date_start = fields.Date(required=True, default=clock.today, string="First day")

    @api.depends("candidacy_id")
    def _compute_terms(self):
        for wizard in self:
            offer = wizard.candidacy_id.offer_id
            wizard.kind = wizard.kind or offer.kind
            wizard.duration_months = wizard.duration_months or offer.duration_months

    def action_confirm(self):
        self.ensure_one()
        lasting = self.kind in ("cdi", "business")
        self.candidacy_id.write(
            {
                "state": "hired",
                "hire_kind": self.kind,
                "hire_duration_months": 0 if lasting else self.duration_months,
                "hire_date_start": self.date_start,
            }
        )
        return self.candidacy_id.action_open_placement()
