"""The sheets of the figures: all of them, by club, by month, beside others, defined."""

from odoo.tools.misc import format_date

from ..const import DASH, MASK
from ..indicators.kpi_indicator import UNITS
from ..indicators.kpi_registry import BY_KEY, INDICATORS
from .bilan_sheets import (
    MAIN,
    Cell,
    Chart,
    Column,
    Sheet,
    column_of,
    lines_sheet,
    main_sheet,
    place,
    ratio_cell,
    value_cell,
)

CHARTED_CLUBS = 30


def main(env, answer, title):
    """Return the first sheet: one row an indicator."""
    question = answer.question
    note = env._(
        "%(title)s\nFrom %(start)s to %(end)s, as known on %(cutoff)s.\nClubs: "
        "%(clubs)s. Journeys still running: %(running)s.\nA dash: nothing to "
        "divide by. Unknown: left out for want of the fact.",
        title=title,
        start=format_date(env, question.date_from),
        end=format_date(env, question.date_to),
        cutoff=format_date(env, question.cutoff),
        clubs=len(question.clubs),
        running=MASK if answer.running is None else answer.running,
    )
    if question.outside:
        note += "\n" + env["club.kpi.text"]._small_note()
    return main_sheet(answer.figures, note, env._("Exits and what became of them"))


def club_lines(answer):
    """Return ``[((club, territory), figures)]``; closed clubs if they did something."""
    figures = answer.by_club
    return [
        ((club.name, club.territory_id.complete_name), figures[club.id])
        for club in answer.question.clubs.sorted(lambda club: (club.name, club.id))
        if club.active
        or any(figure.numerator or figure.hidden for figure in figures[club.id])
    ]


def club_heading(env):
    """Return the columns that name a club."""
    return [Column(env._("Club"), width=28), Column(env._("Territory"), width=34)]


def by_club(env, lines):
    """Return the sheet of one row a club."""
    return lines_sheet(env._("By club"), club_heading(env), lines, _term_titles(env))


def by_month(env, answer):
    """Return the sheet of one row a month, of the indicators that have a sense then."""
    return lines_sheet(
        env._("By month"),
        [Column(env._("Month"), "month")],
        [((month,), found) for month, found in answer.by_month.items()],
        _term_titles(env),
        [indicator.key for indicator in INDICATORS if indicator.monthly],
    )


def _term_titles(env):
    """Return how the columns of a figure's two terms are headed."""
    return env._("Counted: %s"), env._("Out of: %s")


def clubs_chart(env, sheet):
    """Return the chart of the positive exits of the first clubs."""
    title = env._("Positive exits of the entrants, by club")
    last = min(len(sheet.rows), CHARTED_CLUBS)
    return _chart(env, sheet, "bar", title, ["positive_exit_entrants"], last)


def months_chart(env, sheet):
    """Return the chart of who entered, by month."""
    title = env._("Entrants and journeys, by month")
    keys = ["entrants", "journeys"]
    return _chart(env, sheet, "line", title, keys, len(sheet.rows))


def _chart(env, sheet, kind, title, keys, last):
    """Return the chart of some indicators on the first lines of a sheet."""
    if not last:
        return Chart(kind, title, 0, (), 1, 0)
    columns = [column_of(sheet, env._(BY_KEY[key].label)) for key in keys]
    unit = BY_KEY[keys[0]].unit
    return Chart(kind, title, 0, tuple(columns), 1, last, unit, sheet)


def comparison(env, answer, medians=True):
    """Return the sheet of each figure, what it was, and the region's median.

    Values are computed again from the numerators and denominators of the first
    sheet, which holds plain numbers for programs that read it.
    """
    texts = env["club.kpi.text"]
    columns = [
        Column("key", width=28),
        Column(env._("Indicator"), width=40),
        Column(env._("Value")),
        Column(env._("Previous period")),
        *([Column(env._("Median of the region"))] if medians else []),
        Column(env._("Remark"), width=28),
    ]
    rows = [
        (
            line.figure.key,
            line.figure.label,
            ratio_cell(line.figure, place(row, 2, MAIN), place(row, 3, MAIN)),
            value_cell(line.previous),
            *([_median_cell(line)] if medians else []),
            texts._remark_text(answer, line.figure),
        )
        for row, line in enumerate(answer.lines, 2)
    ]
    note = texts._notes(answer)
    return Sheet(env._("Comparison"), columns, rows, note=note, below=True)


def _median_cell(line):
    return Cell(DASH if line.median is None else line.median, line.figure.unit)


def definitions(env):
    """Return the sheet of what each indicator is."""
    columns = [
        Column(env._("Key"), width=28),
        Column(env._("Indicator"), width=40),
        Column(env._("Unit")),
        Column(env._("Definition"), "long", 120),
    ]
    rows = [
        (
            indicator.key,
            env._(indicator.label),
            env._(UNITS[indicator.unit]),
            env._(indicator.definition),
        )
        for indicator in INDICATORS
    ]
    return Sheet(env._("Definitions"), columns, rows)
