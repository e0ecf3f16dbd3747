from datetime import date

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
            self.lead._club_sort_in_baskets()
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
            leads.sudo().basket = "answered"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._club_sort_in_baskets()
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
            for one in self.env["club.call.sheet"]._baskets(self.round)
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
