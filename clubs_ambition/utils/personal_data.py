"""What a field says of whom, why, and how it is erased: the words of the one map.

Each room declares its fields in ``personal_data.py`` beside its models; the service
``club.privacy.map`` gathers them, and register, notice, access file, retention and
erasure are made from it.
"""

from typing import NamedTuple

PARTICIPANT, CONTACT, PRESCRIBER, USER = "participant", "contact", "prescriber", "user"
"""Whose: a job seeker, somebody at an employer, who orients people, who uses Odoo."""

EMPTIED, MONTH, REDUCED, COUNTED, DELETED = (
    "emptied",
    "month",
    "reduced",
    "counted",
    "deleted",
)
"""How erased: nothing stays; the first day of the month; what the indicators read of
it; as it is, for figures alone; the row goes."""


class Entry(NamedTuple):
    """Say whose a field is, for which purpose it is kept, and how it is erased."""

    whose: str
    purpose: str
    erased: str
