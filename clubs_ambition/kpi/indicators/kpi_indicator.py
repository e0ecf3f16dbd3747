"""What an indicator is: a definition, a unit, and what is counted on both sides."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)

COUNT, RATE, AVERAGE, DAYS, EUROS = "count", "rate", "average", "days", "euros"

UNITS = {
    COUNT: _lt("Number"),
    RATE: _lt("Rate"),
    AVERAGE: _lt("Average"),
    DAYS: _lt("Days"),
    EUROS: _lt("Euros"),
}


MATURE_ONLY, PROVISIONAL = "mature", "provisional"
"""What a figure may be marked with: it counts cases old enough to be judged only, or
it still moves as long as journeys run."""

PEOPLE = ("numerator", "denominator", "rest", "unknown")


@dataclass(frozen=True)
class Measure:
    """An aggregate (``sql``) over the rows of one row set (``rows``)."""

    rows: str
    sql: SQL


@dataclass(frozen=True)
class Indicator:
    """One line of the Bilan; without ``numerator`` nor ``value``, data do not exist.

    ``value`` replaces numerator / denominator where a division is not the figure
    (a median). ``monthly`` tells whether a month taken alone makes sense, ``people``
    which terms count persons (``rest``: those of the denominator who are not in the
    numerator), ``maturity`` whether what is learnt late changes it; ``known_days`` of the
    ``days`` looked at are those that the figure is about, where not all of them are.
    """

    key: str
    label: object
    definition: object
    unit: str
    numerator: Measure | None = None
    denominator: Measure | None = None
    unknown: Measure | None = None
    value: Measure | None = None
    monthly: bool = True
    people: tuple = PEOPLE
    maturity: str | None = None
    known_days: Measure | None = None
    days: Measure | None = None

    @property
    def basis(self):
        """Return whose journeys are counted: entrants', leavers', or neither's."""
        measure = self.denominator or self.numerator
        bases = {"entrants": "entrants", "journeys": "entrants", "leavers": "leavers"}
        return bases.get(measure.rows)

    @property
    def cells(self):
        """Return the terms that count persons, of those its unit has."""
        if self.unit in (COUNT, RATE):
            return self.people
        return tuple(set(self.people) & {"denominator", "unknown"})

    def measures(self):
        """Return the measures by role, without those the indicator does not have."""
        roles = ("numerator", "denominator", "unknown", "value", "known_days", "days")
        found = {role: getattr(self, role) for role in roles}
        return {role: measure for role, measure in found.items() if measure}


def count_of(rows, condition):
    """Return the measure that counts the ``rows`` that meet an SQL ``condition``."""
    return Measure(rows, SQL("COUNT(*) FILTER (WHERE %s)", condition))
