from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ...kpi.answer.kpi_question import Question
from ...kpi.rows import kpi_detail, many_rows
from ...kpi.workbook import journey_sheet
from .kpi_common import CUTOFF, YEAR, KpiCase


@tagged("post_install", "-at_install")
class TestKpiPlan(KpiCase):
    """The list of journeys is made in one pass, whatever the planner knows of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey()

    def plan(self):
        """Return how the list of journeys of a workbook is read, and its rows."""
        plans, journeys = [], kpi_detail.journeys
        env = self.env(user=self.users["manager"])

        def explained(frame, readable):
            query = journeys(frame, readable)
            lines = env.execute_query(SQL("EXPLAIN (COSTS off) %s", query))
            plans.append("\n".join(line for (line,) in lines))
            return query

        with patch.object(kpi_detail, "journeys", explained):
            rows = list(journey_sheet._read(env, Question(self.club, *YEAR, CUTOFF)))
        self.assertEqual(len(rows), 1)
        (plan,) = plans
        return plan

    def test_nothing_is_made_again_for_each_journey(self):
        plan = self.plan()
        for name in ("readable", "outcome", "step"):
            self.assertIn(f"CTE {name}\n", plan)

    def test_many_journeys_are_not_looped_over(self):
        with patch.object(many_rows, "FEW", 0):
            plan = self.plan()
        self.assertNotIn("Nested Loop", plan)
        self.assertNotIn("SubPlan", plan)
        self.env.cr.execute("SHOW enable_nestloop")
        self.assertEqual(self.env.cr.fetchone(), ("on",))
