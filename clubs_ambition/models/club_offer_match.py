from math import asin, cos, radians, sin, sqrt

from odoo import fields, models
from odoo.tools import format_date

from ..utils import clock
from .club_participant import SEATED

EARTH_KM = 6371
POINTS = {"job": 50, "level": 15, "distance": 20, "available": 15}
"""What each reason is worth, 100 in all. Age, district and difficulties are worth
nothing: they are not looked at."""


def distance_km(one, other):
    """Return the distance of two ``(latitude, longitude)`` as the crow flies, in km."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


class ClubOffer(models.Model):
    """How well somebody fits an offer, line by line: each point says where it is from."""

    _inherit = "club.offer"

    level_id = fields.Many2one(
        "club.education.level", ondelete="restrict", string="Level asked for"
    )

    def action_propose(self):
        """Rank the people of the user's clubs for this offer, to present several."""
        self.ensure_one()
        people = self.env["club.participant"].search(
            [("state", "in", SEATED), ("club_id", "in", self._proposing_clubs().ids)]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Present people"),
            "res_model": "club.proposal",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_offer_ids": self.ids,
                "default_participant_ids": people.ids,
                "dialog_size": "extra-large",
            },
        }

    def _proposing_clubs(self):
        """Return the user's clubs; the offer's own for who has none (a manager)."""
        return self.env.user.club_ids or self.club_id

    def _match(self, participant):
        """Return ``(points, [line])`` of one person for this offer, 0 to 100."""
        self.ensure_one()
        parts = [
            self._match_job(participant),
            self._match_level(participant),
            self.partner_id._club_match_distance(participant),
            self._match_availability(participant),
        ]
        return sum(points for points, _line in parts), [
            f"{line} (+{points})" for points, line in parts
        ]

    def _match_job(self, participant):
        best, asked = POINTS["job"], self.occupation_id
        sought = participant.occupation_ids
        if not asked or not sought:
            return best // 5, self.env._("job not told")
        if asked in sought:
            return best, self.env._("the job sought")
        if asked.parent_id and asked.parent_id in sought.parent_id:
            return best * 7 // 10, self.env._("a job of the same ROME sheet")
        if asked.domain_id in sought.domain_id:
            return best * 3 // 10, self.env._("a job of the same domain")
        return 0, self.env._("another job")

    def _match_level(self, participant):
        best, asked = POINTS["level"], self.level_id
        if not asked:
            return best, self.env._("no level asked for")
        level = participant.education_level_id
        if not level:
            return best // 3, self.env._("level not known")
        if level.level_number >= asked.level_number:
            return best, self.env._("level reached")
        return 0, self.env._("level below what is asked for")

    def _match_availability(self, participant):
        best, day = POINTS["available"], participant.available_from
        today = clock.today(self)
        if not day or day <= max(today, self.deadline or today):
            return best, self.env._("available")
        when = format_date(self.env, day)
        return best // 3, self.env._("available from %s", when)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_match_distance(self, participant):
        """Compare the way to this employer with how far the person may go."""
        best, reach = POINTS["distance"], participant.mobility_km
        here = (self.partner_latitude, self.partner_longitude)
        there = (participant.latitude, participant.longitude)
        if not (any(here) and any(there) and reach):
            return best // 2, self.env._("distance not known")
        way = distance_km(here, there)
        words = self.env._("%(way)s km, goes %(reach)s km", way=round(way), reach=reach)
        return (best if way <= reach else 0), words
