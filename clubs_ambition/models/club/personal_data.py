"""Whom clubs, groups and territories bear: who works there, no participant."""

from ...utils.personal_data import NOBODY, USER, Bears, Rows, Silent

MODELS = {
    **dict.fromkeys(
        (
            "club.budget.line",
            "club.closure",
            "club.programme.line",
            "club.seat",
        ),
        NOBODY,
    ),
    **dict.fromkeys(
        ("club.cohort", "club.funder", "club.programme"), Silent("", titles="name")
    ),
    "club.caseload": (
        Bears(USER, "team", emptied="extra_seats_reason", counted="user_id"),
        Silent("seats extra_seats"),
    ),
    "club.club": (
        Bears(USER, "team", emptied="mobile", counted="animateur_ids"),
        Silent(
            "name active territory_id team_id room street zip city tz email seats "
            "min_seats journey_months max_renewals group_sessions_per_week "
            "target_candidacies chase_1_days chase_2_days chase_3_days age_min age_max "
            "district_rule level_max require_project refuse_blocking_barrier "
            "inbound_open",
            titles="name room street city",
        ),
    ),
    "club.absence": Rows(USER, "accompaniment"),
    "club.hand.over": Rows(USER, "accompaniment"),
    "club.territory": (
        Bears(USER, "team", counted="user_ids"),
        Silent(
            "name complete_name code level parent_id parent_path region_id active "
            "committee",
            titles="name complete_name",
        ),
    ),
    "res.users": Bears(
        USER,
        "team",
        emptied="login signature out_of_office_message club_ids club_territory_ids",
        counted="partner_id",
    ),
}
