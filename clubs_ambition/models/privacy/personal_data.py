"""What is kept of people's rights: that they were served stays, who they were goes."""

from ...utils.personal_data import CONTACT, NOBODY, PARTICIPANT, USER, Bears, Rows

MODELS = {
    # Odoo's own register of look-ups: it keeps names with stars
    "privacy.log": Rows(USER, "security"),
    "club.privacy.alert": Bears(
        USER,
        "security",
        counted="user_id user_name reason day noted_at person_count club_id "
        "session_ended",
    ),
    "club.privacy.consent": (
        Bears(
            PARTICIPANT,
            "consents",
            month="given_on withdrawn_on",
            counted="person_id participant_id purpose wording_id way withdrawn_way "
            "mistaken restored_id state",
        ),
        Bears(USER, "accompaniment", emptied="recorded_by_id withdrawn_by_id"),
    ),
    "club.privacy.erasure": (
        Bears(
            PARTICIPANT,
            "rights",
            counted="kind res_model res_id salt fingerprint club_id state reason "
            "last_contact_on noticed_on erase_on kept_reason erased_on again_on",
        ),
        Bears(USER, "accompaniment", counted="kept_by_id"),
    ),
    "club.privacy.look": (
        Bears(
            PARTICIPANT,
            "security",
            month="first_at last_at opened_at",
            counted="person_id club_id outside day times",
        ),
        Bears(USER, "security", counted="user_id user_name"),
    ),
    "club.privacy.notice": (
        Bears(
            PARTICIPANT,
            "consents",
            month="given_on",
            counted="person_id participant_id wording_id way",
        ),
        Bears(CONTACT, "consents", counted="partner_id"),
        Bears(USER, "accompaniment", emptied="user_id"),
    ),
    "club.privacy.request": (
        Bears(
            PARTICIPANT,
            "rights",
            emptied="asked_by note extension_reason refusal_reason done_note "
            "corrections held",
            counted="person_id kind state subject received_on due_on extended_on "
            "answered_on effective_on lifted_on",
        ),
        Bears(CONTACT, "rights", counted="partner_id"),
        Bears(USER, "accompaniment", counted="answered_by_id"),
    ),
    "club.privacy.search": Bears(
        USER, "security", counted="user_id user_name looked_at way found request_id"
    ),
    "club.privacy.wording": NOBODY,
}
