import io
import re
from datetime import date
from zipfile import ZipFile

from odoo.tests import tagged

from ...kpi.const import MASK
from ...kpi.paper import bilan_svg
from .kpi_common import WorkbookCase

PERIOD = {"date_from": "2026-01-01", "date_to": "2026-04-30", "cutoff": "2026-12-31"}


@tagged("post_install", "-at_install")
class TestHiddenCharts(WorkbookCase):
    """A chart says of a hidden number that it is hidden, never that it is nothing."""

    def setUp(self):
        super().setUp()
        for month, number in ((1, 6), (2, 2), (3, 7)):
            for rank in range(number):
                self.journey(f"Person {month} {rank}", start=date(2026, month, 5))

    def months(self):
        login = self.manager.login
        self.authenticate(login, login)
        query = "&".join(f"{name}={value}" for name, value in PERIOD.items())
        page = self.url_open(f"/clubs_ambition/bilan.pdf?{query}").text
        return re.findall(r"<svg.*?</svg>", page, re.DOTALL)[-1]

    def charts(self):
        """Return the drawings of the last workbook, as they are written."""
        with ZipFile(io.BytesIO(self.content)) as book:
            names = [name for name in book.namelist() if "charts/chart" in name]
            return [book.read(name).decode() for name in names]

    def test_a_hidden_month_is_hatched(self):
        drawn = self.months()
        self.assertIn(">hidden<", drawn)
        # January and February are hidden, the third is not, nobody came in April
        self.assertEqual(drawn.count(f">{MASK}<"), 2)
        self.assertIn(">7<", drawn)
        for number in (2, 6):
            self.assertNotIn(f">{number}<", drawn)

    def test_a_hidden_column_tells_no_height(self):
        def drawn(values):
            return bilan_svg.months(["a", "b"], [("People", values)], "t", "hidden")

        self.assertEqual(drawn([MASK, 9]).count("<path"), 2)  # and the legend's
        self.assertEqual(drawn([None, 9]).count("<path"), 0)
        alone, beside = drawn([MASK, None]), drawn([MASK, 400])
        column = re.compile(r'<path d="(.*?)"')
        self.assertEqual(column.findall(alone), column.findall(beside))

    def test_a_hidden_rate_is_hatched(self):
        hidden = bilan_svg.rates([bilan_svg.Bar("Rate", MASK, None)], "t")
        none = bilan_svg.rates([bilan_svg.Bar("Rate", "–", None)], "t")
        self.assertIn("<path", hidden)
        self.assertNotIn("<path", none)

    def test_charts_of_the_workbook_name_what_is_hidden(self):
        book = self.download("manager", outside=1, **PERIOD)
        hidden = sum(
            row[title] == MASK
            for row in self.rows(book, "By month")
            for title in ("Participants entered", "Journeys started")
        )
        self.assertEqual(hidden, 4)
        # named at the point itself: a text among the values is drawn as nothing
        named = [
            sum(MASK in label for label in re.findall(r"<c:dLbl>.*?</c:dLbl>", chart))
            for chart in self.charts()
        ]
        self.assertIn(hidden, named)
        self.download("manager", **PERIOD)
        self.assertFalse([chart for chart in self.charts() if MASK in chart])
