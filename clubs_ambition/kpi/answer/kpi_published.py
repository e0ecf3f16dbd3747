"""Figures as they are published: once, beside all that was published before.

Small numbers are hidden in the figures (``kpi_small``), and what would give one back
from other statements (``kpi_overlap``): count by count, and in each line of figures
that is left when some are subtracted from others.
"""

from collections import defaultdict
from dataclasses import dataclass, fields, replace

from ..indicators.kpi_overlap import Told, as_bits, leavings
from ..indicators.kpi_small import (
    SMALL,
    TERMS,
    WHOLE,
    mask_small,
    person_terms,
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
    :param others: what is published, the version replaced and those before it too,
        the older ones first
    """
    figures = [_steady(figure, former) for figure in figures]
    *sets, mine = as_bits([*(one.cells for one in others), cells])
    told = _told(sets, others)
    recipes = [one for one in leavings([*sets, mine]) if len(others) in one]
    before = [_by_key(one.figures) for one in others]
    hidden = [set(figure.hidden) for figure in figures]
    while True:
        [shown] = mask_small([figures], hidden)
        more = _told_alone(shown, mine, told)
        more += _told_in_lines([*before, _by_key(shown)], recipes)
        if not more:
            return shown
        ranks = {figure.key: rank for rank, figure in enumerate(shown)}
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
    """Return ``{(key, term): Told}`` of what is published."""
    counts = defaultdict(list)
    for cells, one in zip(sets, others, strict=True):
        for figure in one.figures:
            for term in person_terms(figure):
                counts[figure.key, term].append((cells, getattr(figure, term)))
    return {name: Told(found) for name, found in counts.items()}


def _told_alone(shown, cells, told):
    """Return the terms shown that give a small number beside the same ones elsewhere."""
    return [
        (figure.key, term)
        for figure in shown
        for term in person_terms(figure)
        if (figure.key, term) in told
        and told[figure.key, term].tells_small(cells, getattr(figure, term))
    ]


# === LINES THAT ARE LEFT === #


def _told_in_lines(lines, recipes):
    """Return the terms that a line left by subtraction would not show.

    :param lines: ``{key: figure}`` of each statement, the last one to be published
    """
    *_others, mine = lines
    more = []
    for recipe in recipes:
        left = _whole_known([_left(key, lines, recipe) for key in mine])
        [masked] = mask_small([left])
        for before, after in zip(left, masked, strict=True):
            gone = set(person_terms(before)) - set(person_terms(after))
            more += [
                (before.key, term)
                for term in gone
                if getattr(mine[before.key], term) is not None
            ]
    return more


def _left(key, lines, recipe):
    """Return the figure that is left: its terms where all are shown that make them."""
    *_others, mine = lines
    figure = mine[key]
    known = [(sign, lines[index].get(key)) for index, sign in recipe.items()]
    terms = {}
    for term in TERMS:
        parts = [(sign, one and _count(one, term)) for sign, one in known]
        whole = all(count is not None for _sign, count in parts)
        terms[term] = sum(sign * count for sign, count in parts) if whole else None
    return replace(figure, **terms, value=None, hidden=frozenset())


def _count(figure, term):
    return getattr(figure, term) if term in person_terms(figure) else None


def _whole_known(line):
    """Return a line with the only age band that is not told: all less the others."""
    bands = [figure for figure in line if figure.key in WHOLE]
    missing = [figure for figure in bands if figure.numerator is None]
    if len(missing) != 1 or missing[0].denominator is None:
        return line
    others = sum(figure.numerator or 0 for figure in bands)
    band = replace(missing[0], numerator=missing[0].denominator - others)
    return [band if figure.key == band.key else figure for figure in line]
