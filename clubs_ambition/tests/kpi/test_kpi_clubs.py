from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .kpi_common import CUTOFF, START, YEAR, KpiCase


@tagged("post_install", "-at_install")
class TestKpiSeats(KpiCase):
    """Seats filled, and who was admitted without ever starting."""

    def test_seats_filled_on_day_eight(self):
        cohort = self.make_cohort(date_start=START, seats=4)
        for name, days in (("A", 0), ("B", 8), ("C", 9)):
            self.journey(name, start=START + timedelta(days=days), cohort=cohort)
        self.assertFigure("fill_rate", 2, 4)
        self.assertFigure("fill_rate", 1, 4, cutoff=START)

    def test_groups_of_the_period_only(self):
        self.make_cohort(date_start=date(2025, 12, 1))
        self.make_cohort(date_start=START).active = False
        self.assertFigure("fill_rate", 0, 0)

    def test_admitted_who_did_not_start(self):
        self.journey("Started")
        gone = self.make_participant("Gone", "admitted", day=START)
        gone.write({"state": "withdrawn"})
        self.assertEqual(gone.admitted_on, START)
        self.assertFigure("attrition_before_start", 1, 2)

    def test_admission_taken_back_is_no_admission(self):
        undone = self.make_participant("Undone", "admitted", day=START)
        undone.write({"state": "interviewed"})
        again = self.make_participant("Again", "admitted", day=START)
        again.write({"state": "withdrawn"})
        again.write({"state": "oriented"})
        self.assertFigure("attrition_before_start", 0, 0)

    def test_started_after_the_cutoff_has_not_started(self):
        participant = self.make_participant("A", "admitted", day=START)
        participant.write({"state": "active", "started_on": date(2026, 2, 1)})
        self.assertFigure("attrition_before_start", 1, 1, cutoff=date(2026, 1, 31))
        self.assertFigure("attrition_before_start", 0, 1)


@tagged("post_install", "-at_install")
class TestKpiCost(KpiCase):
    """Money by the day, over persons: sums over sums."""

    def fund(self, club, amount, date_from, date_to):
        line = {
            "funder_id": self.env.ref("clubs_ambition.club_funder_city").id,
            "amount": amount,
            "date_from": date_from,
            "date_to": date_to,
        }
        club.budget_line_ids = [Command.create(line)]

    def test_line_counts_for_its_days_in_the_period(self):
        self.fund(self.club, 36500, *YEAR)
        self.fund(self.club, 1000, date(2025, 12, 1), date(2026, 1, 9))  # 40 days, 9 in
        self.journey()
        self.assertFigure("cost_per_participant", 36500 + 225, 1)
        january = (date(2026, 1, 1), date(2026, 1, 31))
        self.assertFigure("cost_per_participant", 3100 + 225, 1, period=january)

    def test_period_stops_at_the_cutoff(self):
        self.fund(self.club, 36500, *YEAR)
        self.journey()
        self.assertFigure("cost_per_participant", 1000, 1, cutoff=date(2026, 1, 10))

    def test_positive_exits_of_those_who_left(self):
        self.fund(self.club, 36500, *YEAR)
        journey = self.journey("A")
        self.place(journey)
        self.assertFigure("cost_per_positive_exit", 36500, 0)
        self.leave(journey, START + timedelta(days=20))
        self.leave(self.journey("B"), START + timedelta(days=20))
        self.assertFigure("cost_per_positive_exit", 36500, 1)

    def test_sum_over_sum_and_clubs_without_budget_apart(self):
        self.fund(self.club, 3000, *YEAR)
        self.journey("A")
        self.journey("B")
        self.journey("C", club=self.other_club)
        clubs = self.club + self.other_club
        self.assertFigure("cost_per_participant", 3000, 2, unknown=1, clubs=clubs)
        self.fund(self.other_club, 9000, *YEAR)
        self.assertFigure("cost_per_participant", 12000, 3, clubs=clubs)

    def test_only_days_with_a_budget_are_compared(self):
        """Five months of money are the money of those who entered in them."""
        self.fund(self.club, 15100, date(2026, 1, 1), date(2026, 5, 31))
        self.fund(self.club, 100, date(2026, 5, 1), date(2026, 5, 31))
        self.journey("Known", start=date(2026, 5, 31))
        self.journey("Not known", start=date(2026, 6, 1))
        self.assertFigure("cost_per_participant", 15200, 1, unknown=1)
        for key in ("cost_per_participant", "cost_per_positive_exit"):
            self.assertEqual(self.figures()[key].detail, "budget known 151 days of 365")
        june = (date(2026, 6, 1), date(2026, 6, 30))
        figure = self.figures(period=june)["cost_per_participant"]
        self.assertEqual((figure.value, figure.unknown), (None, 1))
        self.assertEqual(figure.detail, "budget known 0 days of 30")

    def test_a_positive_exit_counts_on_the_day_it_left(self):
        self.fund(self.club, 15100, date(2026, 1, 1), date(2026, 5, 31))
        for name, day in (("Known", 31), ("Late", 1)):
            journey = self.journey(name, start=date(2026, 5, 1))
            self.place(journey)
            self.leave(journey, date(2026, 5 if day == 31 else 6, day))
        self.assertFigure("cost_per_positive_exit", 15100, 1, unknown=1)

    def test_days_of_clubs_are_added_up(self):
        self.fund(self.club, 36500, *YEAR)
        clubs = self.club + self.other_club
        closed = self.club.copy({"active": False, "name": "Closed"})
        closed.budget_line_ids.unlink()
        for asked, detail in (
            (clubs, "budget known 365 days of 730"),
            (clubs + closed, "budget known 365 days of 730"),
        ):
            figure = self.figures(asked)["cost_per_participant"]
            self.assertEqual(figure.detail, detail)
        self.fund(closed, 100, date(2026, 1, 1), date(2026, 1, 31))
        figure = self.figures(clubs + closed)["cost_per_participant"]
        self.assertEqual(figure.detail, "budget known 396 days of 761")

    def test_without_budget_there_is_no_cost(self):
        self.journey()
        figure = self.figures()["cost_per_participant"]
        self.assertEqual(
            (figure.numerator, figure.value, figure.unknown), (None, None, 1)
        )

    def test_months_share_the_year(self):
        self.fund(self.club, 36500, *YEAR)
        months = self.env["club.kpi"]._compute_by_month(self.club, *YEAR, CUTOFF)
        costs = [
            figure.numerator
            for figures in months.values()
            for figure in figures
            if figure.key == "cost_per_participant"
        ]
        self.assertEqual(costs[:2], [3100, 2800])
        self.assertAlmostEqual(sum(costs), 36500)


@tagged("post_install", "-at_install")
class TestKpiEmployers(KpiCase):
    """The network, who is active in it, and what candidacies become."""

    def contact(self, employer, day):
        self.env["club.contact"].create(
            {"partner_id": employer.id, "club_id": self.club.id, "date": day}
        )

    def test_every_tie_makes_the_network(self):
        with freeze_time("2026-06-01"):
            third, fourth = self.env["res.partner"].create(
                [{"name": name, "is_company": True} for name in ("Third", "Fourth")]
            )
            self.env["crm.lead"].create(
                {"name": "L", "partner_id": fourth.id, "club_id": self.club.id}
            )
        self.contact(self.employer, START)
        journey = self.journey()
        self.refer(journey, START, employer=self.other_employer)
        self.place(journey, partner_id=third.id)
        self.env["crm.lead"].flush_model()
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2026-06-01'")
        self.assertFigure("network_size", 4)
        self.assertFigure("network_size", 3, cutoff=date(2026, 5, 31))

    def test_a_training_body_is_no_employer(self):
        journey = self.journey()
        self.place(journey, "training", 6, partner_id=self.other_employer.id)
        self.assertFigure("network_size", 0)
        self.place(journey, partner_id=self.employer.id)
        self.assertFigure("network_size", 1)

    def test_a_prospect_nobody_called_is_not_active(self):
        with freeze_time(CUTOFF - timedelta(days=9)):
            self.env["crm.lead"].create(
                {"name": "L", "partner_id": self.employer.id, "club_id": self.club.id}
            )
            self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s", [CUTOFF - timedelta(days=9)]
        )
        self.assertFigure("active_employers", 0, 1)

    def test_a_hire_or_a_candidacy_alone_makes_an_employer_active(self):
        journey = self.journey(start=CUTOFF - timedelta(days=60))
        self.place(journey, partner_id=self.employer.id)
        self.refer(journey, journey.started_on, employer=self.other_employer)
        self.assertFigure("active_employers", 2, 2)

    def test_active_in_the_six_months_before_the_cutoff(self):
        self.contact(self.employer, CUTOFF - relativedelta(months=6))
        self.contact(self.other_employer, CUTOFF - timedelta(days=180))
        self.assertFigure("active_employers", 1, 2)

    def test_partners_of_one_siret_are_one_establishment(self):
        siret = "73282932000074"
        (self.employer + self.other_employer).write({"company_registry": siret})
        for employer in self.employer + self.other_employer:
            self.contact(employer, START)
        self.assertFigure("network_size", 1)

    def test_other_clubs_ties_are_not_mine(self):
        self.contact(self.employer, START)
        self.assertFigure("network_size", 0, clubs=self.other_club)

    def test_furthest_stage_counts_once_the_candidacy_is_old_enough(self):
        journey = self.journey()
        met = self.make_candidacy(journey, "sent", sent_on=START)
        day = START + timedelta(days=5)
        met.write({"state": "interview", "answered_on": day})
        met.write({"state": "withdrawn"})
        self.refer(journey, START, employer=self.other_employer)
        recent = self.env["res.partner"].create({"name": "Recent"})
        self.refer(journey, CUTOFF - timedelta(days=30), employer=recent)
        self.assertFigure("conversion_interview", 1, 2, unknown=1)
        self.assertFigure("conversion_hire", 0, 2, unknown=1)

    def test_refused_after_an_interview_reached_the_interview(self):
        reason = self.env["club.refusal.reason"].search([], limit=1)
        journey = self.journey()
        for employer, steps in (
            (self.employer, ("interview", "refused")),
            (self.other_employer, ("refused",)),
        ):
            candidacy = self.make_candidacy(
                journey, "sent", sent_on=START, employer=employer
            )
            for state in steps:
                candidacy.write(
                    {
                        "state": state,
                        "refusal_reason_id": reason.id,
                        "answered_on": START,
                    }
                )
        self.assertFigure("conversion_interview", 1, 2)

    def test_old_enough_from_the_thirty_first_day(self):
        journey = self.journey()
        self.refer(journey, START)
        for days, known in ((30, 0), (31, 1)):
            cutoff = START + timedelta(days=days)
            for key in ("conversion_interview", "conversion_hire"):
                self.assertFigure(key, 0, known, unknown=1 - known, cutoff=cutoff)

    def test_one_hire_is_one_candidacy(self):
        """Those left pending become “hired elsewhere”; a cancelled hire was none."""
        journey = self.journey()
        hired = self.make_candidacy(journey, "sent", sent_on=START)
        other = self.make_candidacy(
            journey, "sent", sent_on=START, employer=self.other_employer
        )
        hired.answered_on = START
        hired._record_hire(kind="cdi", date_start=START)
        self.assertEqual(other.state, "obsolete")
        self.assertFigure("conversion_hire", 1, 2)
        hired.action_cancel_hire()
        self.assertFigure("conversion_hire", 0, 2)

    def test_a_hire_without_candidacy_is_no_conversion(self):
        self.place(self.journey())
        self.assertFigure("conversion_hire", 0, 0)

    def test_stage_reached_after_the_cutoff_is_not_known(self):
        journey = self.journey()
        candidacy = self.make_candidacy(journey, "sent", sent_on=START)
        late = START + timedelta(days=50)
        candidacy.answered_on = late
        candidacy._record_hire(kind="cdi", date_start=late)
        self.assertFigure("conversion_hire", 1, 1)
        self.assertFigure("conversion_hire", 0, 1, cutoff=late - timedelta(days=1))
