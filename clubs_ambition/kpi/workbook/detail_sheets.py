"""What stands behind the figures: funnels, refusals, employers."""

from ..const import MASK
from ..indicators.kpi_indicator import COUNT, RATE
from ..indicators.kpi_small import hidden_cells, hidden_columns, hidden_steps, is_small
from ..rows import kpi_detail
from .bilan_sheets import Chart, Column, Sheet, place, ratio, sum_cell


def funnel(env, question):
    """Return how many journeys and candidacies reached each stage."""
    frame = env["club.kpi"]._frame(*question.asked)
    blocks = [
        (env._("Journeys oriented"), _journey_stages(env), kpi_detail.journey_funnel),
        (
            env._("Candidacies sent"),
            _candidacy_stages(env),
            kpi_detail.candidacy_funnel,
        ),
    ]
    rows, charts = [], []
    for title, labels, query in blocks:
        counts = env.execute_query_dict(query(frame))[0]
        first = len(rows) + 1
        rows += _stage_rows(title, labels, counts, first, question.outside)
        charts.append(Chart("column", title, 1, (2,), first, len(rows)))
    columns = [
        Column(env._("Funnel"), width=28),
        Column(env._("Stage"), width=28),
        Column(env._("Number"), "count"),
        Column(env._("Share of the first stage"), "rate", 16),
    ]
    return Sheet(env._("Funnel"), columns, rows, tuple(charts))


def _stage_rows(title, labels, counts, first, outside):
    """Return a row a stage, from line ``first`` on; the first stage is the whole."""
    whole = next(iter(counts.values()))
    hidden = hidden_steps(counts.values()) if outside else ()
    return [
        (
            title,
            labels[stage],
            *_share_cells(
                (count, first + 1 + index, 2),
                (whole, first + 1, 2),
                0 in hidden or index in hidden,
            ),
        )
        for index, (stage, count) in enumerate(counts.items())
    ]


def _share_cells(part, whole, hidden):
    """Return a number and its share of another one, computed again from both.

    :param part: ``(number, row, column)`` of its cell, as ``whole``'s
    """
    if hidden:
        return MASK, MASK
    share = part[0] / whole[0] if whole[0] else None
    return part[0], ratio(share, RATE, place(*part[1:]), place(*whole[1:]))


def _journey_stages(env):
    return {
        "oriented": env._("Oriented"),
        "admitted": env._("Admitted"),
        "started": env._("Started"),
        "ended": env._("Ended"),
        "positive": env._("Positive exit"),
        "durable": env._("Durable employment"),
    }


def _candidacy_stages(env):
    return {
        "sent": env._("Sent"),
        "interviewed": env._("Interview or further"),
        "hired": env._("Hired"),
    }


def refusals(env, question):
    """Return why employers refused, the most frequent reason first."""
    frame = env["club.kpi"]._frame(*question.asked)
    found = env.execute_query(kpi_detail.refusals(frame))
    counts = [count for _reason, count in found]
    total = sum(counts)
    hidden = hidden_cells(counts) if question.outside else set()
    columns = [
        Column(env._("Reason of the refusal"), width=44),
        Column(env._("Candidacies"), "count"),
        Column(env._("Share"), "rate"),
    ]
    last = len(found) + 2
    rows = [
        (
            reason,
            *_share_cells((count, index + 2, 1), (total, last, 1), index in hidden),
        )
        for index, (reason, count) in enumerate(found)
    ]
    if rows:
        known = MASK if is_small(total) else total
        whole = known if hidden else sum_cell(total, COUNT, 1, last - 1)
        rows.append((env._("All reasons"), whole, None))
    chart = Chart("bar", env._("Why employers refuse"), 0, (1,), 1, len(found))
    return Sheet(env._("Refusals"), columns, rows, (chart,))


def employers(env, question):
    """Return the establishments of the network, and what passed with them."""
    columns = [
        Column(env._("Employer"), width=36),
        Column(env._("SIRET"), width=18),
        Column(env._("APE")),
        Column(env._("Clubs"), "count"),
        Column(env._("Contacts of the period"), "count", 14),
        Column(env._("Candidacies of the period"), "count", 14),
        Column(env._("Placements of the period"), "count", 14),
        Column(env._("Last seen"), "date"),
    ]
    rows = (tuple(row.values()) for row in _employers(env, question))
    return Sheet(env._("Employers"), columns, rows, heading=1, filtered=True)


def _employers(env, question):
    """Return one dict an establishment, named to those who prospect only.

    Outside the agency, small numbers of candidacies and placements are hidden.
    """
    frame = env["club.kpi"]._frame(*question.asked)
    rows = env.execute_query_dict(kpi_detail.employers(frame))
    if question.outside:
        steps = ("candidacies", "placements")
        for column, hidden in hidden_columns(rows, steps).items():
            for index in hidden:
                rows[index][column] = MASK
    if question.outside or not env["club.contact"].has_access("read"):
        for number, row in enumerate(rows, 1):
            row["name"] = env._("Employer %s", number)
            row["siret"] = None
    return rows
