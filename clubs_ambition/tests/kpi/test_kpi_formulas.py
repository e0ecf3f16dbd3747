import re
from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from ...kpi.const import DASH, MASK
from .kpi_common import START, WorkbookCase

CELL = r"((?:\w+!)?[A-Z]+\d+)"
RATIO = re.compile(rf'=IF\(N\({CELL}\)=0,"{DASH}",{CELL}/{CELL}\)')
SUM = re.compile(r"=SUM\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)")
SHARE = re.compile(rf"={CELL}\*{CELL}/\({CELL}-{CELL}\+1\)")


@tagged("post_install", "-at_install")
class TestKpiFormulas(WorkbookCase):
    """A rate is computed again from the cells beside it, and hides what is hidden."""

    def number(self, sheet, name):
        """Return what a spreadsheet computes with: a day is a number, a text 0."""
        title, _mark, name = name.rpartition("!")
        value = (self.book[title] if title else sheet)[name].value
        if hasattr(value, "toordinal"):
            return value.toordinal()
        return value if isinstance(value, int | float) else 0

    def computed(self, sheet, text):
        """Return what a formula gives; fail at one of a form we do not write."""
        if found := RATIO.fullmatch(text):
            test, above, below = (self.number(sheet, name) for name in found.groups())
            return above / below if test else DASH
        if found := SUM.fullmatch(text):
            column, first, _same, last = found.groups()
            rows = range(int(first), int(last) + 1)
            return sum(self.number(sheet, f"{column}{row}") for row in rows)
        found = SHARE.fullmatch(text)
        self.assertTrue(found, f"{sheet.title}: {text}")
        amount, days, last, first = (
            self.number(sheet, name) for name in found.groups()
        )
        return amount * days / (last - first + 1)

    def check(self, role, **params):
        """Compute every formula; return ``{sheet: number of formulas}``."""
        self.book = self.download(role, **params)
        counts = {}
        for sheet in self.formulas():
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        shown = self.book[sheet.title][cell.coordinate].value
                        found = self.computed(self.book[sheet.title], cell.value)
                        where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                        if isinstance(found, str):
                            self.assertEqual(shown, found, where)
                        else:
                            self.assertAlmostEqual(shown, found, msg=where)
                        counts[sheet.title] = counts.get(sheet.title, 0) + 1
        return counts

    def work(self, number):
        """Enter people, send candidacies, fund the club for half the period."""
        for rank in range(number):
            journey = self.journey(
                f"Person {rank}", district_status="in" if rank % 2 else "out"
            )
            sent = self.make_candidacy(journey, "sent", sent_on=START)
            if rank % 3 == 0:
                sent.write(
                    {
                        "state": "refused",
                        "refusal_reason_id": self.reasons[rank % 2].id,
                        "answered_on": START + timedelta(days=3),
                    }
                )
        self.club.budget_line_ids = [
            Command.create(
                {
                    "funder_id": self.env.ref(f"clubs_ambition.club_funder_{name}").id,
                    "amount": amount,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2027, 6, 30),
                }
            )
            for name, amount in (("city", 15000), ("france_travail", 45000))
        ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = cls.env["club.refusal.reason"].search([], limit=2)

    def test_every_formula_gives_the_value_it_is_kept_with(self):
        self.work(7)
        counts = self.check("manager")
        titles = {"By club", "By month", "Funnel", "Refusals", "Costs", "Budgets"}
        self.assertLessEqual(titles | {"Comparison"}, counts.keys())
        self.assertGreater(counts["By club"], 10)

    def test_costs_are_sums_over_sums(self):
        self.work(7)
        self.book = self.download("manager")
        figures = {row["key"]: row for row in self.rows(self.book, "Bilan")}
        *clubs, whole = self.rows(self.book, "Costs")
        cost = figures["cost_per_participant"]
        self.assertEqual(whole["Entrants"], 7)
        self.assertAlmostEqual(whole["Cost per participant"], cost["value"])
        self.assertAlmostEqual(
            sum(row["Budget of the period"] for row in clubs), cost["numerator"]
        )
        *lines, total = self.rows(self.book, "Budgets")
        self.assertEqual(
            {row["Funder"] for row in lines},
            {"France Travail", "Crédits de la politique de la ville"},
        )
        self.assertAlmostEqual(total["Of the period"], cost["numerator"])

    def test_no_formula_tells_what_is_hidden(self):
        self.work(7)
        for rank in range(2):
            self.leave(self.journey(f"Left {rank}"), START + timedelta(days=20))
        self.check("manager", outside=1)
        hidden = {
            (sheet.title, cell.coordinate)
            for sheet in self.book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == MASK
        }
        self.assertTrue(hidden)
        for sheet in self.formulas():
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        for name in re.findall(CELL, cell.value):
                            title, _mark, at = name.rpartition("!")
                            self.assertNotIn((title or sheet.title, at), hidden)
                            self.assertNotEqual(
                                self.book[sheet.title][cell.coordinate].value, MASK
                            )

    def test_charters_promised_and_made(self):
        journey = self.journey()
        charter = self.env["club.charter"].search([], limit=1)
        self.env["club.charter.signature"].create(
            {
                "charter_id": charter.id,
                "partner_id": self.employer.id,
                "territory_id": self.region.id,
                "date_from": date(2026, 1, 1),
                "promised_interviews": 4,
                "promised_hires": 1,
            }
        )
        met = self.make_candidacy(journey, "sent", sent_on=START)
        met.state = "interview"
        counts = self.check("manager")
        (row,) = self.rows(self.book, "Charters")
        self.assertEqual(
            (row["Charter"], row["Signatories"], row["Interviews promised"]),
            (charter.name, 1, 4),
        )
        self.assertEqual((row["Interviews made"], row["Interviews: share"]), (1, 0.25))
        self.assertEqual((row["Hires made"], row["Immersions: share"]), (0, DASH))
        self.assertEqual(counts["Charters"], 3)
        (row,) = self.rows(self.download("manager", outside=1), "Charters")
        self.assertEqual(row["Interviews made"], MASK)

    def test_print_set_up(self):
        self.work(2)
        self.book = self.download("manager")
        for sheet in self.book:
            self.assertEqual(sheet.page_setup.orientation, "landscape", sheet.title)
            self.assertTrue(sheet.print_title_rows, sheet.title)
            self.assertTrue(sheet.freeze_panes, sheet.title)
            self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title)
            self.assertEqual(sheet.page_setup.fitToHeight, 0, sheet.title)
        by_club = self.book["By club"]
        self.assertEqual(by_club.freeze_panes, "C2")
        self.assertIn("$A:$B", by_club.print_title_cols)
        self.assertGreater(by_club.page_setup.fitToWidth, 1)
