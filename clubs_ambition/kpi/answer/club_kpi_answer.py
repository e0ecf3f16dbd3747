from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median

from dateutil.relativedelta import relativedelta

from odoo import api, models

from ..indicators.kpi_small import is_small, mask_small

MIN_CLUBS = 5
"""Fewer clubs than this have no median: it would tell the figure of one of them."""


@dataclass(frozen=True)
class Question:
    """What is asked: clubs, a period, what was known when, and by whom it is read."""

    clubs: models.BaseModel
    date_from: object
    date_to: object
    cutoff: object
    outside: bool = False  # leaves the agency: small numbers are hidden

    @property
    def asked(self):
        return self.clubs, self.date_from, self.date_to, self.cutoff

    def previous(self):
        """Return the same question about the period of the same length before.

        Whole months are compared with as many whole months. The cut-off moves as
        the period does: provisional figures are compared with provisional ones.
        """
        first, last = self.date_from, self.date_to
        if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
            months = 12 * (last.year - first.year) + last.month - first.month + 1
            shift = relativedelta(months=months)
            before = first - timedelta(days=1)
            cutoff = self.cutoff - shift
            if self.cutoff == last:
                cutoff = before
        else:
            shift = timedelta(days=(last - first).days + 1)
            before, cutoff = last - shift, self.cutoff - shift
        return replace(self, date_from=first - shift, date_to=before, cutoff=cutoff)


@dataclass(frozen=True)
class Line:
    """A figure beside what it was, and the median of the region's clubs."""

    figure: object
    previous: object
    median: float | None


@dataclass(frozen=True)
class Answer:
    """All that is said of a question; screen, workbook, PDF and API show parts of it."""

    question: Question
    lines: list
    region: str | None
    running: int | None  # entrants' journeys not ended; None: too few to be told
    by_club: dict | None = None  # figures by club id, when asked for
    by_month: dict | None = None  # figures by first day, when asked for

    @property
    def figures(self):
        return [line.figure for line in self.lines]

    def marks(self, figure):
        """Tell whether a figure is of mature cases only, provisional, or neither."""
        if figure.maturity == "provisional" and self.running == 0:
            return None
        return figure.maturity


class ClubKpi(models.AbstractModel):
    """Answers a question once, for every output: screen, workbook, PDF, API."""

    _inherit = "club.kpi"

    @api.model
    def _leaves_agency(self):
        """Tell whether what the user reads leaves the agency: they read no person."""
        return not self.env.su and not self._names_shown()

    @api.model
    def _answer(self, question, detailed=False):
        """Return the figures of a question, beside those they are compared with.

        :param detailed: those of each club and of each month too
        """
        lines = {}
        if detailed:
            figures, clubs, months = self._compute_each(*question.asked)
            figures = self._released(question, figures)
            lines = {
                "by_club": self._released_lines(question, clubs),
                "by_month": self._released_lines(question, months),
            }
        else:
            figures = self._released(question)
        previous = self._released(question.previous())
        region, medians = self._region_medians(question)
        running = self._running(*question.asked)
        return Answer(
            question,
            [
                Line(figure, before, medians.get(figure.key))
                for figure, before in zip(figures, previous, strict=True)
            ],
            region,
            None if question.outside and is_small(running) else running,
            **lines,
        )

    @api.model
    def _released(self, question, figures=None):
        figures = figures or self._compute_indicators(*question.asked)
        return mask_small([figures])[0] if question.outside else figures

    @api.model
    def _answer_by_club(self, question):
        """Return ``{club id: figures}``; the total of the clubs is taken as known."""
        return self._released_lines(question, self._compute_by_club(*question.asked))

    @api.model
    def _answer_by_month(self, question):
        """Return ``{first day: figures}``; the total of the months is taken as known."""
        return self._released_lines(question, self._compute_by_month(*question.asked))

    @api.model
    def _released_lines(self, question, lines):
        if not question.outside:
            return lines
        return dict(zip(lines, mask_small(lines.values()), strict=True))

    # === REGION === #

    @api.model
    def _region_medians(self, question):
        """Return ``(region's name, {key: median of its clubs})``.

        There is no region when the clubs are of several, and no median of fewer
        than five clubs that have the figure.
        """
        region, clubs = self._region(question.clubs)
        if len(clubs) < MIN_CLUBS:
            return region, {}
        lines = self._compute_by_club(clubs, *question.asked[1:])
        values = {}
        for figures in lines.values():
            for figure in figures:
                if figure.value is not None:
                    values.setdefault(figure.key, []).append(figure.value)
        return region, {
            key: median(found)
            for key, found in values.items()
            if len(found) >= MIN_CLUBS
        }

    @api.model
    def _region(self, clubs):
        """Return the name of the only region of ``clubs``, and its open clubs.

        sudo: a median of five clubs or more tells nothing of any of them.
        """
        Club = self.env["club.club"].sudo()
        region = (
            self.env["club.territory"]
            .sudo()
            .search(
                [
                    ("level", "=", "region"),
                    ("id", "parent_of", clubs.sudo().territory_id.ids),
                ]
            )
        )
        if len(region) != 1:
            return None, Club
        inside = Club.with_context(active_test=False).search(
            [("territory_id", "child_of", region.ids)]
        )
        if clubs.sudo() - inside:
            return None, Club
        return region.name, inside.filtered("active")
