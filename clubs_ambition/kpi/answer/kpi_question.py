"""What is asked of the figures, and what is answered: plain data."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import date_utils


@dataclass(frozen=True)
class Figure:
    """One indicator computed: ``None`` stands for what does not exist, never 0."""

    key: str
    label: str
    definition: str
    unit: str
    numerator: float | None
    denominator: float | None
    value: float | None
    unknown: int | None
    maturity: str | None = None
    hidden: frozenset = frozenset()  # terms too small to leave the agency
    detail: str = ""  # what part of the period the figure is about


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
    running: int | None  # entrants' journeys not ended; None: hidden, too few
    by_club: dict | None = None  # figures by club id, when asked for
    by_month: dict | None = None  # figures by first day, when asked for
    published: bool = False  # frozen: beside what was published a year before

    @property
    def figures(self):
        return [line.figure for line in self.lines]

    def marks(self, figure):
        """Tell whether a figure is of mature cases only, provisional, or neither."""
        if figure.maturity == "provisional" and self.running == 0:
            return None
        return figure.maturity


def months_between(date_from, date_to):
    """Return the first day of each month of a period."""
    first = date_utils.start_of(date_from, "month")
    return list(date_utils.date_range(first, date_to, relativedelta(months=1)))
