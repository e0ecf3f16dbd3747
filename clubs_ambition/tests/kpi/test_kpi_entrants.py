from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .kpi_common import CUTOFF, START, KpiCase


@tagged("post_install", "-at_install")
class TestKpiEntrants(KpiCase):
    """Who counts as having entered, and what they are."""

    def level(self, code):
        return self.env["club.education.level"].search([("code", "=", code)]).id

    def test_person_counts_once_journeys_apart(self):
        first = self.journey("Lina")
        self.leave(first, START + timedelta(days=30))
        self.journey(start=date(2026, 6, 1), person=first.person_id)
        self.assertFigure("entrants", 1)
        self.assertFigure("journeys", 2)

    def test_admitted_without_start_has_not_entered(self):
        self.make_participant("Lina", "admitted", day=START)
        self.assertFigure("entrants", 0)

    def test_period_and_cutoff_bound_the_start(self):
        self.journey("Before", start=date(2025, 12, 31))
        self.journey("First day", start=date(2026, 1, 1))
        self.journey("Last day", start=date(2026, 12, 31))
        self.assertFigure("entrants", 2)
        self.assertFigure("entrants", 1, cutoff=date(2026, 12, 30))

    def test_archived_journey_counts(self):
        self.leave(self.journey(), START + timedelta(days=9)).active = False
        self.assertFigure("journeys", 1)

    def test_age_is_that_of_the_first_day(self):
        for name, years, days in (
            ("30 tomorrow", 30, 1),
            ("30 today", 30, 0),
            ("45 tomorrow", 45, 1),
            ("45 today", 45, 0),
        ):
            birth = START - relativedelta(years=years) + timedelta(days=days)
            self.journey(name, birth_date=birth)
        self.journey("Nobody knows")
        self.assertFigure("age_under_30", 1, 4, unknown=1)
        self.assertFigure("age_30_44", 2, 4, unknown=1)
        self.assertFigure("age_45_plus", 1, 4, unknown=1)

    def test_first_journey_tells_what_the_person_is(self):
        birth = START - relativedelta(years=29, months=11)
        first = self.journey(birth_date=birth)
        self.leave(first, START + timedelta(days=30))
        again = date(2026, 6, 1)
        self.journey(start=again, person=first.person_id, birth_date=birth)
        self.assertFigure("age_under_30", 1, 1)
        second_half = (date(2026, 4, 1), date(2026, 12, 31))
        self.assertFigure("age_under_30", 0, 1, period=second_half)

    def test_district_not_established_is_not_outside(self):
        for name, status in (("A", "in"), ("B", "out"), ("C", "unknown"), ("D", "in")):
            self.journey(name, district_status=status)
        self.assertFigure("priority_district", 2, 3, unknown=1)

    def test_level_is_compared_by_meaning_not_by_numeral(self):
        for name, code in (
            ("VI", "AFS"),
            ("Bac+2", "NV3"),
            ("II", "NV2"),
            ("I", "NV1"),
        ):
            self.journey(name, education_level_id=self.level(code))
        self.journey("Unknown")
        self.assertFigure("below_level_ii", 2, 4, unknown=1)

    def test_nothing_at_all_has_no_rate(self):
        for key in (
            "age_under_30",
            "positive_exit_entrants",
            "referrals_per_participant",
        ):
            self.assertFigure(key, 0, 0)


@tagged("post_install", "-at_install")
class TestKpiReferrals(KpiCase):
    """What was done for them: only the coach's steps, each once."""

    def assertReferrals(self, count, journeys=1, **scope):
        self.assertFigure("referrals_per_participant", count, journeys, **scope)

    def test_only_the_coach_refers(self):
        journey = self.journey()
        for origin in ("coach", "spontaneous", "fair", "self", "peer"):
            employer = self.env["res.partner"].create({"name": origin})
            self.refer(journey, START, employer=employer, origin=origin)
        self.assertReferrals(1)
        self.assertFigure("candidacies_per_participant", 5, 1)

    def test_a_chaser_is_not_a_new_referral(self):
        journey = self.journey()
        for days in (0, 30):
            self.refer(journey, START + timedelta(days=days))
        self.assertReferrals(1)
        self.refer(journey, START + timedelta(days=61))
        self.assertReferrals(2)

    def test_another_offer_or_employer_is_another_referral(self):
        journey = self.journey()
        offers = self.env["club.offer"].create(
            [
                {"name": name, "partner_id": self.employer.id, "club_id": self.club.id}
                for name in ("Cook", "Waiter")
            ]
        )
        for offer in offers:
            self.refer(journey, START, offer_id=offer.id)
        self.refer(journey, START, employer=self.other_employer)
        self.assertReferrals(3)

    def test_two_jobs_at_one_employer_are_two_referrals(self):
        jobs = self.env["club.occupation"].search([("kind", "=", "job")], limit=2)
        journey = self.journey()
        for job in jobs:
            self.refer(journey, START, occupation_id=job.id)
        self.assertReferrals(2)
        self.refer(journey, START + timedelta(days=9), occupation_id=jobs[0].id)
        self.assertReferrals(2)

    def test_chasers_of_chasers_are_one_referral(self):
        journey = self.journey()
        for days in (0, 20, 40):
            self.refer(journey, START + timedelta(days=days))
        self.assertReferrals(1)
        self.refer(journey, START + timedelta(days=71))
        self.assertReferrals(2)

    def test_withdrawn_before_it_was_sent_is_none(self):
        journey = self.journey()
        self.make_candidacy(journey, "draft").write({"state": "withdrawn"})
        self.assertReferrals(0)
        self.assertFigure("candidacies_per_participant", 0, 1)

    def test_a_renewed_journey_counts_to_its_new_end(self):
        journey = self.journey()
        journey.write({"renewed": True, "planned_end_on": date(2026, 7, 5)})
        self.refer(journey, date(2026, 6, 15))
        self.assertReferrals(1)

    def test_who_comes_back_is_another_journey_of_the_denominator(self):
        first = self.journey()
        self.refer(first, START)
        self.leave(first, START + timedelta(days=30))
        again = self.journey(start=date(2026, 6, 1), person=first.person_id)
        self.refer(again, date(2026, 6, 2))
        self.assertReferrals(2, 2)

    def test_the_coach_s_step_counts_after_the_person_s_own(self):
        journey = self.journey()
        self.refer(journey, START, origin="self")
        self.refer(journey, START + timedelta(days=3))
        self.assertReferrals(1)
        self.assertFigure("candidacies_per_participant", 1, 1)

    def test_sent_during_the_journey_and_known(self):
        journey = self.journey()
        end = START + timedelta(days=40)
        days = (START - timedelta(days=1), START, end, end + timedelta(days=1))
        for index, day in enumerate(days):
            employer = self.env["res.partner"].create({"name": f"Employer {index}"})
            self.refer(journey, day, employer=employer)
        self.leave(journey, end)
        self.assertReferrals(2)
        self.assertReferrals(1, cutoff=end - timedelta(days=1))

    def test_not_sent_is_no_referral_and_archiving_hides_none(self):
        journey = self.journey()
        self.make_candidacy(journey, "draft")
        self.assertReferrals(0)
        self.refer(journey, START, employer=self.other_employer).active = False
        self.assertReferrals(1)

    def test_journeys_without_any_stay_in_the_denominator(self):
        self.refer(self.journey("A"), START)
        self.leave(self.journey("B"), START + timedelta(days=2), "dropout")
        self.assertReferrals(1, 2)
        self.assertReferrals(1, 2, cutoff=CUTOFF)
