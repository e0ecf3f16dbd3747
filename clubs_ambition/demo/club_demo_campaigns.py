from datetime import timedelta

from odoo import api, models

from ..utils import clock
from . import story

CAMPAIGNS = (
    ("useful_offers", "Cuisine et service, rentrée", -34, "Cuisin"),
    ("pooled_profiles", "Quinze personnes prêtes, grande distribution", -16, "Employé"),
    ("named_profile", "Pour Karim : la cuisine d'un grand hôtel", -2, "Cuisin"),
)
"""Mode, name, the day it began, counted from today, and how its jobs begin."""

CALLS = (
    ("not_reachable", 1, "Standard fermé entre 12 h et 14 h."),
    ("offer", 2, "Cherche un commis pour janvier."),
    ("call_back", 3, "Rappeler quand le gérant est là."),
    ("reached", 2, "Demande un mail avec les profils."),
)
"""What came out of the first calls: outcome, days after the campaign began, words."""


class ClubDemoCampaigns(models.AbstractModel):
    """One campaign of each mode, called in part: every basket has somebody."""

    _name = "club.demo.campaigns"
    _description = "Campaigns of the demo"

    @api.model
    def _load(self):
        self._place_employers()
        for plan in CAMPAIGNS:
            self._run_campaign(*plan)
        self._hold_fair()

    def _hold_fair(self):
        """A job fair of last week: three employers met there, logged in one gesture."""
        club = story.ref(self.env, "club_club_demo_marseille")
        day = clock.monday(clock.today(self)) - timedelta(days=4)
        met = self.env["crm.lead"].search(
            [("club_id", "=", club.id), ("partner_id.city", "=", "Marseille")],
            order="id",
            limit=3,
        )
        user = story.ref(self.env, "res_users_demo_animateur")
        fair = self.env["club.session"].create(
            {
                "name": "Forum de l'emploi, Parc Chanot",
                "kind": "forum",
                "club_id": club.id,
                "animateur_id": user.id,
                "start": f"{day} 08:00:00",
                "stop": f"{day} 15:00:00",
                "location": "Parc Chanot, Marseille",
                "employer_ids": met.partner_id.ids,
            }
        )
        fair.with_user(user).action_log_employers()
        fair.action_close()

    def _place_employers(self):
        """Spread the employers of Marseille, who do not exist, around its districts."""
        commune = story.ref(self.env, "club_club_demo_marseille")._commune()
        centre = self.env["club.campaign"].new({"commune_id": commune.id})
        employers = self.env["res.partner"].search(
            [("club_employer", "=", True), ("city", "=", "Marseille")], order="id"
        )
        for rank, employer in enumerate(employers):
            employer.partner_latitude = centre.latitude + (rank * 7 % 13 - 6) / 100
            employer.partner_longitude = centre.longitude + (rank * 5 % 11 - 5) / 100

    def _run_campaign(self, mode, name, day, job):
        cohort = story.ref(self.env, "club_cohort_demo_marseille_running")
        begun = clock.today(self) + timedelta(days=day)
        user = story.ref(self.env, "res_users_demo_animateur")
        campaign = self.env["club.campaign"].create(
            {
                "name": name,
                "mode": mode,
                "club_id": cohort.club_id.id,
                "cohort_id": cohort.id,
                "user_id": user.id,
                "date_start": begun,
                "note": "Trois mois d'accompagnement intensif, un animateur joignable.",
            }
        )
        jobs = campaign.occupation_ids
        campaign.occupation_ids = jobs.filtered(lambda one: one.name.startswith(job))
        ranked = self._never_answered(campaign._ranked())[:5]
        if mode == "named_profile":
            campaign.participant_ids = story.person(self.env, "karim")
        partners = self.env["res.partner"].browse(row["partner_id"] for row in ranked)
        leads = campaign._add_employers(partners, campaign._reasons(ranked))
        self._log_calls(campaign, leads, begun)
        leads._club_sort_in_baskets()

    def _never_answered(self, ranked):
        """Leave out whom the clubs already work with: they need no campaign."""
        known = self.env["club.candidacy"].search([]).partner_id
        return [row for row in ranked if row["partner_id"] not in known.ids]

    def _log_calls(self, campaign, leads, begun):
        today = clock.today(self)
        for lead, (outcome, after, note) in zip(leads, CALLS, strict=False):
            date = min(begun + timedelta(days=after), today)
            self.env["club.contact"].create(
                {
                    "lead_id": lead.id,
                    "user_id": campaign.user_id.id,
                    "date": date,
                    "channel": "phone",
                    "outcome": outcome,
                    "note": note,
                    "next_on": today if outcome == "call_back" else False,
                }
            )
