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


FIGURES = "figures"
"""The purpose of what figures read: it stays (``COUNTED``), or what they read of it
does (``REDUCED``). Whatever else bears who is erased goes, or is no day any more."""


class Entry(NamedTuple):
    """Say whose a field is, for which purpose it is kept, and how it is erased."""

    whose: str
    purpose: str
    erased: str


class Bears(NamedTuple):
    """Say which fields of a model are whose and why, by the way each is erased.

    Names are in one string, as many as there are. A model may have several: the first
    says whom its rows are about. The word of a field is what becomes of it when who
    the row is about is erased, whoever else the field names: who accompanied an erased
    person is told no longer. In short texts people are spoken of, and a name of somebody
    erased is taken out of them; ``titles`` are those that are of a place or a company,
    some of which bear a person's name.
    """

    whose: str
    purpose: str
    emptied: str = ""
    month: str = ""
    reduced: str = ""
    counted: str = ""
    titles: str = ""

    def entries(self):
        """Yield ``(field name, entry)`` of what is declared here."""
        for word in (EMPTIED, MONTH, REDUCED, COUNTED):
            for name in getattr(self, word).split():
                yield name, Entry(self.whose, self.purpose, word)


class Rows(NamedTuple):
    """Say that the rows of a model go with who they are about, all their fields."""

    whose: str
    purpose: str


class Silent(NamedTuple):
    """Name the stored fields, of a model that bears somebody, that say nothing of them.

    In a short text among them somebody may be spoken of all the same, but in the
    ``titles``: names of places, of companies.
    """

    names: str
    titles: str = ""


NOBODY = Silent("")
"""What a model declares that bears nobody: no field leads to a person or an account."""


class Purpose(NamedTuple):
    """Say why data is kept, on which legal basis, how long and since when.

    ``months`` counts from ``since``; 0: as long as the record that it goes with.
    """

    label: str
    basis: str
    months: int
    since: str
