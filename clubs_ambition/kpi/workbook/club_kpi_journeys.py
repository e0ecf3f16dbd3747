from itertools import chain, islice

from odoo import models

from ..const import DASH
from ..indicators.kpi_small import SMALL
from .bilan_sheets import Cell, Column, Sheet


class ClubKpi(models.AbstractModel):
    """Lists the journeys behind the figures, to who may read them."""

    _inherit = "club.kpi"

    def _sheet_journeys(self, question):
        columns = [
            Column(self.env._("Person"), width=28),
            Column(self.env._("Club"), width=28),
            Column(self.env._("Group"), width=24),
            Column(self.env._("Entry"), "date"),
            Column(self.env._("Exit"), "date"),
            Column(self.env._("Age at entry"), width=14),
            Column(self.env._("Priority district"), width=16),
            Column(self.env._("Below level II")),
            Column(self.env._("Renewed")),
            Column(self.env._("Referrals"), "count"),
            Column(self.env._("Candidacies"), "count"),
            Column(self.env._("Positive exit")),
            Column(self.env._("Durable employment")),
            Column(self.env._("Outcome"), width=22),
            Column(self.env._("Days to the outcome"), "days"),
            Column(self.env._("Exit reason"), width=36),
        ]
        words = self._journey_words()
        found = self._journeys(*question.asked, question.outside)
        if question.outside:
            rows = self._outside_rows(found, len(columns))
        else:
            rows = (self._journey_row(row, words) for row in found)
        name = self.env._("Journeys")
        return Sheet(name, columns, rows, heading=1, filtered=True)

    def _outside_rows(self, found, width):
        """Yield what leaves the agency of journeys: a number, and the steps made.

        Whatever else could be counted again club by club, month by month.
        """
        first = list(islice(found, SMALL))
        for row in chain(first, found) if len(first) == SMALL else ():
            cells = [DASH] * width
            cells[0] = f"P-{row.person:05d}"
            cells[9:11] = row.referrals, row.candidacies
            yield cells

    def _journey_words(self):
        return {
            "age": self._selection_labels("club.kpi.report", "age_band"),
            "district": self._selection_labels("club.kpi.report", "district"),
            "kind": self._selection_labels("club.placement", "kind"),
            "yes": {True: self.env._("Yes"), False: self.env._("No"), None: DASH},
        }

    def _journey_row(self, row, words):
        """Return the row of a journey; without a name, its days are months."""
        kind = "date" if row.readable else "month"
        yes = words["yes"]
        return (
            row.name or f"P-{row.person:05d}",
            row.club,
            row.cohort,
            Cell(row.started_on, kind),
            Cell(row.ended_on, kind),
            words["age"][row.age_band],
            words["district"].get(row.district, DASH),
            yes[row.below_level_ii],
            yes[row.renewed],
            row.referrals,
            row.candidacies,
            yes[row.positive],
            yes[row.durable],
            words["kind"].get(row.kind),
            row.days,
            row.reason,
        )
