from odoo import api, fields, models

from ...const import COACH


class ClubParticipant(models.Model):
    """Eligibility."""

    _inherit = "club.participant"

    eligibility = fields.Selection(
        [
            ("eligible", "Eligible"),
            ("derogation", "Derogation"),
            ("incomplete", "To be completed"),
            ("not_eligible", "Not eligible"),
        ],
        compute="_compute_eligibility",
        groups=COACH,
    )
    eligibility_report = fields.Json(compute="_compute_eligibility", groups=COACH)
    eligibility_html = fields.Html(
        compute="_compute_eligibility_html", groups=COACH, sanitize=False
    )
    eligibility_at_entry = fields.Json(
        readonly=True,
        copy=False,
        groups=COACH,
        help="The diagnosis as it stood at admission.",
    )
    derogation_reason = fields.Text(readonly=True, copy=False, groups=COACH)
    derogation_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, groups=COACH
    )
    derogation_on = fields.Date(readonly=True, copy=False, groups=COACH)

    @api.depends(
        "birth_date",
        "started_on",
        "district_status",
        "district_id",
        "district_source",
        "education_level_id",
        "occupation_ids",
        "barrier_ids.grade",
        "barrier_ids.barrier_id.can_block",
        "derogation_reason",
        "club_id",
    )
    def _compute_eligibility(self):
        rules = self.env["club.eligibility"]
        for participant in self:
            report = rules._report(participant)
            participant.eligibility_report = report
            participant.eligibility = rules._conclusion(participant, report)

    @api.depends("eligibility_report", "eligibility_at_entry")
    @api.depends_context("lang")
    def _compute_eligibility_html(self):
        for participant in self:
            participant.eligibility_html = self.env["ir.qweb"]._render(
                "clubs_ambition.eligibility_report",
                {
                    "lines": participant.eligibility_at_entry
                    or participant.eligibility_report,
                    "at_entry": bool(participant.eligibility_at_entry),
                    "participant": participant,
                },
            )
