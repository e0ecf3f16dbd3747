from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignBaskets(CampaignCase):
    """The ladder of reminders: who is due, since when, and what stops it."""

    def setUp(self):
        super().setUp()
        self.round = self.campaign(date_start=date(2026, 9, 1))
        self.lead = self.prospects(self.round, self.employer)

    def day(self, text):
        """Let that day come, with its nightly job."""
        with freeze_time(f"{text} 09:00:00"):
            self.lead._sort_in_baskets()
        return self.lead.basket

    def test_the_ladder(self):
        self.assertEqual(self.lead.basket, "to_call")
        self.contact(self.lead, "not_reachable", date(2026, 9, 1))
        self.assertEqual(self.day("2026-09-09"), "waiting")
        self.assertEqual(self.day("2026-09-10"), "chase_1", "day 9")
        self.contact(self.lead, "not_reachable", date(2026, 9, 11))
        self.assertEqual(self.day("2026-09-21"), "waiting")
        self.assertEqual(self.day("2026-09-22"), "chase_2", "day 21")
        self.contact(self.lead, "reached", date(2026, 9, 22))
        self.assertEqual(self.day("2026-10-16"), "chase_3", "day 45")
        self.contact(self.lead, "not_reachable", date(2026, 10, 16))
        self.assertEqual(self.day("2026-10-17"), "quiet")

    def test_a_reminder_plans_one_call(self):
        self.contact(self.lead, "not_reachable", date(2026, 9, 1))
        self.day("2026-09-10")
        self.day("2026-09-12")
        self.assertEqual(self.lead.activity_ids.mapped("summary"), ["First reminder"])
        self.assertEqual(self.lead.activity_ids.user_id, self.animateur)

    def test_a_reminder_falls_when_an_answer_came_otherwise(self):
        self.contact(self.lead, "not_reachable", date(2026, 9, 1))
        self.day("2026-09-10")
        self.env["club.offer"].create(
            {
                "name": "Cook",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "lead_id": self.lead.id,
            }
        )
        self.assertEqual(self.day("2026-09-12"), "answered")
        self.assertFalse(self.lead.activity_ids)

    def test_what_was_agreed_stays_when_an_answer_comes(self):
        self.contact(self.lead, "reached", date(2026, 9, 1), next_on=date(2026, 9, 30))
        self.assertEqual(self.day("2026-09-10"), "chase_1")
        self.env["club.offer"].create(
            {
                "name": "Cook",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "lead_id": self.lead.id,
            }
        )
        self.assertEqual(self.day("2026-09-12"), "answered")
        self.assertEqual(
            self.lead.activity_ids.mapped("date_deadline"), [date(2026, 9, 30)]
        )

    def test_a_club_has_its_own_ladder(self):
        self.club.write({"chase_1_days": 5, "chase_2_days": 10, "chase_3_days": 20})
        self.assertEqual(self.campaign(name="Next")._ladder(), (5, 10, 20))
        self.assertEqual(self.round._ladder(), (9, 21, 45), "begun before")
        own = self.campaign(name="Own", chase_1_days=7)
        self.assertEqual(own._ladder(), (7, 10, 20))

    def test_the_number_of_queries_does_not_grow(self):
        def queries(number):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"E {rank}", "is_company": True, "club_employer": True}
                    for rank in range(number)
                ]
            )
            leads = self.prospects(self.round, partners)
            leads.basket = "answered"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._sort_in_baskets()
            self.env.flush_all()
            self.assertEqual(set(leads.mapped("basket")), {"to_call"})
            return self.env.cr.sql_log_count - before

        queries(3)
        self.assertEqual(queries(30), queries(3))

    def test_a_colleague_starts_the_ladder_again(self):
        self.contact(self.lead, "not_reachable", date(2026, 9, 1))
        self.contact(self.lead, "referred", date(2026, 9, 8))
        self.assertEqual(self.day("2026-09-12"), "waiting")
        self.assertEqual(self.day("2026-09-17"), "chase_1")

    def test_an_answer_stops_it_however_it_came(self):
        self.contact(self.lead, "not_reachable", date(2026, 9, 1))
        self.assertEqual(self.day("2026-09-10"), "chase_1")
        person = self.make_participant(state="active", day=date(2026, 9, 1))
        candidacy = self.make_candidacy(person, "sent", sent_on=date(2026, 9, 5))
        self.assertEqual(self.day("2026-09-12"), "chase_1")
        candidacy.write({"state": "interview"})
        self.assertEqual(self.day("2026-09-12"), "answered")

    def test_an_offer_is_an_answer(self):
        self.contact(self.lead, "reached", date(2026, 9, 1))
        self.env["club.offer"].create(
            {
                "name": "Cook",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "lead_id": self.lead.id,
            }
        )
        self.assertEqual(self.day("2026-09-30"), "answered")

    def test_what_entered_and_what_left(self):
        self.contact(self.lead, "not_for_me")
        baskets = {
            one["key"]: (one["count"], one["entered"], one["left"])
            for one in self.round._baskets()
        }
        self.assertEqual(baskets["to_call"], (0, 1, 1))
        self.assertEqual(baskets["answered"], (1, 1, 0))

    def test_the_daily_job(self):
        self.contact(self.lead, "not_reachable", date(2026, 11, 10))
        self.assertEqual(self.day("2026-11-24"), "chase_1")
        self.contact(self.lead, "not_reachable", date(2026, 11, 24))
        self.assertEqual(self.lead.basket, "waiting")
        with freeze_time("2026-12-01 09:00:00"), self.enter_registry_test_mode():
            self.env.ref(
                "clubs_ambition.ir_cron_campaign_baskets"
            ).method_direct_trigger()
        self.lead.invalidate_recordset()
        self.assertEqual(self.lead.basket, "chase_2")


@tagged("post_install", "-at_install")
class TestCampaignYield(CampaignCase):
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
        candidacy.write({"state": "hired", "hire_kind": "cdi"})
        self.assertEqual(self.yields(campaign, *measures), (0, 1, 1, 1))
        candidacy.active = False
        self.assertEqual(self.yields(campaign, "hires")[0] or 0, 0)

    def test_an_offer_is_the_yield_of_the_campaign_of_its_day(self):
        first = self.campaign(name="Spring")
        self.prospects(first, self.employer)
        second = self.campaign(name="Autumn")
        lead = self.env["crm.lead"].create(second._prospect_values(self.employer))
        self.env["club.offer"].create(
            {"name": "Cook", "partner_id": self.employer.id, "club_id": self.club.id}
        )
        self.assertEqual(self.yields(second, "offers"), (1,))
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date + interval '1 day' "
            "WHERE id = %s",
            [lead.id],
        )
        self.assertEqual(self.yields(first, "offers"), (1,), "by then, the first one")

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
