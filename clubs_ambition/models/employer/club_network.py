from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...utils import bounds, clock
from ...utils.counts import count_by
from ...utils.identifiers import department_of
from ...utils.races import alone
from ..tools import guarded

PRESSURE_DAYS = 30
"""Window in which contacts with one employer are counted, all clubs together; those
the employer makes itself are no pressure."""

PRESSURE_PARAMETER = "clubs_ambition.pressure_contacts"
PRESSURE_CONTACTS = 3
"""Contacts in that window from which a warning is shown, unless the parameter says."""

COUNTED = {
    "club_lead_count": "crm.lead",
    "club_offer_count": "club.offer",
    "club_candidacy_count": "club.candidacy",
    "club_placement_count": "club.placement",
}
"""What each smart button of an establishment counts."""


class ClubNetwork(models.AbstractModel):
    """Say what the clubs share of their employers: who contacted whom, who may be."""

    _name = "club.network"
    _description = "Network of employers"

    @api.model
    def _is_traced(self, partners):
        """Tell whether these are employers, their people or prescribers.

        Whoever changes them leaves a trace; sudo: which contacts are these is told.
        """
        known = partners.sudo() | partners.sudo().parent_id
        ours = known.filtered(lambda one: one.club_employer or one.club_prescriber)
        return bool(ours) or guarded.made_by_us(partners)

    # === WHAT IS SHOWN === #

    @api.model
    def _show_counts(self, partners):
        """Set the counts of the smart buttons, each of what the reader may see."""
        for name, model in COUNTED.items():
            counts = {}
            if self.env[model].has_access("read"):
                counts = count_by(partners, model, "partner_id")
            for partner in partners:
                partner[name] = counts.get(partner.id, 0)

    @api.model
    def _show_immersions(self, partners):
        """Set the number of immersions at each host, of the clubs the reader sees."""
        held = [("state", "!=", "cancelled")]
        counts = count_by(partners, "club.immersion", "partner_id", held)
        for partner in partners:
            partner.club_immersion_count = counts.get(partner.id, 0)

    @api.model
    def _show_pressure(self, partners):
        """Set how often each was contacted lately, and whether that is too much."""
        since = clock.today(partners) - timedelta(days=PRESSURE_DAYS)
        ours = [("date", ">=", since), ("channel", "!=", "inbound")]
        counts = count_by(partners._origin, "club.contact", "partner_id", ours)
        limit = self._pressure_limit()
        for partner in partners:
            count = counts.get(partner._origin.id, 0)
            partner.club_recent_contact_count = count
            partner.club_under_pressure = count >= limit

    @api.model
    def _pressure_limit(self):
        """Return how many contacts a month are too many; sudo: a system parameter."""
        text = self.env["ir.config_parameter"].sudo().get_param(PRESSURE_PARAMETER)
        try:
            return max(bounds.read_integer((text or "").strip(), 0), 1)
        except ValueError:
            return PRESSURE_CONTACTS

    @api.model
    def _show_last_contact(self, partners):
        """Set the last contact of each as a sentence: one query finds them all."""
        Contact = self.env["club.contact"]
        groups = Contact._read_group(
            [("partner_id", "in", partners.ids)], ["partner_id"], ["id:max"]
        )
        last = {partner.id: contact_id for partner, contact_id in groups}
        contacts = Contact.browse(last.values())
        texts = {contact.id: contact._summary() for contact in contacts}
        for partner in partners:
            partner.club_last_contact_text = texts.get(last.get(partner.id))

    @api.model
    def _show_last_contact_day(self, partners):
        groups = self.env["club.contact"]._read_group(
            [("partner_id", "in", partners.ids)], ["partner_id"], ["date:max"]
        )
        latest = {partner.id: date for partner, date in groups}
        for partner in partners:
            partner.club_last_contact_on = latest.get(partner.id)

    @api.model
    def _show_near(self, partners):
        near = partners.filtered_domain(self._near_domain())
        for partner in partners:
            partner.club_near = partner in near

    @api.model
    def _near_domain(self):
        """Return the domain of the employers near the user's clubs.

        Who holds no club, and employers whose address is unknown, are not limited.
        """
        clubs = self.env["club.club"]._my_clubs()
        codes = {department_of(club.zip) for club in clubs if club.zip}
        if not codes:
            return Domain.TRUE
        return Domain("club_department_id.code", "in", list(codes)) | Domain(
            "club_department_id", "=", False
        )

    # === WHO BELONGS TO IT === #

    @api.model
    def _join(self, partners):
        """Remember as employers of the network those a club works with."""
        newcomers = partners.filtered(lambda partner: not partner.club_employer)
        newcomers.write({"club_employer": True})

    @api.model
    def _note_contact(self, partners):
        """Remember that a club was in touch with these employers."""
        newly = partners.filtered(
            lambda partner: partner.club_network_status in (False, "prospect")
        )
        newly.write({"club_network_status": "contacted", "club_employer": True})

    @api.model
    @alone("who has an account is no matter of an instant")
    def _check_account(self, partners, vals):
        """Refuse who prospects what is no employer's: the agency, an account's e-mail.

        A new password goes to that address. sudo: whose it is, is asked, not shown.

        :raise AccessError: for whoever has no right on contacts but ours
        """
        user = self.env.user
        if partners.env.su or user.has_group("base.group_partner_manager"):
            return
        contacts = partners.sudo().with_context(active_test=False)
        mailed = "email" in vals and contacts.user_ids - user
        agency = self.env["res.company"].sudo().with_context(active_test=False)
        if mailed or agency.search_count([("partner_id", "in", partners.ids)]):
            raise AccessError(
                self.env._(
                    "This contact is the agency's own, or has an account: ask an "
                    "administrator to change it."
                )
            )

    @api.model
    def _check_stop(self, partners, vals):
        """Refuse to undo a “stop” otherwise than on the employer's written word.

        :raise UserError: with the button that asks for it
        """
        if "club_network_status" not in vals or vals["club_network_status"] == "stop":
            return
        if self.env.su or guarded.is_open(partners, "club_network_status"):
            return
        stopped = partners.filtered(lambda one: one.club_network_status == "stop")
        if stopped:
            raise UserError(
                self.env._(
                    "%s asked not to be contacted any more. If the employer changed its "
                    "mind, open its page and press “They want to be contacted again”.",
                    stopped[0].name,
                )
            )

    @api.model
    def _lift_stop(self, partners, words):
        """Record that employers want to be contacted again, and their words."""
        for partner in partners.filtered(lambda one: one.club_network_status == "stop"):
            opened = partner._club_unguarded("club_network_status")
            opened.club_network_status = "contacted"
            partner.message_post(
                body=self.env._("Wants to be contacted again: %s", words)
            )
