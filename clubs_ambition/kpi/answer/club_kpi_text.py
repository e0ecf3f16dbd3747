from odoo import api, models
from odoo.tools.misc import format_date, formatLang

from ..const import DASH, MASK
from ..indicators.kpi_indicator import (
    AVERAGE,
    COUNT,
    DAYS,
    EUROS,
    MATURE_ONLY,
    RATE,
)
from ..indicators.kpi_small import SMALL


class ClubKpiText(models.AbstractModel):
    """Writes figures as people read them, and the notes they are read with."""

    _name = "club.kpi.text"
    _description = "Figures in words"

    # === FIGURES === #

    @api.model
    def _figure_text(self, figure):
        """Return a figure as people read it: ``67 % (67 / 100)``, ``–`` for none."""
        if figure.value is None:
            return MASK if "value" in figure.hidden else DASH

        def written(number):
            return formatLang(self.env, number, digits=0)

        if figure.unit in (COUNT, DAYS):
            return self._value_text(figure.unit, figure.value)
        fraction = ""
        if not figure.hidden & {"numerator", "denominator"}:
            terms = map(written, (figure.numerator, figure.denominator))
            fraction = " ({} / {})".format(*terms)
        return f"{self._value_text(figure.unit, figure.value)}{fraction}"

    @api.model
    def _value_text(self, unit, value):
        """Return a value in its unit, without what it was made of."""
        if value is None:
            return DASH
        number = formatLang(
            self.env,
            100 * value if unit == RATE else value,
            digits=1 if unit == AVERAGE else 0,
        )
        if unit == DAYS:
            return self.env._("%s days", number)
        return number + {RATE: " %", EUROS: " €"}.get(unit, "")

    @api.model
    def _value_or_mask(self, figure):
        """Return a figure's value alone, or what stands for it."""
        if figure.value is None:
            return self._figure_text(figure)
        return self._value_text(figure.unit, figure.value)

    @api.model
    def _unknown_text(self, figure):
        """Return how many persons are left out, nothing when none are."""
        if "unknown" in figure.hidden:
            return MASK
        return self._value_text(COUNT, figure.unknown) if figure.unknown else ""

    @api.model
    def _coverage_text(self, known, days):
        """Return how many of the days have a budget, nothing where that is no question."""
        if not days:
            return ""
        known, days = (
            formatLang(self.env, number, digits=0) for number in (known, days)
        )
        return self.env._(
            "budget known %(known)s days of %(days)s", known=known, days=days
        )

    # === WHAT A FIGURE IS READ WITH === #

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
        if unknown := self._unknown_text(line.figure):
            parts.append(self.env._("Unknown: %s", unknown))
        return " · ".join(parts)

    @api.model
    def _median_text(self, line):
        """Return the region's median in the unit of its figure."""
        return self._value_text(line.figure.unit, line.median)

    # === NOTES === #

    @api.model
    def _notes(self, answer):
        """Return what the reader of an answer must know, a line each."""
        if answer.published:
            return f"{self._published_note()}\n{self._small_note()}"
        previous = answer.question.previous()
        notes = [
            self.env._(
                "Previous period: from %(start)s to %(end)s, as known on %(cutoff)s.",
                start=format_date(self.env, previous.date_from),
                end=format_date(self.env, previous.date_to),
                cutoff=format_date(self.env, previous.cutoff),
            ),
            self._region_note(answer),
        ]
        if answer.question.outside:
            notes.append(self._small_note())
        return "\n".join(notes)

    def _region_note(self, answer):
        if not answer.region:
            return self.env._("Clubs of several regions: no median of a region.")
        return self.env._(
            "Median of the clubs of %s, from five clubs on that have the figure.",
            answer.region,
        )

    @api.model
    def _published_note(self):
        """Return what a published figure stands beside."""
        return self.env._(
            "Previous period: the same one of the year before, as it was published."
        )

    @api.model
    def _small_note(self):
        """Return what the mask of a small number stands for."""
        return self.env._(
            "%(mask)s: hidden, for it counts fewer than %(small)s persons or would "
            "tell such a number.",
            mask=MASK,
            small=SMALL,
        )
