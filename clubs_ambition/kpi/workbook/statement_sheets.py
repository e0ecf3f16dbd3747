"""The sheets of a published statement: its figures, beside the year before, defined."""

from odoo.tools.misc import format_date

from . import figure_sheets
from .bilan_sheets import (
    MAIN,
    Column,
    Sheet,
    main_sheet,
    place,
    ratio_cell,
    value_cell,
)


def sheets(env, answer, title):
    """Return the sheets of an answer as it is published: no club, no month, no row."""
    return (
        _main(env, answer, title),
        _comparison(env, answer),
        figure_sheets.definitions(env),
    )


def _main(env, answer, title):
    """Return the first sheet: one row an indicator."""
    question = answer.question
    note = env._(
        "%(title)s\nFrom %(start)s to %(end)s, as known on %(cutoff)s.\nClubs: "
        "%(clubs)s.\nA dash: nothing to divide by. Unknown: left out for want of the "
        "fact.",
        title=title,
        start=format_date(env, question.date_from),
        end=format_date(env, question.date_to),
        cutoff=format_date(env, question.cutoff),
        clubs=len(question.clubs),
    )
    note += "\n" + env["club.kpi.text"]._small_note()
    return main_sheet(answer.figures, note, env._("Exits and what became of them"))


def _comparison(env, answer):
    """Return the sheet of each figure beside that of the year before."""
    texts = env["club.kpi.text"]
    columns = [
        Column("key", width=28),
        Column(env._("Indicator"), width=40),
        Column(env._("Value")),
        Column(env._("Previous period")),
        Column(env._("Remark"), width=28),
    ]
    rows = [
        (
            line.figure.key,
            line.figure.label,
            ratio_cell(line.figure, place(row, 2, MAIN), place(row, 3, MAIN)),
            value_cell(line.previous),
            texts._remark_text(answer, line.figure),
        )
        for row, line in enumerate(answer.lines, 2)
    ]
    note = texts._notes(answer)
    return Sheet(env._("Comparison"), columns, rows, note=note, below=True)
