from odoo import fields, models
from odoo.tools import SQL

from ..const import CHANNELS, PROSPECTING_MODES


class ClubCampaignReport(models.Model):
    """What prospecting yields: calls, employers reached, offers, interviews, hires.

    One row a contact, and one row an offer with the candidacies it got; both have the
    mode of their prospect, and the channel of the contact or of the prospect. An offer
    found without its prospect is that of the employer's. Nobody is named.
    """

    _name = "club.campaign.report"
    _description = "Yield of the prospection"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "campaign_id"

    date = fields.Date(readonly=True)
    club_id = fields.Many2one("club.club", readonly=True)
    campaign_id = fields.Many2one("club.campaign", readonly=True)
    mode = fields.Selection(PROSPECTING_MODES, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, string="By")
    contacts = fields.Integer(readonly=True)
    reached = fields.Integer("Employers reached", readonly=True)
    offers = fields.Integer("Offers found", readonly=True)
    positions = fields.Integer("Positions offered", readonly=True)
    candidacies = fields.Integer(readonly=True)
    interviews = fields.Integer("Interviews obtained", readonly=True)
    hires = fields.Integer("Hires obtained", readonly=True)

    _depends = {
        "club.candidacy": ["active", "furthest_state", "offer_id", "sent_on"],
        "club.contact": ["channel", "club_id", "date", "lead_id", "outcome", "user_id"],
        "club.offer": ["club_id", "lead_id", "partner_id", "positions"],
        "crm.lead": ["channel", "club_campaign_id", "prospecting_mode", "user_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id * 2 AS id, c.date, c.club_id, lead.club_campaign_id AS campaign_id,
                   lead.prospecting_mode AS mode, c.channel, c.user_id,
                   1 AS contacts, (c.outcome != 'not_reachable')::int AS reached,
                   0 AS offers, 0 AS positions, 0 AS candidacies, 0 AS interviews,
                   0 AS hires
              FROM club_contact c
         LEFT JOIN crm_lead lead ON lead.id = c.lead_id
         UNION ALL
            SELECT o.id * 2 + 1, o.create_date::date, o.club_id, lead.club_campaign_id,
                   lead.prospecting_mode, lead.channel, lead.user_id,
                   0, 0, 1, o.positions, COALESCE(c.sent, 0),
                   COALESCE(c.interviews, 0), COALESCE(c.hires, 0)
              FROM club_offer o
         LEFT JOIN crm_lead lead ON lead.id = COALESCE(o.lead_id, (
                   SELECT MIN(l.id) FROM crm_lead l
                    WHERE l.partner_id = o.partner_id AND l.club_id = o.club_id))
         LEFT JOIN (SELECT offer_id, COUNT(*) AS sent,
                           COUNT(*) FILTER (WHERE furthest_state IN
                               ('interview', 'trial', 'hired')) AS interviews,
                           COUNT(*) FILTER (WHERE furthest_state = 'hired') AS hires
                      FROM club_candidacy
                     WHERE offer_id IS NOT NULL AND sent_on IS NOT NULL
                  GROUP BY 1) c ON c.offer_id = o.id
            """
        )
