from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...utils import clock
from .club_placement import NO_EMPLOYER
from .followup_voices import PARTIES

ASK_DAYS = 30
"""Later than this after a milestone, one calls rather than writes."""

REMIND_DAYS = "5,12"
"""Days after the message on which it is called to mind, as long as nobody answered."""

HOLDERS = {"res.partner": "partner_id", "club.person": "person_id"}
"""In which field of a link who answers stands, by model."""


class ClubFollowupQuestion(models.AbstractModel):
    """Questions after a hire: who is asked by link, about what, and reminded when."""

    _name = "club.followup.question"
    _description = "Questions after the hire"

    @api.model
    def _ask(self):
        """Ask for news of the hires whose milestone has just come, then remind."""
        through = self.env["club.job"]._work_through
        for party in PARTIES:
            send = partial(self._send, party=party)
            through("club.followup", self._domain_to_ask(party), send)
        through("club.answer.link", self._domain_to_remind(), self._remind)

    @api.model
    def _domain_to_ask(self, party):
        """Return the milestones to ask one of them about: due, not answered by them."""
        today = clock.today(self)
        partner = "person_id" if party == "person" else "partner_id"
        followed = (
            Domain("active", "=", True)
            & Domain("state", "!=", "broken")
            & Domain(partner, "!=", False)
            & Domain(f"{partner}.active", "=", True)
            & Domain("participant_id", "any", self._domain_followed_journeys())
        )
        if party == "employer":
            followed &= Domain("partner_id.club_network_status", "!=", "stop")
            followed &= Domain("kind", "not in", NO_EMPLOYER)
        return (
            Domain("due_on", "<=", today)
            & Domain("due_on", ">", today - timedelta(days=ASK_DAYS))
            & Domain(f"{party}_answer", "=", False)
            & Domain("answer", "!=", "no_answer")
            & Domain("placement_id", "any", followed)
        )

    @api.model
    def _domain_followed_journeys(self):
        return self.env["club.exit.effect"]._domain_open_to("followups")

    @api.model
    def _send(self, followups, party):
        """Write to one of them, once for each milestone.

        sudo: links are made by the code alone.
        """
        self.env["club.turn"]._take(*(("asked", party, one) for one in followups.ids))
        Link = self.env["club.answer.link"].sudo()
        journeys = followups.sudo().placement_id.participant_id
        journeys = self.env["club.restriction"]._worked_on(journeys)
        followups = followups.filtered(
            lambda one: one.sudo().placement_id.participant_id in journeys
        )
        links = followups.sudo().link_ids
        asked = {(link.followup_id, link._holder()) for link in links}
        vals_list = []
        for followup in followups:
            placement = followup.placement_id
            who, email = placement._recipient_of(party)
            there = self.env["club.stand.in"]._present(followup.club_id)
            user = placement.animateur_id or there[:1]
            if not email or not user or (followup, who) in asked:
                continue
            vals_list.append(
                {
                    "kind": "followup",
                    HOLDERS[who._name]: who.id,
                    "email": email,
                    "club_id": followup.club_id.id,
                    "user_id": user.id,
                    "followup_id": followup.id,
                }
            )
        insiders = Link._insiders([vals["email"] for vals in vals_list])
        Link.create(
            [
                vals
                for vals in vals_list
                if email_normalize(vals["email"]) not in insiders
            ]
        )._send()

    @api.model
    def _reminder_days(self):
        """Return after how many days each reminder leaves.

        Set in ``clubs_ambition.followup_reminder_days`` (5 and 12).
        """
        candidacies = self.env["club.candidacy"]
        return candidacies._reminder_days("followup_reminder_days", REMIND_DAYS)

    @api.model
    def _domain_to_remind(self):
        """Return the links of questions that nobody has answered in any way."""
        open_journeys = self._domain_followed_journeys()
        return [
            ("kind", "=", "followup"),
            ("revoked_on", "=", False),
            ("answered_on", "=", False),
            ("expires_on", ">", fields.Datetime.now()),
            ("reminder_count", "<", len(self._reminder_days())),
            *("|", ("partner_id", "=", False)),
            ("partner_id.club_network_status", "!=", "stop"),
            ("followup_id.answer", "=", False),
            ("followup_id.placement_id.active", "=", True),
            ("followup_id.placement_id.state", "!=", "broken"),
            ("followup_id.placement_id.participant_id", "any", open_journeys),
            *("|", ("partner_id.active", "=", True)),
            *("&", ("person_id.active", "=", True)),
            ("person_id.no_email_on", "=", False),
        ]

    @api.model
    def _remind(self, links):
        """Remind of questions whose next reminder is due."""
        days, now = self._reminder_days(), fields.Datetime.now()
        for link in links:
            if link.create_date + timedelta(days=days[link.reminder_count]) <= now:
                link.reminder_count += 1
                link._send(reminder=True)
