"""What a candidacy says of somebody: how many there were, and how far they went, stays."""

from ...utils.personal_data import PARTICIPANT, Bears

MODELS = {
    "club.candidacy": (
        Bears(
            PARTICIPANT,
            "candidacies",
            emptied="note prep_note debrief_note letter_file letter_name told_reason_id "
            "employer_answer employer_via answer_via state_before_obsolete "
            "obsoleted_by_id state_before_hire exit_reason_before_hire_id hire_over "
            "last_move club_planned_on",
            month="told_on",
        ),
        Bears(PARTICIPANT, "links", emptied="link_ids last_link_id"),
        # two without an offer are one when employer and job are the same
        Bears(
            PARTICIPANT,
            "figures",
            reduced="occupation_id",
            counted="participant_id person_id club_id partner_id offer_id origin state "
            "create_date furthest_state sent_on interview_on answered_on refusal_reason_id active "
            "prospecting_campaign_id prospecting_mode",
        ),
    ),
}
