"""The sheets of the *Bilan* workbook as plain rows: nothing here knows a file format.

``compute`` once, ``render`` anywhere: ``bilan_workbook`` walks these sheets and
decides nothing about figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

DASH = "–"
"""What an empty denominator shows: it is no figure, above all not 0 %."""

MASK = "•••"
"""What stands for a number too small to leave the agency: neither it nor nothing."""


class Cell(NamedTuple):
    """A value whose format is not that of its column."""

    value: Any
    kind: str


class Column(NamedTuple):
    """A heading; ``kind`` is text, count, rate, average, days, euros, date, month."""

    title: str
    kind: str = "text"
    width: int = 12


class Chart(NamedTuple):
    """A native chart on rows ``first`` to ``last`` (heading: 0) of its sheet.

    ``unit`` is the kind of the values; ``source`` the sheet of the data, when the
    chart stands on another one.
    """

    kind: str
    title: str
    category: int
    values: tuple
    first: int
    last: int
    unit: str = "count"
    source: Any = None


@dataclass
class Sheet:
    """A heading, rows (a list where a chart reads them) and charts beside them."""

    name: str
    columns: list
    rows: Iterable
    charts: tuple = ()
    note: str = ""
    below: bool = False  # charts and note under the table, not at its right


def main_sheet(figures, note, title):
    """Return the sheet whose layout is a contract: seven columns, one row a key."""
    columns = [
        Column("key", width=28),
        Column("indicator", width=40),
        Column("numerator", "count"),
        Column("denominator", "count"),
        Column("value", width=12),
        Column("unknown", "count"),
        Column("definition", width=90),
    ]
    rows = [
        (
            figure.key,
            figure.label,
            term_cell(figure, "numerator"),
            term_cell(figure, "denominator"),
            value_cell(figure),
            term_cell(figure, "unknown"),
            figure.definition,
        )
        for figure in figures
    ]
    keys = [figure.key for figure in figures]
    first, last = keys.index("positive_exit_entrants"), keys.index("retention_6m")
    chart = Chart("bar", title, 1, (4,), first + 1, last + 1, "rate")
    return Sheet("Bilan", columns, rows, (chart,), note, below=True)


def value_cell(figure):
    """Return a figure's value in its own format, a dash when there is none."""
    value = term_cell(figure, "value")
    return Cell(DASH if value is None else value, figure.unit)


def term_cell(figure, term):
    """Return a term of a figure, the mask when it is hidden."""
    return MASK if term in figure.hidden else getattr(figure, term)


def has_denominator(figure):
    return figure.denominator is not None or "denominator" in figure.hidden


def lines_sheet(name, heading, lines, titles, keys=None):
    """Return one row a line (club, month) and one or two columns an indicator.

    :param heading: columns before the figures
    :param lines: pairs of the heading's values and the figures
    :param titles: pattern of the title of a denominator's column, ``%s`` its label
    """
    lines = list(lines)
    columns = list(heading)
    for figure in lines[0][1] if lines else []:
        if keys is None or figure.key in keys:
            columns.append(Column(figure.label, figure.unit, 16))
            if has_denominator(figure):
                columns.append(Column(titles % figure.label, "count", 16))
    return Sheet(name, columns, [_line(*line, keys) for line in lines])


def _line(values, figures, keys):
    row = list(values)
    for figure in figures:
        if keys is None or figure.key in keys:
            row.append(value_cell(figure))
            if has_denominator(figure):
                row.append(term_cell(figure, "denominator"))
    return row


def column_of(sheet, title):
    """Return the position of the column headed ``title``."""
    return [column.title for column in sheet.columns].index(title)
