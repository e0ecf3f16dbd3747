from odoo import api, models

from ..const import DASH, MASK
from ..indicators.kpi_indicator import COUNT, DAYS, EUROS, MATURE_ONLY, RATE
from ..indicators.kpi_small import SMALL
from .bilan_sheets import MAIN, Cell, Column, Sheet, place, ratio_cell, value_cell


class ClubKpi(models.AbstractModel):
    """Says a figure beside the period before and the clubs of the region."""

    _inherit = "club.kpi"

    # === WORDS === #

    @api.model
    def _mark_text(self, mark):
        """Return what a figure is marked with, in words."""
        if not mark:
            return ""
        if mark == MATURE_ONLY:
            return self.env._("mature cases only")
        return self.env._("provisional")

    @api.model
    def _remark_text(self, answer, figure):
        """Return all that a figure is read with, in one line."""
        mark = self._mark_text(answer.marks(figure))
        return ", ".join(filter(None, (mark, figure.detail)))

    @api.model
    def _change_text(self, line):
        """Return by how much a figure moved: points of a rate, else its own unit."""
        now, before = line.figure.value, line.previous.value
        if now is None or before is None:
            return ""
        if line.figure.unit == RATE:
            return self.env._("%+d pt", round(100 * now) - round(100 * before))
        if line.figure.unit in (COUNT, DAYS, EUROS):
            return f"{round(now) - round(before):+d}"
        return f"{round(now, 1) - round(before, 1):+.1f}"

    @api.model
    def _beside_text(self, line):
        """Return what a figure stands beside, in one line for a telephone."""
        parts = []
        if line.previous.value is not None:
            before = self._figure_text(line.previous)
            parts.append(self.env._("Before: %s", before))
        if line.median is not None:
            parts.append(self.env._("Region: %s", self._median_text(line)))
        return " · ".join(parts)

    @api.model
    def _unknown_text(self, figure):
        """Return how many persons are left out, nothing when none are."""
        if "unknown" in figure.hidden:
            return MASK
        return self._value_text(COUNT, figure.unknown) if figure.unknown else ""

    @api.model
    def _median_text(self, line):
        return self._value_text(line.figure.unit, line.median)

    @api.model
    def _notes(self, answer):
        """Return what the reader of an answer must know, a line each."""
        previous = answer.question.previous()
        notes = [
            self.env._(
                "Previous period: from %(start)s to %(end)s, as known on %(cutoff)s.",
                start=self._day(previous.date_from),
                end=self._day(previous.date_to),
                cutoff=self._day(previous.cutoff),
            ),
            self._region_note(answer),
        ]
        if answer.question.outside:
            notes.append(self._small_note())
        return "\n".join(notes)

    @api.model
    def _region_note(self, answer):
        if not answer.region:
            return self.env._("Clubs of several regions: no median of a region.")
        return self.env._(
            "Median of the clubs of %s, from five clubs on that have the figure.",
            answer.region,
        )

    @api.model
    def _small_note(self):
        return self.env._(
            "%(mask)s: hidden, for it counts fewer than %(small)s persons or would "
            "tell such a number.",
            mask=MASK,
            small=SMALL,
        )

    # === SHEET === #

    def _sheet_comparison(self, answer):
        """Return the sheet of each figure, what it was, and the region's median.

        Values are computed again from the numerators and denominators of the first
        sheet, which holds plain numbers for programs that read it.
        """
        columns = [
            Column("key", width=28),
            Column(self.env._("Indicator"), width=40),
            Column(self.env._("Value")),
            Column(self.env._("Previous period")),
            Column(self.env._("Median of the region")),
            Column(self.env._("Remark"), width=28),
        ]
        rows = [
            (
                line.figure.key,
                line.figure.label,
                ratio_cell(line.figure, place(row, 2, MAIN), place(row, 3, MAIN)),
                value_cell(line.previous),
                Cell(DASH if line.median is None else line.median, line.figure.unit),
                self._remark_text(answer, line.figure),
            )
            for row, line in enumerate(answer.lines, 2)
        ]
        name, note = self.env._("Comparison"), self._notes(answer)
        return Sheet(name, columns, rows, note=note, below=True)
