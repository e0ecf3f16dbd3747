"""What several published counts tell together: a whole less its parts, and no more.

Each counts persons of some clubs over some half-years. Who holds them all may add and
subtract: a region less its agencies, a year less a half of it, a version less the one
before. A count that would give a small number so is not published.
"""

from collections import defaultdict
from functools import reduce
from operator import or_

from .kpi_small import SMALL

GAPS = [gap for gap in range(1 - SMALL, SMALL) if gap]
"""What is too few persons, above or below: sums of persons that moved may exceed."""

ROUNDS = 6
MOST = 1000
"""Sets of clubs and half-years looked at; nested ones, as territories are, stay few."""

STATES = 20_000
"""What is left of a whole, at most, of which the sums are looked for."""


class Entangled(Exception):
    """Too many ways to take published counts from each other to look at all of them.

    What cannot be looked at is not shown.
    """


def as_bits(sets):
    """Return each set as an integer, one bit for the cells that are always together.

    Bits are in the order of the cells: those of a territory side by side, so that what
    is left of a whole, part after part, is one of few things.
    """
    where = defaultdict(list)
    for index, cells in enumerate(sets):
        for cell in cells:
            where[cell].append(index)
    first = {}
    for cell in sorted(where):
        first.setdefault(tuple(where[cell]), cell)
    found = [0] * len(sets)
    for rank, indexes in enumerate(sorted(first, key=first.get)):
        for index in indexes:
            found[index] |= 1 << rank
    return found


class Told:
    """Counts of one kind that are published, each with its set as bits."""

    def __init__(self, counts):
        self.counts = list(counts)
        self.known = {}

    def tells_small(self, cells, count):
        """Tell whether one more count gives a small number beside those there are.

        So it does, for all that is known, where they are too many to look at.
        """
        linked = _linked(self.counts, cells)
        try:
            if cells not in self.known:
                self.known[cells] = _derived(linked)
            known = self.known[cells]
            told = _derived([*linked, (cells, count)])
            changed = [one for one in told if told[one] != known.get(one)]
            # a whole that has nothing new in it tells nothing new
            wholes = [one for one in told if any(not part & ~one for part in changed)]
            few = _few(told, wholes)
            return bool(few) and not few <= _few(known, wholes)
        except Entangled:
            return True


def _linked(counts, cells):
    """Return the counts of sets that reach others, and so on, from these cells on.

    What has nothing in common with them, other years above all, tells nothing of them.
    """
    reached, left, found = cells, list(counts), []
    while near := [one for one in left if one[0] & reached]:
        found += near
        left = [one for one in left if not one[0] & reached]
        reached |= _union(one[0] for one in near)
    return found


def _derived(counts):
    """Return ``{set: counts}``: those published, and what is left of one by others."""
    told = defaultdict(set)
    for cells, count in counts:
        told[cells].add(count)
    _complete(told)
    return told


def _few(told, wholes):
    """Return ``{(set, count, gap)}`` of wholes of which parts leave few persons."""
    found = set()
    for whole in wholes:
        counts = told.get(whole)
        sums = _sums(whole, told) if counts else 0
        found |= {
            (whole, count, gap)
            for count in counts or ()
            for gap in GAPS
            if count >= gap and sums >> (count - gap) & 1
        }
    return found


def _sums(whole, told):
    """Return the sums of parts of a whole that have nothing in common, one bit each."""
    by_lowest = defaultdict(list)
    for part, counts in told.items():
        if not part & ~whole:
            counts = [count for count in counts if count >= 0]
            by_lowest[part & -part].append((part, counts))

    found, waiting = {0: 1}, [whole] if whole else []
    while waiting:
        rest = waiting[-1]
        lowest = rest & -rest
        parts = [one for one in by_lowest[lowest] if not one[0] & ~rest]
        after = [rest ^ lowest, *(rest ^ part for part, _counts in parts)]
        if missing := [one for one in after if one not in found]:
            waiting += missing
            continue
        total = found[rest ^ lowest]
        for part, counts in parts:
            for count in counts:
                total |= found[rest ^ part] << count
        found[waiting.pop()] = total
        if len(found) > STATES:
            raise Entangled
    return found[whole]


# === WHAT IS LEFT === #


def _complete(known):
    """Add to ``known``, by sets, what is left of each by its parts, and so on.

    :raise Entangled: when there is no end of it
    """
    for _round in range(ROUNDS):
        before = len(known)
        for whole in list(known):
            for group in _parts(known, whole):
                if left := whole & ~_union(group):
                    _put(known, left, [whole], group)
            if (group := _around(known, whole)) and not whole & ~_union(group):
                _put(known, _union(group), group, [])
            if len(known) > MOST:
                raise Entangled
        if len(known) == before:
            return
    raise Entangled


def _put(told, found, plus, minus):
    sums = {0}
    for sign, sets in ((1, plus), (-1, minus)):
        for one in sets:
            sums = {total + sign * more for total in sums for more in told[one]}
    told[found] |= sums


def _union(sets):
    return reduce(or_, sets, 0)


def _apart(sets):
    return sum(sets) == _union(sets)  # no bit twice


def _parts(known, whole):
    """Return the largest parts of a whole, together if they have nothing in common."""
    parts = [one for one in known if one != whole and not one & ~whole]
    largest = []
    for one in sorted(parts, key=int.bit_count, reverse=True):
        if all(one & ~other for other in largest):
            largest.append(one)
    return [largest] if largest and _apart(largest) else [[one] for one in largest]


def _around(known, whole):
    """Return the smallest sets that reach into a whole and beyond, if they are apart."""
    around = [one for one in known if one & whole and one & ~whole and whole & ~one]
    smallest = []
    for one in sorted(around, key=int.bit_count):
        if all(other & ~one for other in smallest):
            smallest.append(one)
    return smallest if _apart(smallest) else []
