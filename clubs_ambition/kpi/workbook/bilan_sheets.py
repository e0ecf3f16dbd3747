"""The sheets of the *Bilan* workbook as plain rows: nothing here knows a file format.

``compute`` once, ``render`` anywhere: ``bilan_workbook`` walks these sheets and
decides nothing about figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..const import DASH, MASK
from ..indicators.kpi_indicator import AVERAGE, COUNT, EUROS, RATE

MAIN = "Bilan"
"""The first sheet, named so in every language."""


class Cell(NamedTuple):
    """A value whose format is not that of its column."""

    value: Any
    kind: str


class Formula(NamedTuple):
    """A value that the reader's spreadsheet computes again, from other cells.

    ``value`` is what one shows that computes nothing; ``text`` has no equals sign.
    """

    value: Any
    kind: str
    text: str


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
    heading: int = 0  # columns that name a line: they stay in sight
    filtered: bool = False  # a list one filters


def main_sheet(figures, note, title):
    """Return the sheet whose layout is a contract: seven columns, one row a key."""
    columns = [
        Column("key", width=28),
        Column("indicator", width=40),
        Column("numerator", "count"),
        Column("denominator", "count"),
        Column("value", width=12),
        Column("unknown", "count"),
        Column("definition", "long", 90),
    ]
    rows = [
        (
            figure.key,
            figure.label,
            term_cell(figure, "numerator"),
            term_cell(figure, "denominator"),
            value_cell(figure),
            term_cell(figure, "unknown"),
            " – ".join(filter(None, (figure.definition, figure.detail))),
        )
        for figure in figures
    ]
    keys = [figure.key for figure in figures]
    first, last = keys.index("positive_exit_entrants"), keys.index("retention_6m")
    chart = Chart("bar", title, 1, (4,), first + 1, last + 1, "rate")
    return Sheet(MAIN, columns, rows, (chart,), note, below=True, heading=2)


def value_cell(figure):
    """Return a figure's value in its own format, a dash when there is none."""
    value = term_cell(figure, "value")
    return Cell(DASH if value is None else value, figure.unit)


def term_cell(figure, term):
    """Return a term of a figure, the mask when it is hidden."""
    return MASK if term in figure.hidden else getattr(figure, term)


def has_denominator(figure):
    return figure.denominator is not None or "denominator" in figure.hidden


def is_ratio(figure):
    """Tell whether a figure is its numerator over its denominator."""
    return figure.unit in (RATE, AVERAGE, EUROS) and has_denominator(figure)


def ratio(value, kind, numerator, denominator):
    """Return a value that is computed again from the places of its two terms."""
    text = f'IF(N({denominator})=0,"{DASH}",{numerator}/{denominator})'
    return Formula(DASH if value is None else value, kind, text)


def ratio_cell(figure, numerator, denominator):
    """Return a figure's value, as a formula when both of its terms are shown.

    A hidden term is in no cell: what is left is the value, or what stands for it.
    """
    terms = (figure.numerator, figure.denominator)
    if not is_ratio(figure) or None in terms:
        return value_cell(figure)
    return ratio(figure.value, figure.unit, numerator, denominator)


def sum_cell(value, kind, column, last):
    """Return the sum of a column, from the first line to row ``last``."""
    return Formula(value, kind, f"SUM({place(2, column)}:{place(last, column)})")


def place(row, column, sheet=None):
    """Return a cell's name, ``C5``; rows count from 1, the headings', columns from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{row}" if sheet else f"{letters}{row}"


def lines_sheet(name, heading, lines, titles, keys=None):
    """Return one row a line (club, month) and up to three columns an indicator.

    :param heading: columns before the figures
    :param lines: pairs of the heading's values and the figures
    :param titles: patterns of the titles of the two terms' columns, ``%s`` the label
    """
    lines = [
        (values, [one for one in figures if keys is None or one.key in keys])
        for values, figures in lines
    ]
    columns = list(heading)
    for figure in lines[0][1] if lines else []:
        columns.append(Column(figure.label, figure.unit, 16))
        if is_ratio(figure):
            kind = EUROS if figure.unit == EUROS else COUNT
            columns.append(Column(titles[0] % figure.label, kind, 16))
        if has_denominator(figure):
            columns.append(Column(titles[1] % figure.label, "count", 16))
    rows = [_line(number, *line) for number, line in enumerate(lines, 2)]
    return Sheet(name, columns, rows, heading=len(heading), filtered=True)


def _line(number, values, figures):
    """Return the cells of line ``number`` of the sheet: a value, then its terms."""
    row = list(values)
    for figure in figures:
        after = len(row) + 1
        row.append(ratio_cell(figure, place(number, after), place(number, after + 1)))
        if is_ratio(figure):
            row.append(term_cell(figure, "numerator"))
        if has_denominator(figure):
            row.append(term_cell(figure, "denominator"))
    return row


def column_of(sheet, title):
    """Return the position of the column headed ``title``."""
    return [column.title for column in sheet.columns].index(title)


def selection_labels(env, model, field):
    """Return ``{value: label}`` of a selection, in the user's language."""
    return dict(env[model]._fields[field]._description_selection(env))
