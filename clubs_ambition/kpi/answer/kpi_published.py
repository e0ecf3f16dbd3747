"""Figures as they are published: once, beside all that was published before.

Small numbers are hidden in the figures (``kpi_small``), and what would give one back
beside other statements (``kpi_overlap``).
"""

from collections import defaultdict
from dataclasses import asdict, dataclass, fields, replace

from ..indicators.kpi_overlap import Told, as_bits
from ..indicators.kpi_registry import BY_KEY
from ..indicators.kpi_small import (
    SMALL,
    mask_small,
    person_terms,
    told_counts,
)
from .kpi_question import Figure

EVERYBODY = ("entrants", "journeys")
SEVERAL = ("participant_weeks", "attendances", "candidacies")
"""Rows of which one person has many: a few persons' are no small number."""

NAMES = {field.name for field in fields(Figure)}


@dataclass(frozen=True)
class Published:
    """Figures of a statement, and the clubs and half-years they are of."""

    cells: frozenset
    figures: list


def data_of(figure):
    """Return a figure as JSON can say it."""
    return {**asdict(figure), "hidden": sorted(figure.hidden)}


def figure_of(data):
    """Return the figure that a statement keeps as plain data."""
    kept = {name: value for name, value in data.items() if name in NAMES}
    return Figure(**{**kept, "hidden": frozenset(data["hidden"])})


def release(figures, cells, former, others):
    """Return figures as they may be published beside ``others``.

    :param former: the figures of the version that these replace, if there is one
    :param others: all that is published, the versions that were replaced too
    """
    figures = _keep_steady(figures, _by_key(former))
    *sets, mine = as_bits([*(one.cells for one in others), cells])
    told = _told(sets, others)
    ranks = {figure.key: rank for rank, figure in enumerate(figures)}
    hidden = [set(figure.hidden) for figure in figures]
    while True:
        [shown] = mask_small([figures], hidden)
        _hide_several(shown, hidden)
        more = [
            terms[0]
            for what, (count, terms) in told_counts(shown).items()
            if what in told and told[what].tells_small(mine, count)
        ]
        if not more:
            return mask_small([figures], hidden)[0]
        for key, term in more:
            hidden[ranks[key]].add(term)


def _keep_steady(figures, former):
    """Return figures, or the former ones where fewer than five persons differ.

    A correction of a few persons would tell all that is counted about them, and how
    often. Where none differs, what was hidden stays so.
    """
    gaps = {figure.key: _gap(figure, former.get(figure.key)) for figure in figures}
    few = any(0 < (gaps[key] or 0) < SMALL for key in EVERYBODY if key in gaps)
    found = []
    for figure in figures:
        known, gap = former.get(figure.key), gaps[figure.key]
        if gap is None or (gap >= SMALL and not (few and _counts_several(figure))):
            found.append(figure)
        elif gap:
            found.append(known)
        else:
            found.append(replace(figure, **_without(figure, known.hidden)))
    return found


def _gap(figure, known):
    """Return by how many persons a figure differs, if the former one told its whole."""
    terms = person_terms(known) if known else ()
    whole = "numerator" if figure.denominator is None else "denominator"
    if whole not in terms:
        return None
    return max(abs((getattr(figure, one) or 0) - getattr(known, one)) for one in terms)


def _counts_several(figure):
    """Tell whether a figure counts several rows a person, and so no persons."""
    measure = BY_KEY[figure.key].denominator
    return measure is not None and measure.rows in SEVERAL


def _hide_several(shown, hidden):
    """Hide what a few persons did, of whom the number itself is hidden."""
    if any("numerator" in one.hidden for one in shown if one.key in EVERYBODY):
        for figure, roles in zip(shown, hidden, strict=True):
            if _counts_several(figure):
                roles |= {"value", *person_terms(figure)}


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
