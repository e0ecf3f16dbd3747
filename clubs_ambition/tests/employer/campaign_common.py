from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time

from ..common import ClubsCase

TODAY = date(2026, 11, 24)


class CampaignCase(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-11-24 09:00:00"))
        cls.commune = cls.env["club.commune"].search([("name", "=", "Marseille")])
        cls.club.write({"zip": "13002", "city": "Marseille"})
        jobs = cls.env["club.occupation"].search(
            [("kind", "=", "job"), ("parent_id.code", "=", "G1602")], limit=2
        )
        cls.cook, cls.other_cook = jobs

    def campaign(self, **vals):
        return (
            self.env["club.campaign"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Kitchens",
                    "club_id": self.club.id,
                    "occupation_ids": [Command.set(self.cook.ids)],
                    "commune_id": self.commune.id,
                    **vals,
                }
            )
        )

    def employer_at(self, name, north_km=0, **vals):
        """Return an employer so many kilometres north of the districts."""
        here = self.campaign_centre()
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "club_employer": True,
                "partner_latitude": here[0] + north_km / 111.2,
                "partner_longitude": here[1],
                **vals,
            }
        )

    def campaign_centre(self):
        one = self.env["club.campaign"].new({"commune_id": self.commune.id})
        return one.latitude, one.longitude

    def contact(self, lead, outcome="reached", day=TODAY, **vals):
        """Log a contact on that very day."""
        Contact = self.env["club.contact"].with_user(self.animateur)
        with freeze_time(f"{day} 10:00:00"):
            return Contact.create({"lead_id": lead.id, "outcome": outcome, **vals})

    def prospects(self, campaign, *partners):
        found = self.env["res.partner"].union(*partners)
        return campaign._add_employers(found.with_env(campaign.env))
