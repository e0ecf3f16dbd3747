from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import clean_context, format_date


class ClubCampaign(models.Model):
    """From the establishments chosen to the prospects, which keep the reasons why."""

    _inherit = "club.campaign"

    def _add_employers(self, partners, reasons=None):
        """Make prospects of ``partners``; those the club prospects already join.

        :param reasons: ``{partner id: values of the prospect that say why}``
        :return: the prospects
        """
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("This campaign is closed: open it again first."))
        # The dialog's default_campaign_id would be taken for a campaign of utm.
        Lead = self.env["crm.lead"].with_context(clean_context(self.env.context))
        known = Lead.search(
            Domain("club_id", "=", self.club_id.id)
            & Domain("partner_id", "in", partners.ids)
        )
        joining = known.filtered(
            lambda lead: lead.club_campaign_id.state != "running"
        ).grouped("partner_id")
        first = Lead.union(*(leads[:1] for leads in joining.values()))
        first.write({"club_campaign_id": self.id})
        reasons = reasons or {}
        for lead in first:
            lead.write(reasons.get(lead.partner_id.id, {}))
        created = Lead.create(
            [
                self._prospect_values(partner) | reasons.get(partner.id, {})
                for partner in partners - known.partner_id
            ]
        )
        return first | created

    def _prospect_values(self, partner):
        return {
            "type": "opportunity",
            "name": partner.name,
            "partner_id": partner.id,
            "club_id": self.club_id.id,
            "club_campaign_id": self.id,
            "user_id": self.user_id.id,
            "prospecting_mode": self.mode,
            "channel": self.channel,
            "occupation_ids": [Command.set(self.occupation_ids.ids)],
            "participant_ids": [Command.set(self.participant_ids.ids)],
        }

    def _reasons(self, rows):
        """Return what to keep on the prospects of what ``_ranked`` said."""
        return {
            row["partner_id"]: {
                "campaign_points": row["points"],
                "campaign_why": self._why(row),
            }
            for row in rows
        }

    def _why(self, row):
        """Return each reason to call with the points it gave."""
        jobs = {
            "offer": self.env._("had an offer for this job"),
            "domain": self.env._("had an offer of the same domain"),
            "trade": self.env._("same activity as employers of this job"),
        }
        reasons = [
            (jobs.get(row["job"]), row["job_points"]),
            (self._why_near(row["km"]), row["distance_points"]),
            (row["charter"] and self.env._("charter"), row["charter_points"]),
            (
                row["hired"] and self.env._("hires: %s", row["hired"]),
                row["hired_points"],
            ),
            (self._why_quiet(row["last_on"]), row["quiet_points"]),
        ]
        return " · ".join(f"{text} (+{points})" for text, points in reasons if text)

    def _why_near(self, km):
        if km is None:
            return self.env._("distance not known")
        if km < 1:
            return self.env._("less than 1 km away")
        return self.env._("%s km", round(km))

    def _why_quiet(self, day):
        if not day:
            return self.env._("never contacted")
        last = format_date(self.env, day, date_format="d MMM y")
        return self.env._("last contact on %s", last)
