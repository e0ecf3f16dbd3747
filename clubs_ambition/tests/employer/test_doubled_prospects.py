import runpy

from odoo.tests import tagged
from odoo.tools import file_path

from .campaign_common import CampaignCase

SCRIPT = "clubs_ambition/migrations/19.0.1.9.0/post-doubled-prospects.py"


@tagged("post_install", "-at_install")
class TestDoubledProspects(CampaignCase):
    """What two people added at the same moment, before they took turns, is one again."""

    def prospects(self, campaign, employer, count=1):
        values = {
            "name": employer.name,
            "type": "opportunity",
            "club_id": self.club.id,
            "club_campaign_id": campaign.id,
            "partner_id": employer.id,
        }
        return self.env["crm.lead"].create([values] * count)

    def test_doubles_of_a_campaign_are_merged(self):
        one, other = self.campaign(), self.campaign(name="Another")
        doubled = self.prospects(one, self.employer, 3)
        single = self.prospects(one, self.other_employer)
        elsewhere = self.prospects(other, self.employer)
        contacts = [self.contact(lead) for lead in doubled]
        self.env.flush_all()
        runpy.run_path(file_path(SCRIPT))["migrate"](self.cr, "19.0.1.8.0")
        left = doubled.exists()
        self.assertEqual(len(left), 1)
        self.assertEqual({one.lead_id for one in contacts}, {left})
        self.assertEqual(left.club_campaign_id, one)
        self.assertEqual((single | elsewhere).exists(), single | elsewhere)
        noted = [("func", "=", "Prospects")]
        line = self.env["ir.logging"].search(noted, order="id desc", limit=1)
        self.assertIn("1 were twice", line.message)

    def test_added_again_none_is_made(self):
        campaign = self.campaign()
        for _click in range(2):
            campaign._add_employers(self.employer | self.other_employer)
        self.assertEqual(len(campaign.lead_ids), 2)
