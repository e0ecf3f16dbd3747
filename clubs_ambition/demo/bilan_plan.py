"""What happens to the n-th of the hundred persons: arithmetic, so that it repeats.

A rank multiplied by a number prime with 100 runs through 0…99 once: the first 78
values are 78 persons, spread over the groups.
"""

import csv
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools.misc import file_open

PERIOD = (date(2013, 1, 1), date(2013, 12, 31))
CUTOFF = date(2014, 6, 30)

COHORTS = {
    date(2013, 1, 14): 15,
    date(2013, 2, 18): 15,
    date(2013, 3, 25): 14,
    date(2013, 5, 6): 14,
    date(2013, 6, 17): 14,
    date(2013, 8, 26): 14,
    date(2013, 9, 23): 14,
}
"""First day and size of each group; the last one ends before the year does."""

OUTCOMES = [
    ("cdi", 0),
    ("cdd", 8),
    ("cdd", 3),
    ("training", 9),
    ("cdi", 0),
    ("work_study", 12),
    ("temp", 6),
    ("cdd", 4),
    ("cdd", 6),
]
"""Contract and months of the positive exits, in turn."""


def read_names():
    """Return the rows of invented first names, last names and employers."""
    with file_open("clubs_ambition/demo/story/bilan.csv", "r") as stream:
        return list(csv.DictReader(stream))


def person(names, rank):
    first = names[rank % len(names)]["first_name"]
    last = names[(5 * rank + rank // len(names)) % len(names)]["last_name"]
    return {"first_name": first, "last_name": last}


def birth_date(rank, start):
    years = 46 + rank % 9 if rank % 14 == 6 else 18 + rank % 11
    return start - relativedelta(years=years, days=1 + rank)


def in_district(rank):
    return rank * 37 % 100 < 78


def below_level_ii(rank):
    return (rank * 61 + 5) % 100 < 85


def is_positive(rank):
    return (rank * 11 + 3) % 100 < 67


def referrals(rank):
    return 5 + rank % 5


def outcome(rank):
    """Return the contract and its months, ``(None, 0)`` for no solution."""
    return OUTCOMES[rank % len(OUTCOMES)] if is_positive(rank) else (None, 0)


def drops_out(rank):
    return rank % 6 == 0


def end(rank, start):
    if is_positive(rank) or drops_out(rank):
        return start + timedelta(days=35 + rank % 50)
    return start + relativedelta(months=3)


def answer(milestone, rank):
    """Return what the person placed as the n-th answers at a milestone."""
    if milestone not in ("month_3", "month_6"):
        return "in_post"
    if rank % 10 == 3:
        return "no_answer"
    if rank % 10 == 5 or (rank % 10 == 7 and milestone == "month_6"):
        return "not_in_work"
    return "other_employer" if rank % 10 == 8 else "in_post"
