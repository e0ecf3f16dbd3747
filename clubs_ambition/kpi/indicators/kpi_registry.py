"""The indicators of the *Bilan*, each defined once.

Every screen, workbook and definition sheet reads this list: a key, a label, the
definition people are given, a unit, and what is counted above and below the line.
A measure is an SQL aggregate over one of the row sets of ``kpi_rows``.

Edge cases follow one convention: a person counts once in a period (first journey
for what they are, best outcome for what they obtain), a rate is taken on known
values and says how many are unknown, an empty denominator has no value.
"""

from ..rows import kpi_rows, kpi_rows_clubs, kpi_rows_immersions, kpi_rows_sessions
from .kpi_clubs import OF_CLUBS
from .kpi_journeys import OF_JOURNEYS

INDICATORS = (*OF_JOURNEYS, *OF_CLUBS)
"""All indicators, in the order every screen and sheet follows."""

BY_KEY = {indicator.key: indicator for indicator in INDICATORS}

ROWS = {
    "entrants": kpi_rows.entrants,
    "journeys": kpi_rows.journeys,
    "leavers": kpi_rows.leavers,
    "admissions": kpi_rows.admissions,
    "cohorts": kpi_rows_clubs.cohorts,
    "candidacies": kpi_rows_clubs.candidacies,
    "group_weeks": kpi_rows_sessions.group_weeks,
    "participant_weeks": kpi_rows_sessions.participant_weeks,
    "attendances": kpi_rows_sessions.attendances,
    "budget": kpi_rows_clubs.budget,
    "budget_days": kpi_rows_clubs.budget_days,
    "network": kpi_rows_clubs.network,
    "immersions": kpi_rows_immersions.immersions,
}
"""The row sets measures are taken on: one query each, whatever the number of lines."""
