"""Who somebody is: all of it goes, but what their age at entry is told by."""

from ...utils.personal_data import PARTICIPANT, Bears, Rows

MODELS = {
    "club.person": (
        Bears(
            PARTICIPANT,
            "identity",
            emptied="last_name first_name name phone phone_normal email email_normal "
            "street street2 zip city cv_file cv_name birth_key email_key phone_key formerly "
            "to_check set_aside active",
        ),
        Bears(
            PARTICIPANT,
            "consents",
            emptied="named_consent_on no_profile_on no_email_on agreed_count "
            "refused_count",
        ),
        Bears(
            PARTICIPANT,
            "rights",
            month="restricted_on objected_on",
            counted="erased_on",
        ),
        # the band of the age at each entry is read from it
        Bears(PARTICIPANT, "figures", reduced="birth_date"),
    ),
    "club.person.doubt": Rows(PARTICIPANT, "identity"),
}
