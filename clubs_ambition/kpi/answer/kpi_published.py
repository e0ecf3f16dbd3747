"""Figures as they are published: once, beside all that was published before.

Small numbers are hidden in the figures (``kpi_small``), and what would give one back
beside other statements (``kpi_overlap``).
"""

from collections import defaultdict
from dataclasses import dataclass, fields, replace

from ..indicators.kpi_overlap import Told, as_bits
from ..indicators.kpi_small import (
    SMALL,
    mask_small,
    person_terms,
    told_counts,
)
from .kpi_question import Figure

NAMES = {field.name for field in fields(Figure)}


@dataclass(frozen=True)
class Published:
    """Figures of a statement, and the clubs and half-years they are of."""

    cells: frozenset
    figures: list


def figure_of(data):
    """Return the figure that a statement keeps as plain data."""
    kept = {name: value for name, value in data.items() if name in NAMES}
    return Figure(**{**kept, "hidden": frozenset(data["hidden"])})


def release(figures, cells, former, others):
    """Return figures as they may be published beside ``others``.

    :param former: the figures of the version that these replace, if there is one
    :param others: all that is published, the versions that were replaced too
    """
    figures = [_steady(figure, former) for figure in figures]
    *sets, mine = as_bits([*(one.cells for one in others), cells])
    told = _told(sets, others)
    ranks = {figure.key: rank for rank, figure in enumerate(figures)}
    hidden = [set(figure.hidden) for figure in figures]
    while True:
        [shown] = mask_small([figures], hidden)
        more = [
            terms[0]
            for what, (count, terms) in told_counts(shown).items()
            if what in told and told[what].tells_small(mine, count)
        ]
        if not more:
            return shown
        for key, term in more:
            hidden[ranks[key]].add(term)


def _steady(figure, former):
    """Return a figure, or the former one where fewer than five persons differ.

    A correction of a few persons would tell all that is counted about them. Where
    none differs, what was hidden stays so.
    """
    known = _by_key(former).get(figure.key)
    terms = person_terms(known) if known else ()
    gaps = [abs((getattr(figure, term) or 0) - getattr(known, term)) for term in terms]
    if not gaps or max(gaps) >= SMALL:
        return figure
    if max(gaps):
        return known
    return replace(figure, **_without(figure, known.hidden))


def _without(figure, hidden):
    kept = {term: None for term in hidden if getattr(figure, term) is not None}
    return {**kept, "hidden": frozenset(hidden)}


def _by_key(figures):
    return {figure.key: figure for figure in figures}


def _told(sets, others):
    """Return ``{what: Told}`` of what is published."""
    counts = defaultdict(list)
    for cells, one in zip(sets, others, strict=True):
        for what, (count, _terms) in told_counts(one.figures).items():
            counts[what].append((cells, count))
    return {what: Told(found) for what, found in counts.items()}
