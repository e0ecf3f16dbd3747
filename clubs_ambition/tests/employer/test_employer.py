from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...utils import clock
from ..common import ClubsCase

SIRET = "73282932000074"


@tagged("post_install", "-at_install", "hours")
class TestEmployer(ClubsCase):
    def test_siret_is_checked_and_stored_clean(self):
        self.employer.company_registry = "732 829 320 00074"
        self.assertEqual(self.employer.company_registry, SIRET)
        self.other_employer.company_registry = "35600000049837"
        with self.assertRaisesRegex(ValidationError, "SIRET"):
            self.employer.company_registry = "73282932000075"

    def test_a_siret_is_checked_where_insee_gives_one(self):
        def company(code, number, **vals):
            country = self.env.ref(f"base.{code}").id if code else False
            vals |= {"name": "C", "is_company": True, "country_id": country}
            return self.env["res.partner"].create({**vals, "company_registry": number})

        for code in ("fr", "re", "gp", "mq", "gf", "yt", "pm", "bl", "mf"):
            with (
                self.subTest(country=code),
                self.assertRefused(ValidationError, "or give the country of a company"),
            ):
                company(code, "73282932000075")
            self.assertTrue(company(code, SIRET))
        self.assertTrue(company("re", "35600000049837"), "La Poste")
        # registers of their own, and a company whose country nobody knows
        for code, number in (("nc", "0123456.001"), ("de", "HRB 1"), (None, "HRB 2")):
            self.assertEqual(company(code, number).company_registry, number)
        with self.assertRefused(ValidationError, "or give the country of a company"):
            company(None, "HRB 3", club_employer=True)

    def test_a_siren_is_told_apart(self):
        for number in ("732829320", "732 829 320"):
            with self.assertRefused(
                ValidationError, "enter the SIRET of this"
            ) as caught:
                self.employer.company_registry = number
            self.assertIn("is a SIREN", str(caught.exception))
            self.assertIn("5 more", str(caught.exception))
        with self.assertRefused(
            ValidationError, "or give the country of a company"
        ) as caught:
            self.employer.company_registry = "732829321"
        self.assertNotIn("SIREN", str(caught.exception))

    def test_a_foreign_company_keeps_its_own_number(self):
        self.employer.write(
            {"country_id": self.env.ref("base.be").id, "company_registry": "0477472701"}
        )
        self.assertEqual(self.employer.company_registry, "0477472701")

    def test_a_duplicate_siret_warns_with_a_parent_too(self):
        self.employer.company_registry = SIRET
        self.other_employer.write(
            {
                "company_registry": SIRET,
                "parent_id": self.env["res.partner"]
                .create({"name": "Groupe", "is_company": True})
                .id,
            }
        )
        self.assertEqual(
            self.other_employer.same_company_registry_partner_id, self.employer
        )
        self.assertEqual(
            self.employer.same_company_registry_partner_id, self.other_employer
        )

    def test_ape_and_department(self):
        self.employer.write({"ape_code": "1071c", "zip": "13002"})
        self.assertEqual(self.employer.ape_code, "10.71C")
        self.assertEqual(self.employer.club_naf_id.code, "10.71")
        self.assertEqual(self.employer.club_department_id.code, "13")
        for postcode, code in (("20000", "2A"), ("20200", "2B"), ("97400", "974")):
            self.employer.zip = postcode
            self.assertEqual(self.employer.club_department_id.code, code)
        with self.assertRefused(ValidationError, "is not an APE code"):
            self.employer.ape_code = "boulangerie"

    def test_a_club_has_its_team_and_stages(self):
        self.assertEqual(self.club.team_id.member_ids, self.animateur)
        lead = (
            self.env["crm.lead"]
            .with_user(self.animateur)
            .create({"name": "Hôtel du Port", "club_id": self.club.id})
        )
        self.assertEqual(lead.team_id, self.club.team_id)
        self.assertEqual(
            lead.stage_id, self.env.ref("clubs_ambition.crm_stage_to_contact")
        )
        stages = self.env["crm.lead"].with_context(clubs_prospection=1)
        shown = stages._read_group_stage_ids(self.env["crm.stage"], [])
        self.assertTrue(all(shown.mapped("for_clubs")))

    def test_stock_teams_keep_their_stages(self):
        team = self.env["crm.team"].create({"name": "Sales"})
        lead = self.env["crm.lead"].create({"name": "Deal", "team_id": team.id})
        self.assertFalse(lead.stage_id.for_clubs)

    def test_from_the_call_to_the_offer(self):
        """The animateur's own path, with no sales right."""
        env = self.env(user=self.animateur)
        lead = env["crm.lead"].create(
            {
                "name": "Hôtel du Port",
                "club_id": self.club.id,
                "partner_id": self.other_employer.id,
                "prospecting_mode": "useful_offers",
                "channel": "phone",
            }
        )
        env["club.contact"].create(
            {
                "lead_id": lead.id,
                "outcome": "call_back",
                "next_on": clock.today(self.club),
                "note": "Ask for Mme R.",
            }
        )
        self.assertEqual(lead.last_outcome, "call_back")
        self.assertEqual(
            lead.stage_id, self.env.ref("clubs_ambition.crm_stage_contacted")
        )
        self.assertEqual(lead.activity_ids.user_id, self.animateur)
        self.assertEqual(
            self.other_employer.club_last_contact_on, clock.today(self.club)
        )
        context = lead.action_club_qualify_offer()["context"]
        offer = (
            env["club.offer"]
            .with_context(**context)
            .create({"name": "Réceptionniste", "positions": 2})
        )
        self.assertEqual((offer.partner_id, lead.offer_count), (self.other_employer, 1))
        self.assertEqual(offer.state, "open")

    def test_an_offer_fills_with_its_hires(self):
        offer = self.env["club.offer"].create(
            {
                "name": "Vendeur",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "positions": 2,
            }
        )
        people = [self.make_participant(f"P{n}", "active") for n in range(2)]
        candidacies = [self.make_candidacy(p, offer_id=offer.id) for p in people]
        candidacies[0].state = "hired"
        self.assertEqual((offer.state, offer.positions_filled), ("partial", 1))
        candidacies[1].state = "hired"
        self.assertEqual(offer.state, "filled")
        candidacies[1].action_cancel_hire()
        offer.action_close()
        self.assertEqual(offer.state, "closed")
        offer.action_reopen()
        self.assertEqual(offer.state, "partial")
        with self.assertRefused(UserError, "close or reopen the offer with its"):
            offer.state = "open"

    def test_no_prospect_is_sent_to_an_outside_service(self):
        lead = self.env["crm.lead"].create(
            {"name": "x", "club_id": self.club.id, "email_from": "x@example.org"}
        )
        late = self.env["crm.lead"].create(
            {"name": "y", "team_id": False, "email_from": "y@example.org"}
        )
        late.club_id = self.club
        if "iap_enrich_done" in lead._fields:
            self.assertTrue(lead.iap_enrich_done)
            self.assertTrue(late.iap_enrich_done)
