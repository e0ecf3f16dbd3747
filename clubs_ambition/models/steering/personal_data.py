"""Whom steering bears: who sat in a committee; figures and packs tell nobody."""

from ...utils.personal_data import CONTACT, USER, Bears, Silent

FILES = "workbook workbook_sha256 paper paper_sha256"

MODELS = {
    "club.committee.attendee": (
        Bears(CONTACT, "steering", emptied="name", counted="presence"),
        Silent("meeting_id territory_id organisation", titles="organisation"),
    ),
    "club.committee.decision": (
        Bears(USER, "steering", emptied="owner", counted="user_id activity_id"),
        Silent("meeting_id territory_id name due_on state"),
    ),
    "club.committee.meeting": (
        Bears(USER, "steering", emptied="chair", counted="user_id"),
        Silent(
            "territory_id date place state agenda club_points financing minutes "
            "next_on date_from date_to cutoff pack_id frozen_on last_move",
            titles="place",
        ),
    ),
    # handed out as they are: they stay so
    "club.pack": (
        Bears(USER, "steering", counted="user_id"),
        Silent(
            "territory_id club_id date_from date_to cutoff produced_on figures sheets "
            f"{FILES}"
        ),
    ),
    "club.statement": (
        Bears(USER, "steering", counted="user_id"),
        Silent(
            "territory_id year part date_from date_to club_ids version reason "
            f"former_id published_on figures no_running {FILES}"
        ),
    ),
}
