from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import COACH
from ...utils import actions, bounds, clock
from ..tools.club_guard_mixin import OPEN

PRESSURE_DAYS = 30
"""Window in which contacts with one employer are counted, all clubs together; those
the employer makes itself are no pressure."""

PRESSURE_PARAMETER = "clubs_ambition.pressure_contacts"
PRESSURE_CONTACTS = 3
"""Contacts in that window from which a warning is shown, unless the parameter says."""


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


class ResPartner(models.Model):
    """The employers' network on screen: who contacted whom, and the chain of work."""

    _inherit = "res.partner"

    club_recent_contact_count = fields.Integer(
        compute="_compute_club_recent_contact_count",
        string="Contacts of the last 30 days",
        groups="clubs_ambition.group_clubs_animateur",
    )
    club_under_pressure = fields.Boolean(
        compute="_compute_club_recent_contact_count",
        string="Under pressure",
        groups="clubs_ambition.group_clubs_animateur",
    )
    club_near = fields.Boolean(
        compute="_compute_club_near", search="_search_club_near", string="Near my clubs"
    )
    club_last_contact_text = fields.Char(
        compute="_compute_club_last_contact_text",
        string="Last contact told",
        groups="clubs_ambition.group_clubs_animateur",
    )

    club_immersion_count = fields.Integer(
        compute="_compute_club_immersion_count", groups=COACH, string="Immersions"
    )

    def _compute_club_recent_contact_count(self):
        since = clock.today(self) - timedelta(days=PRESSURE_DAYS)
        groups = self.env["club.contact"]._read_group(
            [
                ("partner_id", "in", self._origin.ids),
                ("date", ">=", since),
                ("channel", "!=", "inbound"),
            ],
            ["partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        limit = self._club_pressure_limit()
        for partner in self:
            count = counts.get(partner._origin.id, 0)
            partner.club_recent_contact_count = count
            partner.club_under_pressure = count >= limit

    @api.model
    def _club_pressure_limit(self):
        """Return how many contacts a month are too many; sudo: a system parameter."""
        text = self.env["ir.config_parameter"].sudo().get_param(PRESSURE_PARAMETER)
        try:
            return max(bounds.read_integer((text or "").strip(), 0), 1)
        except ValueError:
            return PRESSURE_CONTACTS

    def _compute_club_near(self):
        near = self.filtered_domain(self._domain_club_near())
        for partner in self:
            partner.club_near = partner in near

    def _search_club_near(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_club_near() if True in value else ~self._domain_club_near()

    @api.model
    def _domain_club_near(self):
        """The network is national: show first the departments of the user's clubs.

        Who holds no club, and employers whose address is unknown, are not limited.
        """
        clubs = self.env["club.club"]._my_clubs()
        codes = {self._club_department_code(club.zip) for club in clubs if club.zip}
        if not codes:
            return Domain.TRUE
        return Domain("club_department_id.code", "in", list(codes)) | Domain(
            "club_department_id", "=", False
        )

    def _compute_club_last_contact_text(self):
        """Tell the last contact of each: one query finds them all."""
        groups = self.env["club.contact"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["id:max"]
        )
        last = {partner.id: contact_id for partner, contact_id in groups}
        texts = {
            contact.id: contact._told()
            for contact in self.env["club.contact"].browse(last.values())
        }
        for partner in self:
            partner.club_last_contact_text = texts.get(last.get(partner.id))

    def _club_join_network(self):
        """Remember as employers of the network those a club works with."""
        newcomers = self.filtered(
            lambda partner: not partner.club_employer and not partner.club_person
        )
        newcomers.write({"club_employer": True})

    def _club_become_contacted(self):
        newly = self.filtered(
            lambda partner: (
                partner.club_network_status in (False, "prospect")
                and not partner.club_person
            )
        )
        newly.write({"club_network_status": "contacted", "club_employer": True})

    # === WHO WANTS NO CONTACT === #

    def write(self, vals):
        self._club_keep_stop(vals)
        return super().write(vals)

    def _club_keep_stop(self, vals):
        """Refuse to undo a “stop” otherwise than on the employer's written word.

        :raise UserError: with the button that asks for it
        """
        if "club_network_status" not in vals or vals["club_network_status"] == "stop":
            return
        if self.env.su or self.env.context.get("club_guard") is OPEN:
            return
        stopped = self.filtered(lambda one: one.club_network_status == "stop")
        if stopped:
            raise UserError(
                self.env._(
                    "%s asked not to be contacted any more. If the employer changed its "
                    "mind, open its page and press “They want to be contacted again”.",
                    stopped[0].name,
                )
            )

    def _club_lift_stop(self, words):
        """Record that an employer wants to be contacted again, and its words."""
        for partner in self.filtered(lambda one: one.club_network_status == "stop"):
            partner.with_context(club_guard=OPEN).club_network_status = "contacted"
            partner.message_post(
                body=self.env._("Wants to be contacted again: %s", words)
            )

    def action_lift_club_stop(self):
        self.ensure_one()
        return actions.dialog(
            "club.stop.lift",
            self.env._("They want to be contacted again"),
            default_partner_id=self.id,
        )

    def get_formview_id(self, access_uid=None):
        """Open an employer on the clubs' own form, for those who work in a club."""
        if (
            len(self) == 1
            and self.club_employer
            and self.env.user.has_group("clubs_ambition.group_clubs_animateur")
        ):
            return self.env.ref("clubs_ambition.res_partner_view_form_establishment").id
        return super().get_formview_id(access_uid=access_uid)

    # === ACTIONS === #

    def action_log_club_contact(self):
        self.ensure_one()
        return actions.dialog(
            "club.contact",
            self.env._("Log a contact"),
            default_partner_id=self.id,
            default_outcome=False,
        )

    def action_new_club_lead(self):
        """Open the form of a prospect filled with what the network knows."""
        action = self._action_open_club("crm_lead_action_prospection")
        action.update(views=[(self._club_prospect_form().id, "form")], domain=[])
        return action

    def action_new_club_offer(self, club=None):
        self.ensure_one()
        return actions.window(
            "club.offer",
            name=self.env._("New offer"),
            context={
                "default_partner_id": self.id,
                "default_club_id": (club or self.env["club.club"]._my_only_club()).id,
            },
        )

    @api.model
    def _club_prospect_form(self):
        return self.env.ref("clubs_ambition.crm_lead_view_form_prospection")

    def action_open_club_leads(self):
        return self._action_open_club("crm_lead_action_prospection")

    def action_open_club_offers(self):
        return self._action_open_club("club_offer_action")

    def action_open_club_candidacies(self):
        return self._action_open_club("club_candidacy_action")

    def action_open_club_placements(self):
        return self._action_open_club("club_placement_action")

    def action_open_club_contacts(self):
        return self._action_open_club("club_contact_action")

    def _action_open_club(self, xmlid):
        self.ensure_one()
        return actions.stored(
            self.env,
            xmlid,
            domain=[("partner_id", "=", self.id)],
            context={
                "default_partner_id": self.id,
                "default_type": "opportunity",
                "clubs_prospection": True,
            },
        )

    def _compute_club_immersion_count(self):
        """Immersions at this host, of the clubs the reader sees."""
        groups = self.env["club.immersion"]._read_group(
            [("partner_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.club_immersion_count = counts.get(partner.id, 0)

    def action_open_club_immersions(self):
        return self._action_open_club("club_immersion_action")

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
