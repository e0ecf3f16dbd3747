from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...const import CHANNELS, OUTCOMES
from ...utils import clock


class ClubContact(models.Model):
    """One dated contact of a club with an employer, and what came out of it.

    The network is shared: every animateur sees who contacted whom, so that no
    employer is called twice by two clubs.
    """

    _name = "club.contact"
    _description = "Contact with an employer"
    _inherit = ["club.prospecting.mixin", "club.label.mixin", "club.nir.refusal.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        string="Employer",
    )
    club_id = fields.Many2one(
        "club.club",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, string="By"
    )
    date = fields.Date(required=True, default=clock.today)
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    outcome = fields.Selection(OUTCOMES, required=True, default="reached")
    note = fields.Char()
    next_on = fields.Date(string="Next step on")
    next_delay = fields.Selection(
        [
            ("1", "Tomorrow"),
            ("3", "In 3 days"),
            ("7", "In 1 week"),
            ("14", "In 2 weeks"),
        ],
        store=False,
        string="Next step",
    )
    club_last_contact_text = fields.Char(related="partner_id.club_last_contact_text")
    club_recent_contact_count = fields.Integer(
        related="partner_id.club_recent_contact_count"
    )
    club_under_pressure = fields.Boolean(related="partner_id.club_under_pressure")

    _partner_date_idx = models.Index("(partner_id, date DESC)")

    session_id = fields.Many2one(
        "club.session", index="btree_not_null", ondelete="set null", readonly=True
    )

    @api.constrains("partner_id")
    def _check_employer(self):
        """The log of contacts is shared by every club: people are never in it."""
        for contact in self.sudo():
            if contact.partner_id.club_person:
                raise ValidationError(
                    self.env._(
                        "Only contacts with employers are logged here: choose an "
                        "employer."
                    )
                )

    @api.depends("lead_id")
    def _compute_from_lead(self):
        mine = self.env["club.club"]._my_only_club()
        for contact in self:
            lead = contact.lead_id
            contact.partner_id = lead.partner_id or contact.partner_id
            contact.club_id = lead.club_id or contact.club_id or mine

    @api.onchange("next_delay")
    def _onchange_next_delay(self):
        if self.next_delay:
            day = clock.today(self) + timedelta(days=int(self.next_delay))
            self.next_on = self._working_day(day)

    @api.model
    def _working_day(self, day):
        """Nobody calls an employer at the week-end: go on to Monday."""
        return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))

    def _told(self):
        """Return one line: who, when, what came out of it."""
        self.ensure_one()
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        parts = [
            self.club_id.name,
            format_date(self.env, self.date, date_format="d MMM"),
            outcomes.get(self.outcome),
            self.note and f"“{self.note}”",
        ]
        return ", ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        contacts.partner_id._club_become_contacted()
        for contact in contacts.filtered("lead_id"):
            contact.lead_id._club_follow_contact(contact)
        return contacts

    # === ACTIONS === #

    def action_qualify_offer(self):
        """Go on from the contact to the offer the employer has."""
        self.ensure_one()
        if self.lead_id:
            return self.lead_id.action_club_qualify_offer()
        return self.partner_id.action_new_club_offer(self.club_id)
