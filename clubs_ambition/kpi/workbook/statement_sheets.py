"""The sheets of a published statement: its figures, beside the year before, defined."""

from odoo.tools.misc import format_date

from . import figure_sheets
from .bilan_sheets import (
    main_sheet,
)


def sheets(env, answer, title):
    """Return the sheets of an answer as it is published: no club, no month, no row."""
    return (
        _main(env, answer, title),
        figure_sheets.comparison(env, answer, medians=False),
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
