"""Small numbers, hidden in whatever leaves the agency (domain definitions, §4.0).

A cell that counts fewer than five persons says who they are to whoever knows the
club. It is hidden, and so is what would give it back: what is left of a whole, a
rate beside its other term, the same count elsewhere, the only other hidden cell of a
column whose total is shown, how many fell out between two steps. Every output that
leaves the agency calls :func:`mask_small`, and lists of its own :func:`hidden_cells`
and :func:`hidden_steps`.
"""

from dataclasses import replace

from .kpi_indicator import AVERAGE, COUNT, EUROS, RATE
from .kpi_registry import BY_KEY

SMALL = 5
"""Fewer persons than this are not shown."""

TERMS = ("numerator", "denominator", "unknown")

WHOLE = ("age_under_30", "age_30_44", "age_45_plus")
"""Indicators whose numerators add up to their common denominator."""

SAME = (
    (
        ("entrants", "numerator"),
        ("positive_exit_entrants", "denominator"),
        ("durable_entrants", "denominator"),
        ("cost_per_participant", "denominator"),
        ("priority_district", "denominator"),
        ("below_level_ii", "denominator"),
        *((key, "denominator") for key in WHOLE),
    ),
    (
        ("journeys", "numerator"),
        ("referrals_per_participant", "denominator"),
        ("candidacies_per_participant", "denominator"),
    ),
    (
        ("positive_exit_leavers", "denominator"),
        ("durable_leavers", "denominator"),
    ),
    (
        ("positive_exit_leavers", "numerator"),
        ("cost_per_positive_exit", "denominator"),
    ),
    (
        ("positive_exit_entrants", "numerator"),
        ("days_to_positive_exit", "denominator"),
    ),
    (("immersions_started", "numerator"), ("immersions_hired", "denominator")),
    (
        ("conversion_interview", "denominator"),
        ("conversion_hire", "denominator"),
    ),
)
"""Terms that count the same persons, or nearly: equal ones are hidden together."""

STEPS = (
    (("journeys", "numerator"), ("entrants", "numerator")),
    *(
        (("entrants", "numerator"), (key, "denominator"))
        for key in (*WHOLE, "priority_district", "below_level_ii")
    ),
    (("entrants", "numerator"), ("cost_per_participant", "denominator")),
    (("positive_exit_entrants", "numerator"), ("durable_entrants", "numerator")),
    (
        ("positive_exit_entrants", "numerator"),
        ("days_to_positive_exit", "denominator"),
    ),
    (("positive_exit_leavers", "numerator"), ("durable_leavers", "numerator")),
    (
        ("positive_exit_leavers", "numerator"),
        ("cost_per_positive_exit", "denominator"),
    ),
    (("conversion_interview", "numerator"), ("conversion_hire", "numerator")),
)
"""Terms that count some of those that the one before counts: few may be between."""


def is_small(count):
    """Tell whether a count is of few persons; what is left of counts may be below 0."""
    return count is not None and 0 < abs(count) < SMALL


def hidden_cells(counts, hidden=()):
    """Return the positions not to show, of cells whose total is known.

    One hidden cell is the total less the others; so are several that make a small
    number together: the next smallest is hidden with them.
    """
    found = {index for index, count in enumerate(counts) if is_small(count)}
    found |= set(hidden)
    others = sorted(
        (count, index)
        for index, count in enumerate(counts)
        if count and index not in found
    )
    while found and others:
        if len(found) > 1 and sum(counts[index] or 0 for index in found) >= SMALL:
            break
        found.add(others.pop(0)[1])
    return found


def hidden_steps(counts, hidden=()):
    """Return the positions not to show, of counts each of some of the one before.

    Two that are shown tell how many fell out between them: the later one is hidden
    where these are few. What is not known (``None``) tells nothing.
    """
    found, last = set(hidden), None
    for index, count in enumerate(counts):
        if index in found or count is None:
            continue
        if is_small(count) or (last is not None and is_small(abs(last - count))):
            found.add(index)
        else:
            last = count
    return found


def hidden_columns(rows, steps):
    """Return ``{column: positions not to show}`` of rows whose totals are known.

    :param steps: the columns, each of some of those that the one before counts
    """
    between = [hidden_steps([row[name] for name in steps]) for row in rows]
    return {
        name: hidden_cells(
            [row[name] for row in rows],
            [index for index, found in enumerate(between) if rank in found],
        )
        for rank, name in enumerate(steps)
    }


def person_terms(figure):
    """Return the terms of a figure that count persons and are shown."""
    return [
        term
        for term in TERMS
        if _counts(figure, term) and getattr(figure, term) is not None
    ]


def told_counts(line):
    """Return ``{what: (number of persons, terms)}`` that a line of figures tells.

    Shown or worked out from what is shown; of the terms, hiding one is enough.
    """
    shown = {
        (figure.key, term): getattr(figure, term)
        for figure in line
        for term in person_terms(figure)
    }
    told = {name: (count, [name]) for name, count in shown.items()}
    pairs = [(*pair, pair) for pair in STEPS]
    pairs += [
        ((figure.key, "denominator"), (figure.key, "numerator"), (figure.key, "rest"))
        for figure in line
        if _counts(figure, "rest")
    ]
    for first, later, name in pairs:
        if first in shown and later in shown:
            told[name] = shown[first] - shown[later], [later]
    return told | _told_age(shown)


def _told_age(shown):
    """Return the number of the only age band that is not shown: all less the others."""
    bands = {(key, "numerator"): shown.get((key, "numerator")) for key in WHOLE}
    missing = [name for name, count in bands.items() if count is None]
    whole = shown.get((WHOLE[0], "denominator"))
    if len(missing) != 1 or whole is None:
        return {}
    others = sorted(bands.keys() - missing, key=lambda name: (not bands[name], name))
    return {missing[0]: (whole - sum(bands[name] for name in others), others)}


def mask_small(lines, hidden=()):
    """Return the figures of ``lines`` as they may leave the agency.

    :param lines: lists of figures, one a club or a month, in the registry's order;
        their totals are taken as known
    :param hidden: of each figure of the first line, terms that something else tells of
    """
    lines = [list(line) for line in lines]
    told, hidden = list(hidden), [[_own(figure) for figure in line] for line in lines]
    for roles, more in zip(hidden[0] if told else (), told, strict=True):
        roles |= more
    size = -1
    while size != (size := sum(len(roles) for line in hidden for roles in line)):
        for line, roles in zip(lines, hidden, strict=True):
            _hide_in_line(line, roles)
        _hide_across(lines, hidden)
    return [
        [_without(*pair) for pair in zip(*both, strict=True)]
        for both in zip(lines, hidden, strict=True)
    ]


def _counts(figure, term):
    """Tell whether a term of a figure counts persons."""
    return term in BY_KEY[figure.key].cells


def _own(figure):
    """Return the terms of a figure that are small by themselves, and what tells them."""
    roles = {
        term
        for term in TERMS
        if _counts(figure, term) and is_small(getattr(figure, term))
    }
    whole = figure.denominator if _counts(figure, "rest") else None
    if whole and figure.numerator is not None and is_small(whole - figure.numerator):
        roles.add("numerator")
    if "unknown" in roles:  # all less the known ones
        roles.add("denominator")
        if figure.unit == RATE:
            roles.add("numerator")
    if "denominator" in roles and is_small(figure.denominator):
        roles.add("value")
        if figure.unknown and _counts(figure, "unknown"):
            roles.add("unknown")  # all less those who are not known
    return roles


def _hide_in_line(line, hidden):
    """Hide, in the figures of one line, what gives a hidden term back."""
    at = {figure.key: index for index, figure in enumerate(line)}
    parts = [at[key] for key in WHOLE if key in at]
    already = {
        position for position, index in enumerate(parts) if "numerator" in hidden[index]
    }
    counts = [line[index].numerator for index in parts]
    for position in hidden_cells(counts, already):
        hidden[parts[position]].add("numerator")
    for terms in SAME:
        shared = [(at[key], term) for key, term in terms if key in at]
        gone = {
            getattr(line[index], term)
            for index, term in shared
            if term in hidden[index]
        } - {0, None}
        for index, term in shared:
            if getattr(line[index], term) in gone:
                hidden[index].add(term)
    for terms in STEPS:
        _hide_steps(line, hidden, [(at[key], term) for key, term in terms if key in at])
    for figure, roles in zip(line, hidden, strict=True):
        _hide_value(figure, roles)


def _hide_steps(line, hidden, steps):
    """Hide, of steps one after the other, what tells how few are between two."""
    counts = [
        None if term in hidden[index] else getattr(line[index], term)
        for index, term in steps
    ]
    for position in hidden_steps(counts):
        index, term = steps[position]
        hidden[index].add(term)


def _hide_value(figure, roles):
    """Hide a value that gives a hidden term back from the one that is shown."""
    terms = {"numerator", "denominator"} & roles
    if (figure.unit == COUNT and terms) or (
        figure.unit in (RATE, AVERAGE, EUROS) and len(terms) == 1
    ):
        roles.add("value")


def _hide_across(lines, hidden):
    """Hide, in each column of the lines, what the total gives back."""
    for index, figure in enumerate(lines[0] if lines else ()):
        for term in TERMS:
            if len(lines) < 2 or not _counts(figure, term):
                continue
            counts = [getattr(line[index], term) for line in lines]
            already = [row for row, roles in enumerate(hidden) if term in roles[index]]
            for row in hidden_cells(counts, already):
                hidden[row][index].add(term)


def _without(figure, roles):
    """Return a figure less its hidden terms; a rate without terms is a whole percent."""
    if not roles:
        return figure
    value = figure.value
    if figure.unit == RATE and value is not None:
        value = round(value, 2)
    kept = {term: None for term in roles if getattr(figure, term) is not None}
    hidden = figure.hidden | frozenset(kept)
    return replace(figure, **{"value": value, **kept}, hidden=hidden)
