from odoo import fields, models
from odoo.tools import SQL

from ..const import CHANNELS, PROSPECTING_MODES

PROSPECT = SQL(
    """
    (SELECT l.id FROM crm_lead l
      WHERE l.partner_id = found.partner_id AND l.club_id = found.club_id
   ORDER BY l.id DESC LIMIT 1)
    """
)
"""The employer's latest prospect in this club."""

CHANNEL = SQL(
    """
    CASE WHEN lead.channel = 'inbound' THEN 'inbound' ELSE COALESCE(
         (SELECT c.channel FROM club_contact c
           WHERE c.partner_id = found.partner_id AND c.club_id = found.club_id
             AND c.date <= found.create_date::date
        ORDER BY c.date DESC, c.id DESC LIMIT 1), lead.channel) END
    """
)
"""How something was found: by the last contact by then, unless the employer came."""


class ClubCampaignReport(models.Model):
    """What prospecting yields: calls, employers reached, offers, interviews, hires.

    One row a contact, one an offer with the candidacies it got, and one a candidacy
    sent without an offer (a named profile promoted). Each has the campaign and the
    mode it was recorded in (``club.prospecting.mixin``), the channel of the contact or
    of the last one by then (:data:`CHANNEL`), and who recorded it. Nobody is named.
    """

    _name = "club.campaign.report"
    _description = "Yield of the prospection"
    _inherit = ["club.label.mixin"]
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
        "club.candidacy": [
            "active",
            "club_id",
            "furthest_state",
            "offer_id",
            "partner_id",
            "prospecting_campaign_id",
            "prospecting_mode",
            "sent_on",
        ],
        "club.contact": [
            "channel",
            "club_id",
            "date",
            "outcome",
            "partner_id",
            "prospecting_campaign_id",
            "prospecting_mode",
            "user_id",
        ],
        "club.offer": [
            "club_id",
            "lead_id",
            "partner_id",
            "positions",
            "prospecting_campaign_id",
            "prospecting_mode",
        ],
        "crm.lead": ["channel", "club_id", "partner_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id * 3 AS id, c.date, c.club_id,
                   c.prospecting_campaign_id AS campaign_id,
                   c.prospecting_mode AS mode, c.channel, c.user_id,
                   1 AS contacts, (c.outcome != 'not_reachable')::int AS reached,
                   0 AS offers, 0 AS positions, 0 AS candidacies, 0 AS interviews,
                   0 AS hires
              FROM club_contact c
         UNION ALL
            SELECT found.id * 3 + 1, found.create_date::date, found.club_id,
                   found.prospecting_campaign_id, found.prospecting_mode, %(channel)s,
                   found.create_uid, 0, 0, 1, found.positions, COALESCE(c.sent, 0),
                   COALESCE(c.interviews, 0), COALESCE(c.hires, 0)
              FROM club_offer found
         LEFT JOIN crm_lead lead ON lead.id = COALESCE(found.lead_id, %(prospect)s)
         LEFT JOIN (SELECT offer_id, COUNT(*) AS sent,
                           COUNT(*) FILTER (WHERE furthest_state = ANY(%(met)s::text[]))
                               AS interviews,
                           COUNT(*) FILTER (WHERE furthest_state = 'hired') AS hires
                      FROM club_candidacy
                     WHERE offer_id IS NOT NULL AND sent_on IS NOT NULL AND active
                  GROUP BY 1) c ON c.offer_id = found.id
         UNION ALL
            SELECT found.id * 3 + 2, found.sent_on, found.club_id,
                   found.prospecting_campaign_id, found.prospecting_mode, %(channel)s,
                   found.create_uid, 0, 0, 0, 0, 1,
                   (found.furthest_state = ANY(%(met)s::text[]))::int,
                   (found.furthest_state = 'hired')::int
              FROM club_candidacy found
         LEFT JOIN crm_lead lead ON lead.id = %(prospect)s
             WHERE found.offer_id IS NULL AND found.sent_on IS NOT NULL
               AND found.active
            """,
            channel=CHANNEL,
            prospect=PROSPECT,
            met=["interview", "trial", "hired"],
        )
