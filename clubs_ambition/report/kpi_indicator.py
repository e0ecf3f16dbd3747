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


@dataclass(frozen=True)
class Measure:
    """An aggregate (``sql``) over the rows of one row set (``rows``)."""

    rows: str
    sql: SQL


@dataclass(frozen=True)
class Indicator:
    """One line of the Bilan; without ``numerator`` nor ``value``, data do not exist.

    ``value`` replaces numerator / denominator where a division is not the figure
    (a median). ``monthly`` tells whether a month taken alone makes sense.
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

    def measures(self):
        """Return the measures by role, without those the indicator does not have."""
        roles = ("numerator", "denominator", "unknown", "value")
        found = {role: getattr(self, role) for role in roles}
        return {role: measure for role, measure in found.items() if measure}


def count_of(rows, condition):
    """Return the measure that counts the ``rows`` that meet an SQL ``condition``."""
    return Measure(rows, SQL("COUNT(*) FILTER (WHERE %s)", condition))
