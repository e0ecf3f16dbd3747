"""Random networks whose statements are published, and who puts them side by side.

The attack knows nothing of how small numbers are hidden: it adds and subtracts all
that is shown, and looks for few persons in what it gets.
"""

import random
from itertools import combinations, product

from ...kpi.answer.kpi_published import Published, release
from ...kpi.answer.kpi_question import Figure
from ...kpi.indicators.kpi_indicator import COUNT
from ...kpi.indicators.kpi_registry import BY_KEY

SMALL = 5
PARTS = {"first": (1,), "second": (2,), "year": (1, 2)}
AGES = ("age_under_30", "age_30_44", "age_45_plus")


def network(dice):
    """Return ``{territory: its clubs}`` of a random tree; each node has a club."""
    parents = {0: None}
    for node in range(1, dice.randint(2, 6)):
        parents[node] = dice.randrange(node)
    clubs = {node: {node} for node in parents}
    for node in parents:
        above = parents[node]
        while above is not None:
            clubs[above].add(node)
            above = parents[above]
    return clubs


def person(dice):
    positive = dice.random() < 0.6
    return {
        "age": dice.choice((*AGES, AGES[0], AGES[0])),
        "district": dice.choice((True, True, False, None)),
        "positive": positive,
        "durable": positive and dice.random() < 0.6,
    }


def persons(dice, clubs):
    """Return ``{(club, half-year): persons}``, few or many of them."""
    sizes = (0, 1, 2, 3, 4, 6, 8, 11, 17, 25)
    return {
        (club, half): [person(dice) for _one in range(dice.choice(sizes))]
        for club in clubs[0]
        for half in (1, 2)
    }


def figure(key, numerator, denominator=None, unknown=0):
    unit = BY_KEY[key].unit
    value = numerator if unit == COUNT else None
    if denominator:
        value = numerator / denominator
    return Figure(key, key, "", unit, numerator, denominator, value, unknown)


def figures_of(people):
    """Return the figures of some persons."""
    number = len(people)

    def count(name):
        return sum(bool(one[name]) for one in people)

    known = [one for one in people if one["district"] is not None]
    return [
        figure("entrants", number),
        *(
            figure(age, sum(one["age"] == age for one in people), number)
            for age in AGES
        ),
        figure("priority_district", count("district"), len(known), number - len(known)),
        figure("positive_exit_entrants", count("positive"), number),
        figure("durable_entrants", count("durable"), number),
    ]


def publish(seed, most=7, hide=release):
    """Return the statements of a random network, published in a random order."""
    dice = random.Random(seed)
    clubs = network(dice)
    world = persons(dice, clubs)
    asked = list(product(clubs, PARTS))
    dice.shuffle(asked)
    told, last = [], {}
    for place in asked[:most]:
        if dice.random() < 0.3:  # somebody records late, and it is corrected
            told.append(_one(world, clubs, place, told, last, hide))
            for cell in dice.sample(sorted(world), min(3, len(world))):
                world[cell] += [person(dice) for _one in range(dice.randint(0, 8))]
        told.append(_one(world, clubs, place, told, last, hide))
    return told


def _one(world, clubs, place, told, last, hide):
    node, part = place
    cells = frozenset(product(clubs[node], PARTS[part]))
    people = [one for cell in sorted(cells) for one in world[cell]]
    former = last.get(place, [])
    last[place] = hide(figures_of(people), cells, former, told)
    return Published(cells, last[place])


# === THE ATTACK === #


def attack(told):
    """Return what few persons are told by some statements: ``(signs, what, number)``.

    Two versions are of two days: each is put beside others, and one beside the other.
    """
    found = []
    for size in (1, 2, 3, 4):
        for chosen in combinations(told, size):
            if size > 2 and len({one.cells for one in chosen}) < size:
                continue
            for signs in product((1, -1), repeat=size - 1):
                found += _try(chosen, (1, *signs))
    return found


def _try(chosen, signs):
    times = {}
    for one, sign in zip(chosen, signs, strict=True):
        for cell in one.cells:
            times[cell] = times.get(cell, 0) + sign
    if {*times.values()} - {0, 1} and {*times.values()} - {0, -1}:
        return []
    line = {}
    for index, figure in enumerate(chosen[0].figures):
        for term in ("numerator", "denominator", "unknown"):
            parts = [getattr(one.figures[index], term) for one in chosen]
            whole = None not in parts
            line[figure.key, term] = whole and sum(
                sign * part for sign, part in zip(signs, parts, strict=True)
            )
    return [
        (signs, what, number) for what, number in _read(line) if 0 < abs(number) < SMALL
    ]


def _read(line):
    """Yield all numbers of persons that a line of figures tells."""
    known = {name: number for name, number in line.items() if number is not False}
    yield from known.items()

    def between(what, one, other):
        if one in known and other in known:
            yield what, known[one] - known[other]

    everybody = ("entrants", "numerator")
    for key, term in list(known):
        if term == "denominator" and (key, "numerator") in known:
            yield from between(f"not {key}", (key, term), (key, "numerator"))
        if term == "denominator":
            yield from between(f"unknown {key}", everybody, (key, term))
    yield from between(
        "not durable",
        ("positive_exit_entrants", "numerator"),
        ("durable_entrants", "numerator"),
    )
    yield from _missing_age(known, everybody)


def _missing_age(known, everybody):
    ages = [known.get((age, "numerator")) for age in AGES]
    whole = known.get((AGES[0], "denominator"), known.get(everybody))
    if ages.count(None) == 1 and whole is not None:
        yield "the other age", whole - sum(age for age in ages if age is not None)
