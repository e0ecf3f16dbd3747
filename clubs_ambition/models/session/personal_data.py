"""Whom sessions bear: who came, whom an interview was with."""

from ...utils.personal_data import CONTACT, PARTICIPANT, USER, Bears, Silent

MODELS = {
    # present or not, by day: the rate of attendance and the weeks followed
    "club.attendance": (
        Bears(
            PARTICIPANT,
            "sessions",
            emptied="reason state_before told_cancelled mail_message_id",
            month="recorded_on",
        ),
        Bears(
            PARTICIPANT, "figures", counted="session_id participant_id club_id state"
        ),
        Bears(USER, "accompaniment", emptied="recorded_by"),
    ),
    # an interview is its participant's, and makes a week followed
    "club.session": (
        Bears(
            PARTICIPANT,
            "sessions",
            emptied="name location note event_id last_move",
            titles="location",
        ),
        Bears(
            PARTICIPANT,
            "figures",
            reduced="stop",
            counted="participant_id club_id cohort_id kind start state",
        ),
        Bears(USER, "accompaniment", emptied="animateur_id"),
        Bears(CONTACT, "network", counted="employer_ids"),
        Silent("programme_key employers_channel calendar_sequence"),
    ),
}
