from odoo import models

from ..const import DASH
from ..indicators.kpi_indicator import EUROS
from ..rows import kpi_detail_means
from .bilan_sheets import (
    Chart,
    Column,
    Formula,
    Sheet,
    place,
    ratio_cell,
    sum_cell,
    term_cell,
)

COSTS = ("cost_per_participant", "cost_per_positive_exit")
CHARTED = 30


class ClubKpi(models.AbstractModel):
    """What the clubs cost: money of each funder, over persons; sums over sums."""

    _inherit = "club.kpi"

    def _sheet_costs(self, answer, lines):
        """Return one row a club, and the network's, which is no sum of persons.

        Whoever went through two clubs is one person: the last row has its own count.
        """
        title = self.env._("Cost per participant")
        columns = [
            *self._club_heading(),
            Column(self.env._("Budget of the period"), EUROS, 16),
            Column(self.env._("Entrants"), "count"),
            Column(title, EUROS, 16),
            Column(self.env._("Positive exits"), "count"),
            Column(self.env._("Cost per positive exit"), EUROS, 16),
            Column(self.env._("What is known"), width=36),
        ]
        rows = [
            (*heading, *self._cost_cells(number, figures))
            for number, (heading, figures) in enumerate(lines, 2)
        ]
        last = len(rows)
        total = self._cost_cells(last + 2, answer.figures)
        rows.append((self.env._("All clubs"), None, *total))
        chart = Chart("bar", title, 0, (4,), 1, min(last, CHARTED), EUROS)
        name = self.env._("Costs")
        return Sheet(name, columns, rows, (chart,), self._cost_note(), heading=2)

    def _cost_cells(self, number, figures):
        """Return the cells of line ``number``, hidden terms hidden."""
        found = {figure.key: figure for figure in figures}
        one, other = (found[key] for key in COSTS)
        budget = place(number, 2)
        return (
            DASH if one.numerator is None else one.numerator,
            term_cell(one, "denominator"),
            ratio_cell(one, budget, place(number, 3)),
            term_cell(other, "denominator"),
            ratio_cell(other, budget, place(number, 5)),
            one.detail,
        )

    def _cost_note(self):
        return self.env._(
            "Budget: of each line, the days that fall in the period.\nEntrants and "
            "positive exits of days without a budget are left out.\nThe last line "
            "divides sums by sums: it is no average of the clubs."
        )

    def _sheet_budgets(self, question):
        """Return one row a budget line: what of it falls in the period, and its sum."""
        columns = [
            *self._club_heading(),
            Column(self.env._("Funder"), width=32),
            Column(self.env._("Kind"), width=28),
            Column(self.env._("From"), "date"),
            Column(self.env._("To"), "date"),
            Column(self.env._("Amount"), EUROS, 14),
            Column(self.env._("Days in the period"), "days", 12),
            Column(self.env._("Of the period"), EUROS, 16),
        ]
        frame = self._frame(*question.asked)
        found = self.env.execute_query_dict(kpi_detail_means.budget_lines(frame))
        territories = {
            club.id: club.territory_id.complete_name for club in question.clubs
        }
        kinds = self._selection_labels("club.funder", "kind")
        rows = [
            self._budget_row(number, row, territories, kinds)
            for number, row in enumerate(found, 2)
        ]
        if rows:
            last = len(rows) + 1
            sums = [
                sum_cell(float(sum(row[name] for row in found)), EUROS, column, last)
                for name, column in (("amount", 6), ("share", 8))
            ]
            label = self.env._("All lines")
            rows.append((label, *[None] * 5, sums[0], None, sums[1]))
        return Sheet(self.env._("Budgets"), columns, rows, heading=1)

    def _budget_row(self, number, row, territories, kinds):
        first, last, amount, days = (place(number, column) for column in range(4, 8))
        return (
            row["club"],
            territories[row["club_id"]],
            row["funder"],
            kinds[row["kind"]],
            row["date_from"],
            row["date_to"],
            float(row["amount"]),
            row["days"],
            Formula(float(row["share"]), EUROS, f"{amount}*{days}/({last}-{first}+1)"),
        )
