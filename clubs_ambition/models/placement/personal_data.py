"""What a job found says of somebody: outcome, its day and who was still in work, stay."""

from ...utils.personal_data import PARTICIPANT, Bears

MODELS = {
    # the answer that is read is computed from those of each voice
    "club.followup": (
        Bears(
            PARTICIPANT,
            "placements",
            emptied="person_via employer_via settled_pair note source contradicted "
            "responded",
        ),
        Bears(
            PARTICIPANT,
            "figures",
            counted="placement_id club_id milestone due_on answer answered_on "
            "person_answer person_answered_on employer_answer employer_answered_on "
            "club_answer club_answered_on",
        ),
    ),
    # what makes an exit positive, and durable, is computed from kind and duration
    "club.placement": (
        Bears(
            PARTICIPANT,
            "placements",
            emptied="occupation_id hours_week broken_reason date_end last_move "
            "club_planned_on",
            month="next_followup_on thanked_on",
        ),
        Bears(
            PARTICIPANT,
            "figures",
            counted="participant_id person_id club_id territory_id candidacy_id "
            "partner_id active kind qualifying date_start duration_months "
            "positive durable state broken_on",
        ),
    ),
}
