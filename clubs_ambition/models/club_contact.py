from odoo import api, fields, models

from ..const import CHANNELS, OUTCOMES


class ClubContact(models.Model):
    """One dated contact of a club with an employer, and what came out of it.

    The network is shared: every animateur sees who contacted whom, so that no
    employer is called twice by two clubs.
    """

    _name = "club.contact"
    _description = "Contact with an employer"
    _inherit = ["club.text.guard.mixin"]
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
    date = fields.Date(required=True, default=fields.Date.context_today)
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    outcome = fields.Selection(OUTCOMES, required=True, default="reached")
    note = fields.Char()
    next_on = fields.Date(string="Next step on")

    _partner_date_idx = models.Index("(partner_id, date DESC)")

    @api.depends("lead_id")
    def _compute_from_lead(self):
        for contact in self:
            lead = contact.lead_id
            contact.partner_id = lead.partner_id or contact.partner_id
            contact.club_id = (
                lead.club_id or contact.club_id or self.env.user.club_ids[:1]
            )

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        for contact in contacts.filtered("lead_id"):
            contact.lead_id._follow_contact(contact)
        return contacts
