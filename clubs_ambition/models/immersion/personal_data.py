"""What an immersion says of its three parties: that it was, where and when, stays."""

from ...utils.personal_data import CONTACT, PARTICIPANT, Bears

MODELS = {
    "club.immersion": (
        Bears(
            PARTICIPANT,
            "immersions",
            emptied="occupation_id hours_total hours_week purpose aims "
            "assessment_means tasks timetable place protective_equipment "
            "safety_measures beneficiary_status current_employer emergency_contact "
            "legal_representative prescriber_name prescriber_address "
            "prescriber_legal_form training_way promised_kind promised_months "
            "renewal_of_id hours_missed host_feedback beneficiary_agrees "
            "beneficiary_comment last_move",
            month="signed_beneficiary_on signed_host_on signed_prescriber_on "
            "signed_employer_on signed_representative_on assessed_on",
            titles="place current_employer prescriber_address prescriber_legal_form",
        ),
        Bears(
            CONTACT,
            "immersions",
            emptied="host_legal_form host_registered_on host_agreement "
            "host_representative host_representative_function tutor_name "
            "tutor_function tutor_phone",
            titles="host_legal_form host_agreement",
        ),
        Bears(
            PARTICIPANT,
            "figures",
            counted="participant_id person_id club_id partner_id candidacy_id kind "
            "date_start date_end ended_on state",
        ),
    ),
}
