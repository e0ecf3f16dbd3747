from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

CHOSEN = 30
"""Establishments ticked at first: about two weeks of calls."""


class ClubCampaignFind(models.TransientModel):
    """Establishments that suit a campaign, best first, each with its reasons."""

    _name = "club.campaign.find"
    _description = "Establishments to call"

    campaign_id = fields.Many2one("club.campaign", required=True, ondelete="cascade")
    radius_km = fields.Integer(related="campaign_id.radius_km", readonly=False)
    line_ids = fields.One2many(
        "club.campaign.find.line",
        "find_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        string="Establishments",
    )

    @api.depends("campaign_id", "radius_km")
    def _compute_line_ids(self):
        for find in self:
            rows = find.campaign_id._ranked() if find.campaign_id else []
            find.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "partner_id": row["partner_id"],
                        "points": row["points"],
                        "km": row["km"] or 0,
                        "why": find._why(row),
                        "chosen": rank < CHOSEN,
                    }
                )
                for rank, row in enumerate(rows)
            ]

    def _why(self, row):
        """Return each reason with the points it gave."""
        jobs = {
            "offer": self.env._("had an offer for this job"),
            "domain": self.env._("had an offer of the same domain"),
            "trade": self.env._("same activity as employers of this job"),
        }
        near = self.env._("%s km", round(row["km"])) if row["km"] is not None else False
        last = row["last_on"] and format_date(
            self.env, row["last_on"], date_format="d MMM y"
        )
        reasons = [
            (jobs.get(row["job"]), row["job_points"]),
            (near or self.env._("distance not known"), row["distance_points"]),
            (row["charter"] and self.env._("charter"), row["charter_points"]),
            (
                row["hired"] and self.env._("hires: %s", row["hired"]),
                row["hired_points"],
            ),
            (
                self.env._("last contact on %s", last)
                if last
                else self.env._("never contacted"),
                row["quiet_points"],
            ),
        ]
        return " · ".join(f"{text} (+{points})" for text, points in reasons if text)

    def action_add(self):
        """Make prospects of those chosen, and go on to the calls."""
        self.ensure_one()
        chosen = self.line_ids.filtered("chosen")
        if not chosen:
            raise UserError(self.env._("Choose at least one establishment to call."))
        leads = self.campaign_id._add_employers(chosen.partner_id)
        points = {line.partner_id: line.points for line in chosen}
        for number, found in leads.grouped(
            lambda lead: points.get(lead.partner_id, 0)
        ).items():
            found.write({"campaign_points": number})
        return self.campaign_id.action_open_prospects()


class ClubCampaignFindLine(models.TransientModel):
    _name = "club.campaign.find.line"
    _description = "Establishment proposed to a campaign"
    _order = "points desc, km, id"

    find_id = fields.Many2one("club.campaign.find", required=True, ondelete="cascade")
    chosen = fields.Boolean()
    partner_id = fields.Many2one("res.partner", required=True, string="Employer")
    points = fields.Integer()
    km = fields.Float(digits=(6, 1))
    why = fields.Char()
    last_contact_text = fields.Char(related="partner_id.club_last_contact_text")
