from odoo import api, models

from ..const import MASK
from ..indicators.kpi_indicator import COUNT, EUROS, RATE
from ..indicators.kpi_small import hidden_cells
from ..rows import kpi_detail_means
from . import bilan_svg

MOST_REASONS = 6
"""The rare reasons are in the workbook."""


class ClubKpi(models.AbstractModel):
    """Tells a committee who pays, and why employers refuse."""

    _inherit = "club.kpi"

    @api.model
    def _funders_table(self, question):
        """Return ``[(funder, euros of the period, share)]``, the largest first."""
        frame = self._frame(*question.asked)
        sums = {}
        for line in self.env.execute_query_dict(kpi_detail_means.budget_lines(frame)):
            sums[line["funder"]] = sums.get(line["funder"], 0) + float(line["share"])
        whole = sum(sums.values())
        return [
            (
                funder,
                self._value_text(EUROS, euros),
                self._value_text(RATE, euros / whole if whole else None),
            )
            for funder, euros in sorted(sums.items(), key=lambda one: (-one[1], one[0]))
        ]

    @api.model
    def _refusals_chart(self, question):
        """Return a bar a reason, nothing when nobody refused. It leaves the agency."""
        found = self._refusals(*question.asked)
        whole = sum(count for _reason, count in found)
        hidden = hidden_cells([count for _reason, count in found])
        bars = [
            bilan_svg.Bar(reason, MASK, None)
            if index in hidden
            else bilan_svg.Bar(
                reason,
                f"{self._value_text(COUNT, count)} "
                f"({self._value_text(RATE, count / whole)})",
                count / whole,
            )
            for index, (reason, count) in enumerate(found[:MOST_REASONS])
        ]
        title = self.env._("Why employers refuse")
        return bars and bilan_svg.rates(bars, title)
