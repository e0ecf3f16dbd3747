from datetime import timedelta
from itertools import product

from odoo.tests import TransactionCase, tagged

from ...kpi.answer.kpi_question import Figure, Question
from ...kpi.const import MASK
from ...kpi.indicators.kpi_indicator import AVERAGE, COUNT, RATE
from ...kpi.indicators.kpi_registry import BY_KEY
from ...kpi.indicators.kpi_small import SMALL, hidden_cells, is_small, mask_small
from .kpi_common import CUTOFF, START, YEAR, KpiCase, WorkbookCase


def figure(key, numerator, denominator=None, unknown=0):
    unit = BY_KEY[key].unit
    value = numerator if unit == COUNT else None
    if denominator:
        value = numerator / denominator
    return Figure(key, key, "", unit, numerator, denominator, value, unknown)


@tagged("post_install", "-at_install")
class TestKpiSmallCells(TransactionCase):
    """What is hidden, and that what is left does not give it back."""

    def shown(self, *figures):
        return {one.key: one for one in mask_small([figures])[0]}

    def test_no_small_cell_is_shown_nor_found_from_the_total(self):
        for counts in product((0, 1, 4, 5, 9), repeat=4):
            hidden = hidden_cells(counts)
            shown = [count for i, count in enumerate(counts) if i not in hidden]
            self.assertFalse(any(map(is_small, shown)), counts)
            missing = sum(counts) - sum(shown)
            if hidden and not is_small(sum(counts)):
                self.assertGreater(len(hidden), 1, counts)
                self.assertGreaterEqual(missing, SMALL, counts)

    def test_nothing_is_hidden_for_nothing(self):
        self.assertEqual(hidden_cells((0, 5, 90)), set())
        whole = [
            figure("entrants", 100),
            figure("age_under_30", 93, 100),
            figure("age_30_44", 0, 100),
            figure("age_45_plus", 7, 100),
            figure("below_level_ii", 85, 100),
        ]
        self.assertEqual(mask_small([whole]), [whole])

    def test_few_persons_and_few_others(self):
        few = self.shown(figure("below_level_ii", 3, 60))["below_level_ii"]
        self.assertEqual((few.numerator, few.denominator, few.value), (None, 60, None))
        others = self.shown(figure("below_level_ii", 57, 60))["below_level_ii"]
        self.assertEqual(others.hidden, {"numerator", "value"})
        alone = self.shown(figure("below_level_ii", 0, 3))["below_level_ii"]
        self.assertEqual(alone.hidden, {"numerator", "denominator", "value"})

    def test_ages_are_parts_of_one_whole(self):
        shown = self.shown(
            figure("age_under_30", 90, 100),
            figure("age_30_44", 3, 100),
            figure("age_45_plus", 7, 100),
        )
        self.assertEqual(shown["age_under_30"].numerator, 90)
        self.assertIsNone(shown["age_30_44"].numerator)
        self.assertIsNone(shown["age_45_plus"].numerator)

    def test_unknown_is_the_whole_less_the_known(self):
        shown = self.shown(
            figure("entrants", 100), figure("below_level_ii", 70, 98, unknown=2)
        )["below_level_ii"]
        self.assertEqual(shown.hidden, {"numerator", "denominator", "unknown"})
        self.assertEqual(shown.value, 0.71)

    def test_the_same_count_elsewhere(self):
        shown = self.shown(
            figure("positive_exit_leavers", 37, 40),
            figure("cost_per_positive_exit", 60000, 37),
        )
        self.assertEqual(
            shown["cost_per_positive_exit"].hidden, {"denominator", "value"}
        )
        self.assertEqual(shown["cost_per_positive_exit"].numerator, 60000)

    def test_what_counts_no_person_stays(self):
        for one in (
            figure("network_size", 3),
            figure("active_employers", 1, 3),
            figure("group_sessions_per_week", 3, 1),
            figure("fill_rate", 12, 15),
        ):
            self.assertFalse(self.shown(one)[one.key].hidden, one.key)

    def test_an_average_of_few_persons_is_hidden(self):
        one = self.shown(figure("referrals_per_participant", 21, 3))
        self.assertEqual(BY_KEY["referrals_per_participant"].unit, AVERAGE)
        self.assertEqual(
            one["referrals_per_participant"].hidden, {"denominator", "value"}
        )

    def test_a_column_whose_total_is_shown(self):
        lines = mask_small([[figure("journeys", count)] for count in (3, 12, 8, 0)])
        self.assertEqual([line[0].numerator for line in lines], [None, 12, None, 0])
        rates = mask_small([[figure("below_level_ii", n, 20)] for n in (2, 9, 8)])
        self.assertEqual([line[0].numerator for line in rates], [None, 9, None])
        self.assertEqual([line[0].value for line in rates], [None, 9 / 20, None], RATE)


@tagged("post_install", "-at_install")
class TestKpiOutside(WorkbookCase):
    """Whoever makes a document for partners gets no small number in it."""

    def setUp(self):
        super().setUp()
        for index in range(7):
            self.journey(f"P {index}", district_status="in" if index < 2 else "out")

    def bilan(self, role, **params):
        workbook = self.download(role, **params)
        return {row["key"]: row for row in self.rows(workbook, "Bilan")}

    def test_manager_for_themselves_and_for_partners(self):
        self.assertEqual(self.bilan("manager")["priority_district"]["numerator"], 2)
        row = self.bilan("manager", outside=1)["priority_district"]
        self.assertEqual(
            (row["numerator"], row["denominator"], row["value"]), (MASK, 7, MASK)
        )
        workbook = self.download("manager", outside=1)
        people = {row["Person"] for row in self.rows(workbook, "Journeys")}
        self.assertEqual({one[:2] for one in people}, {"P-"})
        self.assertFalse(self.logs()[-1].names_shown)

    def test_few_between_two_stages_of_a_funnel(self):
        """Seven were oriented and started; with nine oriented, two did not start."""
        for index in range(2):
            self.make_participant(f"Not started {index}", "oriented", day=START)

        def stages(**params):
            workbook = self.download("manager", **params)
            return {
                row["Stage"]: row["Number"]
                for row in self.rows(workbook, "Funnel")
                if row["Funnel"] == "Journeys oriented"
            }

        self.assertEqual((stages()["Oriented"], stages()["Started"]), (9, 7))
        outside = stages(outside=1)
        self.assertEqual((outside["Oriented"], outside["Started"]), (9, MASK))

    def test_lines_of_clubs_and_months(self):
        self.journey("Far", club=self.other_club)
        rows = self.rows(self.download("coordinator", outside=1), "By club")
        self.assertEqual({row["Participants entered"] for row in rows}, {MASK})
        self.journey("Later", start=START + timedelta(days=40))
        months = self.rows(self.download("coordinator", outside=1), "By month")
        self.assertEqual(
            [row["Participants entered"] for row in months[:3]], [MASK, MASK, 0]
        )

    def test_screen(self):
        values = {"date_from": YEAR[0], "date_to": YEAR[1], "cutoff": CUTOFF}
        Bilan = self.env["club.bilan"]
        mine = Bilan.with_user(self.manager).create(values)
        self.assertFalse(mine.outside)
        self.assertIn("29 % (2 / 7)", mine.figures_html)
        mine.outside = True
        self.assertNotIn("(2 / 7)", mine.figures_html)
        self.assertIn(MASK, mine.figures_html)


@tagged("post_install", "-at_install")
class TestKpiAnswer(KpiCase):
    """A figure beside the period before and the clubs of its region."""

    def answer(self, clubs=None, period=YEAR, cutoff=CUTOFF):
        question = Question(clubs or self.club, *period, cutoff)
        return self.env["club.kpi"]._answer(question)

    def line(self, key, **question):
        answer = self.answer(**question)
        return next(line for line in answer.lines if line.figure.key == key)

    def dates(self, first, last, cutoff):
        to_date = self.env["club.kpi.span"]._fields["first_on"].to_date
        question = Question(self.club, *map(to_date, (first, last, cutoff)))
        before = question.previous()
        return [str(day) for day in before.asked[1:]]

    def test_previous_period(self):
        for asked, expected in (
            (
                ("2026-01-01", "2026-12-31", "2026-12-31"),
                ("2025-01-01", "2025-12-31", "2025-12-31"),
            ),
            (
                ("2026-03-01", "2026-03-31", "2026-03-31"),
                ("2026-02-01", "2026-02-28", "2026-02-28"),
            ),
            (
                ("2026-01-01", "2026-06-30", "2026-08-15"),
                ("2025-07-01", "2025-12-31", "2026-02-15"),
            ),
            (
                ("2026-03-10", "2026-03-19", "2026-04-01"),
                ("2026-02-28", "2026-03-09", "2026-03-22"),
            ),
            (
                ("2024-02-29", "2024-02-29", "2024-02-29"),
                ("2024-02-28", "2024-02-28", "2024-02-28"),
            ),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(self.dates(*asked), list(expected))

    def test_what_it_was(self):
        self.journey("Before", start=START - timedelta(days=100))
        self.journey("A")
        self.journey("B")
        line = self.line("entrants")
        self.assertEqual((line.figure.value, line.previous.value), (2, 1))
        self.assertEqual(self.env["club.kpi.text"]._change_text(line), "+1")

    def test_median_of_five_clubs_or_none(self):
        clubs = self.env["club.club"].create(
            [
                {
                    "name": f"Club {index}",
                    "territory_id": self.agency.id,
                    "min_seats": 0,
                }
                for index in range(3)
            ]
        )
        self.journey("Mine", district_status="in")
        for club in clubs:
            self.journey(club.name, club=club, district_status="out")
        self.assertEqual(self.answer().region, "Region A")
        self.assertIsNone(self.line("entrants").median, "four clubs")
        fifth = self.env["club.club"].create(
            {"name": "Fifth", "territory_id": self.agency.id, "min_seats": 0}
        )
        self.assertEqual(self.line("entrants").median, 1)
        self.assertIsNone(self.line("priority_district").median, "four have a rate")
        self.journey("Fifth", club=fifth, district_status="out")
        self.assertEqual(self.line("priority_district").median, 0)
        for asked, outside in ((self.club, False), (clubs + self.club + fifth, True)):
            question = Question(asked, *YEAR, CUTOFF, outside)
            medians = [
                [line.median for line in self.env["club.kpi"]._answer(*how).lines]
                for how in ((question,), (question, True))
            ]
            self.assertEqual(*medians)

    def test_no_region_for_clubs_of_two(self):
        answer = self.answer(self.club + self.other_club)
        self.assertIsNone(answer.region)
        self.assertFalse([line for line in answer.lines if line.median is not None])

    def test_marks(self):
        journey = self.journey()
        answer = self.answer()
        marks = {one.key: answer.marks(one) for one in answer.figures}
        self.assertEqual(marks["conversion_hire"], "mature")
        self.assertEqual(marks["positive_exit_entrants"], "provisional")
        self.assertIsNone(marks["entrants"])
        self.leave(journey, START + timedelta(days=30))
        answer = self.answer()
        marks = {one.key: answer.marks(one) for one in answer.figures}
        self.assertIsNone(marks["positive_exit_entrants"], "nobody is left inside")
