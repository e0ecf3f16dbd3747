"""Counts kept by day: some are of one journey, none says more than figures do."""

from ..utils.personal_data import CONTACT, NOBODY, PARTICIPANT, Bears, Silent

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
    "club.kpi.tie": (
        Bears(CONTACT, "figures", counted="partner_id"),
        Silent("club_id seen_on settled_on"),
    ),
}
