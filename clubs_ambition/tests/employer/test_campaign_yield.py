import runpy
from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL
from odoo.tools.misc import file_path

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignYield(CampaignCase):
    """What each campaign, mode and channel brought, and keeps."""

    def test_each_mode_and_channel_has_its_yield(self):
        campaign = self.campaign(mode="named_profile")
        lead = self.prospects(campaign, self.employer)
        self.contact(lead, "not_reachable", channel="phone")
        self.contact(lead, "offer", channel="visit")
        offer = self.env["club.offer"].create(
            {
                "name": "Cook",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "lead_id": lead.id,
                "positions": 2,
            }
        )
        person = self.make_participant(state="active")
        self.make_candidacy(person, "sent", offer_id=offer.id).write(
            {"state": "interview"}
        )
        Report = self.env["club.campaign.report"].with_user(self.animateur)
        measures = ["contacts", "reached", "offers", "positions", "interviews", "hires"]
        found = Report._read_group(
            [("campaign_id", "=", campaign.id)],
            ["mode"],
            [f"{measure}:sum" for measure in measures],
        )
        self.assertEqual(found, [("named_profile", 2, 1, 1, 2, 1, 0)])
        stranger = Report.with_user(self.other_animateur)
        self.assertFalse(stranger.search([("campaign_id", "=", campaign.id)]))

    def yields(self, campaign, *measures):
        Report = self.env["club.campaign.report"].with_user(self.animateur)
        return Report._read_group(
            [("campaign_id", "=", campaign.id)],
            [],
            [f"{measure}:sum" for measure in measures],
        )[0]

    def test_a_profile_promoted_without_an_offer_yields_too(self):
        campaign = self.campaign(mode="named_profile")
        self.prospects(campaign, self.employer)
        person = self.make_participant(state="active")
        candidacy = self.make_candidacy(person, "sent")
        measures = ("offers", "candidacies", "interviews", "hires")
        self.assertEqual(self.yields(campaign, *measures), (0, 1, 0, 0))
        candidacy.write({"state": "interview"})
        self.assertEqual(self.yields(campaign, *measures), (0, 1, 1, 0))
        candidacy._record_hire(kind="cdi")
        self.assertEqual(self.yields(campaign, *measures), (0, 1, 1, 1))
        candidacy.active = False
        self.assertEqual(self.yields(campaign, "hires")[0] or 0, 0)

    def offer(self, **vals):
        return (
            self.env["club.offer"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Cook",
                    "partner_id": self.employer.id,
                    "club_id": self.club.id,
                    **vals,
                }
            )
        )

    def test_what_a_campaign_yielded_stays_its_own(self):
        first = self.campaign(name="Spring", mode="named_profile")
        lead = self.prospects(first, self.employer)
        self.contact(lead, channel="visit")
        offer = self.offer()
        people = [self.make_participant(state="active") for _rank in range(3)]
        self.make_candidacy(people[0], "sent", offer_id=offer.id)
        self.make_candidacy(people[1], "sent")
        measures = ("contacts", "offers", "candidacies", "hires")
        self.assertEqual(self.yields(first, *measures), (1, 1, 2, 0))

        second = self.campaign(name="Autumn", mode="useful_offers")
        lead.with_user(self.animateur).club_campaign_id = second
        self.assertEqual(self.yields(first, *measures), (1, 1, 2, 0), "it stays")
        self.assertEqual((first.offer_count, second.offer_count), (1, 0))
        self.assertEqual(self.yields(second, "contacts"), (False,), "nothing yet")

        self.contact(lead)
        self.offer(name="Waiter")
        self.make_candidacy(people[2], "sent", offer_id=offer.id)
        self.assertEqual(self.yields(second, *measures), (1, 1, 0, 0))
        self.assertEqual(
            self.yields(first, *measures), (1, 1, 3, 0), "the offer was the first's"
        )
        self.env.invalidate_all()
        self.assertEqual((first.offer_count, second.offer_count), (1, 1))
        modes = self.env["club.campaign.report"]._read_group(
            [("campaign_id", "in", (first + second).ids)], ["campaign_id", "mode"]
        )
        self.assertEqual(
            set(modes), {(first, "named_profile"), (second, "useful_offers")}
        )

    def test_what_came_before_the_prospect_is_no_campaign_s(self):
        offer = self.offer()
        campaign = self.campaign()
        self.prospects(campaign, self.employer)
        self.assertFalse(offer.prospecting_campaign_id)
        self.assertEqual(self.yields(campaign, "offers"), (False,))

    def test_a_prospect_leaves_a_campaign_as_it_joins_another(self):
        first = self.campaign(name="Spring")
        lead = self.prospects(first, self.employer)
        self.contact(lead, "not_for_me")
        second = self.campaign(name="Autumn")
        lead.with_user(self.animateur).club_campaign_id = second

        def moves(campaign):
            baskets = {
                one["key"]: one
                for one in self.env["club.call.sheet"]._baskets(campaign)
            }
            return {
                key: (one["count"], one["entered"], one["left"])
                for key, one in baskets.items()
                if one["count"] or one["entered"] or one["left"]
            }

        self.assertEqual(moves(first), {"to_call": (0, 1, 1), "answered": (0, 1, 1)})
        self.assertEqual(list(moves(second).values()), [(1, 1, 0)])
        lead.with_user(self.animateur).club_campaign_id = second
        self.assertEqual(list(moves(second).values()), [(1, 1, 0)], "nothing moved")

    def test_nobody_says_which_campaign_it_was(self):
        other = self.campaign(name="Other")
        self.prospects(self.campaign(), self.employer)
        offer = self.offer()
        with self.assertRefused(UserError, "follows from what is recorded"):
            offer.prospecting_campaign_id = other
        said = self.offer(name="Said", prospecting_campaign_id=other.id)
        self.assertNotEqual(said.prospecting_campaign_id, other)
        trick = {"default_prospecting_campaign_id": other.id}
        self.assertNotEqual(
            self.offer(name="Again")
            .with_context(**trick)
            .create(
                {
                    "name": "Trick",
                    "partner_id": self.employer.id,
                    "club_id": self.club.id,
                }
            )
            .prospecting_campaign_id,
            other,
        )

    def test_an_offer_has_the_channel_that_found_it(self):
        campaign = self.campaign()
        lead = self.prospects(campaign, self.employer)
        self.contact(lead, channel="visit")
        self.offer()
        Report = self.env["club.campaign.report"].with_user(self.animateur)
        domain = [("campaign_id", "=", campaign.id), ("offers", ">", 0)]
        self.assertEqual(Report.search(domain).mapped("channel"), ["visit"])
        lead.channel = "inbound"
        self.env.invalidate_all()
        self.assertEqual(Report.search(domain).mapped("channel"), ["inbound"])

    def test_the_number_of_queries_does_not_grow(self):
        campaign = self.campaign()

        def queries(number):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"E {rank}", "is_company": True, "club_employer": True}
                    for rank in range(number)
                ]
            )
            self.prospects(campaign, partners)
            found = self.env["club.offer"].create(
                [
                    {"name": "Cook", "partner_id": one.id, "club_id": self.club.id}
                    for one in partners
                ]
            )
            self.assertEqual(found.prospecting_campaign_id, campaign)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(found._prospects().keys(), set(found))
            return self.env.cr.sql_log_count - before

        queries(3)
        self.assertEqual(queries(30), queries(3))

    def test_the_past_is_given_to_the_campaign_of_its_day(self):
        first = self.campaign(name="Spring", date_start=date(2026, 3, 1))
        with freeze_time("2026-03-02 09:00:00"):
            lead = self.prospects(first, self.employer)
        second = self.campaign(name="Autumn", date_start=date(2026, 9, 1))
        with freeze_time("2026-09-02 09:00:00"):
            lead.club_campaign_id = second
        early, late, before = (self.offer(name=name) for name in "ABC")
        person = self.make_participant(state="active")
        candidacy = self.make_candidacy(person, "sent", offer_id=early.id)
        self.env.flush_all()
        for table, record, day in (
            ("crm_lead", lead, "2026-03-01"),
            ("club_offer", early, "2026-04-01"),
            ("club_offer", late, "2026-10-01"),
            ("club_offer", before, "2026-02-01"),
            ("club_candidacy", candidacy, "2026-10-02"),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE id = %s",
                    SQL.identifier(table),
                    day,
                    record.id,
                )
            )
        for campaign, day in ((first, "2026-03-02"), (second, "2026-09-02")):
            self.env.cr.execute(
                "UPDATE club_campaign_step SET create_date = %s WHERE campaign_id = %s",
                [day, campaign.id],
            )
        for table in ("club_offer", "club_candidacy", "club_contact"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET prospecting_campaign_id = NULL, "
                    "prospecting_mode = NULL",
                    SQL.identifier(table),
                )
            )
        path = file_path("clubs_ambition/migrations/19.0.1.2.0/pre-migration.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(early.prospecting_campaign_id, first)
        self.assertEqual(late.prospecting_campaign_id, second)
        self.assertFalse(before.prospecting_campaign_id)
        self.assertEqual(candidacy.prospecting_campaign_id, first)

    def test_employers_met_at_a_fair_are_logged_once(self):
        session = (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Job fair",
                    "kind": "forum",
                    "club_id": self.club.id,
                    "cohort_id": self.cohort.id,
                    "start": "2026-11-20 08:00:00",
                    "stop": "2026-11-20 11:00:00",
                    "employer_ids": [
                        Command.set((self.employer | self.other_employer).ids)
                    ],
                }
            )
        )
        self.assertEqual(session.employers_to_log, 2)
        session.action_log_employers()
        session.action_log_employers()
        contacts = session.contact_ids
        self.assertEqual(contacts.partner_id, self.employer | self.other_employer)
        self.assertEqual(
            (len(contacts), set(contacts.mapped("channel")), contacts[0].date),
            (2, {"fair"}, date(2026, 11, 20)),
        )
        self.assertFalse(session.employers_to_log)

    def test_a_visit_is_logged_as_a_visit(self):
        lead = self.prospects(self.campaign(), self.employer)
        session = (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Visit of the port",
                    "kind": "forum",
                    "club_id": self.club.id,
                    "start": "2026-11-24 08:00:00",
                    "stop": "2026-11-24 11:00:00",
                    "employers_channel": "visit",
                    "employer_ids": [Command.set(self.employer.ids)],
                }
            )
        )
        session.action_log_employers()
        self.assertEqual(session.contact_ids.channel, "visit")
        self.assertEqual(session.contact_ids.lead_id, lead)
        self.assertEqual(lead.basket, "waiting", "the prospect moves on with it")
