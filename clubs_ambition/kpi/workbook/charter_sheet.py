"""What employers promised by a charter, beside what came of it."""

from ..const import MASK
from ..indicators.kpi_indicator import RATE
from ..indicators.kpi_small import hidden_cells, hidden_columns
from ..rows import kpi_detail_clubs
from .bilan_sheets import Column, Sheet, place, ratio

PROMISES = ("interviews", "immersions", "hires")


def charters(env, question):
    """Return the sheet of one row a charter."""
    frame = env["club.kpi"]._frame(*question.asked)
    found = env.execute_query_dict(kpi_detail_clubs.charters(frame))
    hidden = _hidden(found) if question.outside else dict.fromkeys(PROMISES, ())
    rows = [
        (
            row["name"],
            row["employers"],
            *_promise_cells(
                index + 2,
                row,
                {name for name in PROMISES if index in hidden[name]},
            ),
        )
        for index, row in enumerate(found)
    ]
    note = env._(
        "Charters in force in the period. Made: to these clubs, in the period, "
        "while the charter was in force."
    )
    name, columns = env._("Charters"), _columns(env)
    return Sheet(name, columns, rows, note=note, below=True, heading=1)


def _hidden(found):
    """Return ``{promise: positions not to show}``; some of those met were hired."""
    return {
        **hidden_columns(found, ("interviews", "hires")),
        "immersions": hidden_cells([row["immersions"] for row in found]),
    }


def _columns(env):
    """Return the headings: who signed, then three columns a promise."""
    columns = [
        Column(env._("Charter"), width=44),
        Column(env._("Signatories"), "count"),
    ]
    for title in (env._("Interviews"), env._("Immersions"), env._("Hires")):
        columns += [
            Column(env._("%s promised", title), "count", 14),
            Column(env._("%s made", title), "count", 14),
            Column(env._("%s: share", title), RATE, 14),
        ]
    return columns


def _promise_cells(number, row, hidden):
    """Return, of each promise, what was said, what was done, and the share."""
    cells = []
    for rank, name in enumerate(PROMISES):
        promised, made = int(row[f"promised_{name}"] or 0), int(row[name])
        at = 2 + 3 * rank
        if name in hidden:
            cells += [promised, MASK, MASK]
            continue
        share = made / promised if promised else None
        terms = place(number, at + 1), place(number, at)
        cells += [promised, made, ratio(share, RATE, *terms)]
    return cells
