"""Nomenclatures bear nobody."""

from ...utils.personal_data import NOBODY

MODELS = dict.fromkeys(
    (
        "club.barrier",
        "club.commune",
        "club.decline.reason",
        "club.department",
        "club.district",
        "club.education.level",
        "club.exit.reason",
        "club.financial.help.type",
        "club.naf",
        "club.need",
        "club.objective.preset",
        "club.occupation",
        "club.refusal.reason",
        "club.region",
    ),
    NOBODY,
)
