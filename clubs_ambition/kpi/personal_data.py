"""Counts kept by day: some are of one journey, none says more than figures do."""

from ..utils.personal_data import NOBODY, PARTICIPANT, Bears

MODELS = {
    "club.kpi.span": NOBODY,
    "club.kpi.stale": Bears(
        PARTICIPANT,
        "figures",
        counted="club_id first_on last_on person_id partner_id",
    ),
    "club.kpi.step": Bears(
        PARTICIPANT, "figures", counted="participant_id referrals candidacies last_on"
    ),
    "club.kpi.tie": NOBODY,
}
