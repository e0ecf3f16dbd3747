from odoo import api, fields, models

from ...utils import clock

BASKETS = [
    ("to_call", "To call"),
    ("call_back", "To call back"),
    ("chase_1", "First reminder"),
    ("chase_2", "Second reminder"),
    ("chase_3", "Last reminder"),
    ("waiting", "Waiting for an answer"),
    ("answered", "Answered"),
    ("quiet", "No answer"),
]
"""Where a prospect of a campaign stands; the first five are work to do."""

TO_DO = ("to_call", "call_back", "chase_1", "chase_2", "chase_3")


class ClubCampaignStep(models.Model):
    """One move of a prospect from a basket to another: what entered, what left."""

    _name = "club.campaign.step"
    _description = "Move of a prospect between baskets"
    _inherit = ["club.label.mixin"]
    _order = "date desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one(
        "crm.lead", index="btree_not_null", ondelete="set null", string="Prospect"
    )
    campaign_id = fields.Many2one(
        "club.campaign", required=True, index=True, ondelete="cascade"
    )
    club_id = fields.Many2one(
        related="campaign_id.club_id", store=True, index=True, precompute=True
    )
    date = fields.Date(required=True, default=clock.today)
    left = fields.Selection(BASKETS, readonly=True, copy=False)
    entered = fields.Selection(BASKETS, readonly=True, copy=False)

    _campaign_date_idx = models.Index("(campaign_id, date)")

    @api.model
    def _counts(self, campaigns, since):
        """Return ``{campaign id: {basket: (entered, left)}}`` since a day."""
        found = {campaign.id: {} for campaign in campaigns}
        domain = [("campaign_id", "in", campaigns.ids), ("date", ">=", since)]
        for place, column in enumerate(("entered", "left")):
            for campaign, basket, count in self._read_group(
                [*domain, (column, "!=", False)], ["campaign_id", column], ["__count"]
            ):
                pair = found[campaign.id].setdefault(basket, [0, 0])
                pair[place] = count
        return found
