"""What a journey says of somebody: days that figures read stay, words go."""

from ...utils.personal_data import PARTICIPANT, PRESCRIBER, USER, Bears, Rows

MODELS = {
    "club.financial.help": Rows(PARTICIPANT, "helps"),
    # that there was an objective in a week makes it followed; which one is not read
    "club.objective": (
        Bears(
            PARTICIPANT,
            "journey",
            emptied="need_id preset_id name agreed carried_from_id state last_move",
            month="reviewed_on",
        ),
        Bears(PARTICIPANT, "figures", counted="participant_id club_id week_start"),
    ),
    "club.orientation": Rows(PARTICIPANT, "orientation"),
    "club.participant": (
        Bears(
            PARTICIPANT,
            "journey",
            emptied="name active birth_key email_key phone_key caseload_id seat_id "
            "caseload_seat_id occupation_ids job_label mobility_km available_from "
            "need_ids project_note motivation strengths decline_reason_id "
            "decline_message decline_alternative waiting_rank engagement_version "
            # its month could come before the start
            "planned_end_on "
            "closed_by_end last_move",
            month="informed_on interviewed_on waitlisted_on "
            "engagement_on last_candidacy_on",
        ),
        Bears(
            PARTICIPANT,
            "eligibility",
            emptied="district_id district_source entry_corrections latitude longitude "
            "eligibility_at_entry derogation_reason",
            month="district_checked_on derogation_on",
        ),
        Bears(PARTICIPANT, "barriers", emptied="rqth"),
        Bears(PARTICIPANT, "rights", month="restricted_on"),
        Bears(PARTICIPANT, "orientation", emptied="orientation_note prescriber_kind"),
        Bears(
            PARTICIPANT,
            "figures",
            reduced="education_level_id exit_reason_id",
            counted="person_id club_id cohort_id district_status state "
            "oriented_on admitted_on started_on ended_on renewed",
        ),
        Bears(PRESCRIBER, "prescribers", emptied="prescriber_id"),
        Bears(
            USER,
            "accompaniment",
            emptied="animateur_id referent_id district_checked_by_id derogation_by_id",
        ),
    ),
    "club.participant.barrier": Rows(PARTICIPANT, "barriers"),
    "club.renewal": Rows(PARTICIPANT, "journey"),
    "club.review": Rows(PARTICIPANT, "journey"),
}
