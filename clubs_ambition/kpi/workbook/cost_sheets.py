"""What the clubs cost: money of each funder, over persons; sums over sums."""

from ..const import DASH
from ..indicators.kpi_indicator import EUROS
from ..rows import kpi_detail_clubs
from .bilan_sheets import (
    Chart,
    Column,
    Formula,
    Sheet,
    place,
    ratio_cell,
    selection_labels,
    sum_cell,
    term_cell,
)
from .figure_sheets import club_heading

COSTS = ("cost_per_participant", "cost_per_positive_exit")
CHARTED = 30


def costs(env, answer, lines):
    """Return one row a club, and the network's, which is no sum of persons.

    Whoever went through two clubs is one person: the last row has its own count.
    """
    title = env._("Cost per participant")
    columns = [
        *club_heading(env),
        Column(env._("Budget of the period"), EUROS, 16),
        Column(env._("Entrants"), "count"),
        Column(title, EUROS, 16),
        Column(env._("Positive exits"), "count"),
        Column(env._("Cost per positive exit"), EUROS, 16),
        Column(env._("What is known"), width=36),
    ]
    rows = [
        (*heading, *_cost_cells(number, figures))
        for number, (heading, figures) in enumerate(lines, 2)
    ]
    last = len(rows)
    total = _cost_cells(last + 2, answer.figures)
    rows.append((env._("All clubs"), None, *total))
    chart = Chart("bar", title, 0, (4,), 1, min(last, CHARTED), EUROS)
    return Sheet(env._("Costs"), columns, rows, (chart,), _cost_note(env), heading=2)


def _cost_cells(number, figures):
    """Return the cells of line ``number``, hidden terms hidden."""
    found = {figure.key: figure for figure in figures}
    one, other = (found[key] for key in COSTS)
    budget = place(number, 2)
    return (
        DASH if one.numerator is None else one.numerator,
        term_cell(one, "denominator"),
        ratio_cell(one, budget, place(number, 3)),
        term_cell(other, "denominator"),
        ratio_cell(other, budget, place(number, 5)),
        one.detail,
    )


def _cost_note(env):
    return env._(
        "Budget: of each line, the days that fall in the period.\nEntrants and "
        "positive exits of days without a budget are left out.\nThe last line "
        "divides sums by sums: it is no average of the clubs."
    )


def budgets(env, question):
    """Return one row a budget line: what of it falls in the period, and its sum."""
    columns = [
        *club_heading(env),
        Column(env._("Funder"), width=32),
        Column(env._("Kind"), width=28),
        Column(env._("From"), "date"),
        Column(env._("To"), "date"),
        Column(env._("Amount"), EUROS, 14),
        Column(env._("Days in the period"), "days", 12),
        Column(env._("Of the period"), EUROS, 16),
    ]
    frame = env["club.kpi"]._frame(*question.asked)
    found = env.execute_query_dict(kpi_detail_clubs.budget_lines(frame))
    territories = {club.id: club.territory_id.complete_name for club in question.clubs}
    kinds = selection_labels(env, "club.funder", "kind")
    rows = [
        _budget_row(number, row, territories, kinds)
        for number, row in enumerate(found, 2)
    ]
    if rows:
        last = len(rows) + 1
        sums = [
            sum_cell(float(sum(row[name] for row in found)), EUROS, column, last)
            for name, column in (("amount", 6), ("share", 8))
        ]
        rows.append((env._("All lines"), *[None] * 5, sums[0], None, sums[1]))
    return Sheet(env._("Budgets"), columns, rows, heading=1)


def _budget_row(number, row, territories, kinds):
    """Return the cells of line ``number``: what it is, and its part, computed again."""
    first, last, amount, days = (place(number, column) for column in range(4, 8))
    return (
        row["club"],
        territories[row["club_id"]],
        row["funder"],
        kinds[row["kind"]],
        row["date_from"],
        row["date_to"],
        float(row["amount"]),
        row["days"],
        Formula(float(row["share"]), EUROS, f"{amount}*{days}/({last}-{first}+1)"),
    )
