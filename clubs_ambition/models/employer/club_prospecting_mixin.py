from odoo import api, fields, models

from ...const import PROSPECTING_MODES


class ClubProspectingMixin(models.AbstractModel):
    """What the prospection brought, with the round of calls it came from.

    A prospect goes from one campaign to the next. What was found keeps the campaign
    and the mode its employer was prospected in when it was recorded, so that the
    yield of a campaign does not change when its prospects join another.
    """

    _name = "club.prospecting.mixin"
    _description = "Found by prospecting"
    _inherit = ["club.guard.mixin"]

    prospecting_campaign_id = fields.Many2one(
        "club.campaign",
        compute="_compute_prospecting",
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        string="Prospecting campaign",
    )
    prospecting_mode = fields.Selection(
        PROSPECTING_MODES,
        compute="_compute_prospecting",
        store=True,
        precompute=True,
        copy=False,
    )

    @api.depends()
    def _compute_prospecting(self):
        """Follow the prospect once, when recorded: it depends on nothing after."""
        prospects = self._prospects()
        for found in self:
            lead = prospects[found]
            campaign = lead.club_campaign_id
            found.prospecting_campaign_id = campaign
            found.prospecting_mode = campaign.mode or lead.prospecting_mode

    def _prospects(self):
        """Return ``{record: prospect}``: the one named, else the employer's latest."""
        # sudo: whoever presents somebody does not see every prospect of the club.
        Lead = self.env["crm.lead"].sudo()
        leads = Lead.with_context(active_test=False).search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("club_id", "in", self.club_id.ids),
            ],
            order="id",
        )
        latest = {(lead.partner_id.id, lead.club_id.id): lead for lead in leads}
        return {
            found: self._prospect_named(found).sudo()
            or latest.get((found.partner_id.id, found.club_id.id), Lead)
            for found in self
        }

    @api.model
    def _prospect_named(self, found):
        return found.lead_id
