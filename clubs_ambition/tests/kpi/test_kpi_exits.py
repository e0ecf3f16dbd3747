from datetime import date, timedelta

from odoo.tests import tagged

from .kpi_common import CUTOFF, START, KpiCase

END = START + timedelta(days=60)


@tagged("post_install", "-at_install")
class TestKpiExits(KpiCase):
    """Positive and durable outcomes, of those who entered and of those who left."""

    def test_still_in_journey_stays_in_the_denominator(self):
        self.place(self.journey("A"))
        self.journey("B")
        self.assertFigure("positive_exit_entrants", 1, 2)
        self.assertFigure("positive_exit_leavers", 0, 0)

    def test_outcome_within_thirty_days_of_the_end(self):
        for name, days in (("Same day", 0), ("Grace", 30), ("Too late", 31)):
            journey = self.leave(self.journey(name), END)
            self.place(journey, day=END + timedelta(days=days))
        self.assertFigure("positive_exit_entrants", 2, 3)
        self.assertFigure("positive_exit_leavers", 2, 3)

    def test_outcome_or_end_after_the_cutoff_is_not_known(self):
        journey = self.journey()
        self.place(journey, day=END)
        self.leave(journey, END)
        self.assertFigure("positive_exit_entrants", 1, 1, cutoff=END)
        eve = END - timedelta(days=1)
        self.assertFigure("positive_exit_entrants", 0, 1, cutoff=eve)
        self.assertFigure("positive_exit_leavers", 0, 0, cutoff=eve)

    def test_only_a_qualifying_training_is_positive(self):
        self.place(self.journey("A"), "training", 6)
        self.place(self.journey("B"), "training", 6, qualifying=False)
        self.assertFigure("positive_exit_entrants", 1, 2)
        self.assertFigure("durable_entrants", 0, 2)

    def test_archived_or_never_started_is_no_outcome(self):
        self.place(self.journey("Archived")).active = False
        placement = self.place(self.journey("Never came"))
        placement.write(
            {
                "state": "broken",
                "broken_reason": "did not come",
                "broken_on": placement.date_start - timedelta(days=1),
            }
        )
        kept = self.place(self.journey("Broke off later"))
        kept.write(
            {
                "state": "broken",
                "broken_reason": "trial period",
                "broken_on": kept.date_start + timedelta(days=12),
            }
        )
        self.assertFigure("positive_exit_entrants", 1, 3)

    def test_hire_through_a_candidacy_then_cancelled(self):
        journey = self.journey()
        candidacy = self.make_candidacy(journey, "sent", sent_on=START)
        candidacy._record_hire(kind="cdi", date_start=END)
        self.assertFigure("positive_exit_leavers", 1, 1)
        candidacy.action_cancel_hire()
        self.assertFigure("positive_exit_leavers", 0, 0)
        self.assertFigure("positive_exit_entrants", 0, 1)

    def test_best_outcome_of_the_person_wins(self):
        first = self.journey()
        self.leave(first, END)
        second = self.journey(start=date(2026, 6, 1), person=first.person_id)
        self.place(second, "cdd", 3)
        self.place(second, "cdd", 6, day=date(2026, 8, 1))
        self.assertFigure("positive_exit_entrants", 1, 1)
        self.assertFigure("durable_entrants", 1, 1)

    def test_what_is_durable(self):
        contracts = {
            ("cdi", 0): True,
            ("cdd", 6): True,
            ("cdd", 5): False,
            ("temp", 6): True,
            ("work_study", 12): True,
            ("business", 0): True,
            ("civil_service", 8): False,
        }
        for kind, months in contracts:
            journey = self.journey(f"{kind} {months}")
            self.place(journey, kind, months)
            self.leave(journey, END)
        durable = sum(contracts.values())
        for basis in ("entrants", "leavers"):
            self.assertFigure(f"durable_{basis}", durable, len(contracts))
            self.assertFigure(f"positive_exit_{basis}", len(contracts), len(contracts))

    def test_leavers_are_those_who_left_in_the_period(self):
        entered_before = self.journey("A", start=date(2025, 11, 3))
        self.place(entered_before, day=START)
        self.leave(entered_before, START, "cdi")
        self.leave(self.journey("B"), END, "moved")
        self.journey("C")
        self.assertFigure("positive_exit_leavers", 1, 2)
        self.assertFigure("positive_exit_entrants", 0, 2)

    def test_days_to_the_first_outcome_is_a_median(self):
        for name, days in (("A", 10), ("B", 20), ("C", 90)):
            journey = self.journey(name)
            self.place(journey, "cdd", 1, day=START + timedelta(days=days))
            self.place(journey, day=START + timedelta(days=days + 200))
        self.journey("D")
        figure = self.figures()["days_to_positive_exit"]
        self.assertEqual((figure.value, figure.denominator), (20, 3))

    def test_renewal_of_those_who_reach_their_planned_end(self):
        self.leave(self.journey("Early"), START + timedelta(days=30))
        self.leave(self.journey("Full term"), date(2026, 4, 5))
        self.journey("Renewed").write(
            {"renewed": True, "planned_end_on": date(2026, 7, 5)}
        )
        self.assertFigure("renewal_rate", 1, 2)
        self.assertFigure("renewal_rate", 0, 0, cutoff=date(2026, 4, 4))


@tagged("post_install", "-at_install")
class TestKpiRetention(KpiCase):
    """In employment after 3 and 6 months, of those whose answer is due and known."""

    def answered(self, name, kind="cdi", **answers):
        journey = self.journey(name)
        placement = self.place(journey, kind, 9)
        self.leave(journey, placement.date_start)
        for line in placement.followup_ids:
            if line.milestone in answers:
                line.write(
                    {
                        "answer": answers[line.milestone],
                        "answered_on": line.due_on + timedelta(days=5),
                    }
                )
        return placement

    def test_any_employer_and_no_answer_apart(self):
        for name, answer in (
            ("A", "in_post"),
            ("B", "other_employer"),
            ("C", "not_in_work"),
            ("D", "no_answer"),
        ):
            self.answered(name, month_3=answer)
        self.answered("E")
        self.assertFigure("retention_3m", 2, 3, unknown=2)
        self.assertFigure("retention_6m", 0, 0, unknown=5)

    def test_due_and_answered_by_the_cutoff(self):
        placement = self.answered("A", month_3="in_post")
        due = placement.date_start + timedelta(days=90)  # 25 January to 25 April
        self.assertFigure("retention_3m", 0, 0, cutoff=due - timedelta(days=1))
        self.assertFigure("retention_3m", 0, 0, unknown=1, cutoff=due)
        self.assertFigure("retention_3m", 1, 1, cutoff=due + timedelta(days=5))

    def test_only_exits_to_employment(self):
        self.answered("A", "training", month_3="in_post")
        self.answered("B", "civil_service", month_3="in_post")
        self.answered("C", "work_study", month_3="in_post")
        self.assertFigure("retention_3m", 1, 1)

    def test_best_job_of_the_person_is_followed(self):
        journey = self.journey()
        short = self.place(journey, "cdd", 1)
        best = self.place(journey, "cdi", day=short.date_start + timedelta(days=10))
        self.leave(journey, best.date_start)
        for placement, answer in ((short, "not_in_work"), (best, "in_post")):
            line = placement.followup_ids.filtered(lambda x: x.milestone == "month_6")
            line.write({"answer": answer, "answered_on": line.due_on})
        self.assertFigure("retention_6m", 1, 1, cutoff=CUTOFF)
