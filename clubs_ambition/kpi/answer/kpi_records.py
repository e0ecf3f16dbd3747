"""Gives the answer to a question as plain data, which other programs read."""

from odoo import fields

from ..indicators.kpi_registry import BY_KEY

BASES = ("entrants", "leavers")
SPLITS = ("club", "month")


def answer_records(env, question, basis=None, by=None):
    """Return an answer as a dict that JSON can say.

    :param basis: one of :data:`BASES`; leave out the indicators of the other
    :param by: one of :data:`SPLITS`; add the figures of each club or month
    """
    answer = env["club.kpi"]._answer(question)
    keys = {
        key
        for key, indicator in BY_KEY.items()
        if not basis or indicator.basis in (basis, None)
    }
    records = {
        **_period_record(question),
        "clubs": len(question.clubs),
        "small_numbers_hidden": question.outside,
        "journeys_running": answer.running,
        "previous": _period_record(question.previous()),
        "region": answer.region,
        "indicators": [
            _indicator_record(answer, line)
            for line in answer.lines
            if line.figure.key in keys
        ],
    }
    if by:
        records["lines"] = _line_records(env, question, by, keys)
    return records


def _period_record(question):
    return {
        "date_from": fields.Date.to_string(question.date_from),
        "date_to": fields.Date.to_string(question.date_to),
        "cutoff": fields.Date.to_string(question.cutoff),
    }


def _indicator_record(answer, line):
    """Return one indicator: its figure, its words, and what it stands beside."""
    figure = line.figure
    return _figure_record(figure) | {
        "label": figure.label,
        "definition": figure.definition,
        "detail": figure.detail,
        "unit": figure.unit,
        "basis": BY_KEY[figure.key].basis,
        "maturity": answer.marks(figure),
        "previous": _figure_record(line.previous),
        "region_median": line.median,
    }


def _figure_record(figure):
    return {
        "key": figure.key,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "unknown": figure.unknown,
        "hidden": sorted(figure.hidden),
    }


def _line_records(env, question, by, keys):
    """Return one dict a club or month, with its figures."""
    Kpi = env["club.kpi"]
    if by == "month":
        lines = Kpi._answer_by_month(question).items()
        heads = [({"month": str(month)[:7]}, figures) for month, figures in lines]
        keys = {key for key in keys if BY_KEY[key].monthly}
    else:
        lines = Kpi._answer_by_club(question)
        heads = [
            ({"club_id": club.id, "club": club.name}, lines[club.id])
            for club in question.clubs.sorted(lambda club: (club.name, club.id))
        ]
    return [
        head | {"figures": [_figure_record(one) for one in figures if one.key in keys]}
        for head, figures in heads
    ]
