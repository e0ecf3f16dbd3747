"""Whom the network of employers bears: people at employers, and who called them."""

from ...utils.personal_data import (
    CONTACT,
    NOBODY,
    PARTICIPANT,
    PRESCRIBER,
    USER,
    Bears,
    Silent,
)

MODELS = {
    "club.campaign": (
        Bears(USER, "accompaniment", counted="user_id"),
        Bears(PARTICIPANT, "candidacies", emptied="note participant_ids"),
        Silent(
            "name active club_id cohort_id mode channel charter_id state date_start "
            "date_end occupation_ids commune_id radius_km chase_1_days chase_2_days "
            "chase_3_days last_move"
        ),
    ),
    "club.campaign.step": (
        Bears(CONTACT, "network", counted="lead_id"),
        Silent("campaign_id club_id date left entered"),
    ),
    "club.charter": Silent("", titles="name"),
    # what was promised is told by the Bilan, and by whom is not
    "club.charter.signature": (
        Bears(CONTACT, "network", emptied="signatory_name signatory_function"),
        Bears(CONTACT, "figures", counted="partner_id"),
        Silent(
            "charter_id charter_kind club_id territory_id date_from date_to "
            "promised_interviews promised_immersions promised_hires"
        ),
    ),
    # an establishment is in the network since its contacts: they are counted by day
    "club.contact": (
        Bears(CONTACT, "network", emptied="note"),
        Bears(
            CONTACT,
            "figures",
            counted="club_id lead_id partner_id date channel outcome "
            "prospecting_campaign_id prospecting_mode",
        ),
        Bears(PARTICIPANT, "candidacies", emptied="participant_ids"),
        Bears(USER, "accompaniment", counted="user_id"),
        Bears(PARTICIPANT, "sessions", counted="session_id"),
        Silent("next_on"),
    ),
    "club.inbound.attempt": (
        Bears(CONTACT, "security", emptied="address_hash neighbour_hash token"),
        Silent("club_id"),
    ),
    # who writes to a club and is not known yet: an employer, or a job seeker
    "club.inbound.mail": (
        Bears(
            CONTACT,
            "network",
            emptied="sender email subject",
            titles="sender",
        ),
        Silent("club_id"),
    ),
    "club.offer": (
        Bears(CONTACT, "network", emptied="contact_id"),
        Bears(CONTACT, "figures", counted="partner_id lead_id create_date"),
        Silent(
            "name active club_id occupation_id positions positions_filled kind "
            "duration_months hours_week place needs deadline closed_on state level_id "
            "prospecting_campaign_id prospecting_mode",
            titles="place",
        ),
    ),
    "crm.stage": NOBODY,
    "crm.lead": (
        Bears(
            CONTACT,
            "network",
            emptied="name contact_name function email_from email_normalized email_cc "
            "phone phone_sanitized description referred campaign_why "
            "lead_properties",
        ),
        Bears(CONTACT, "figures", counted="partner_id last_contact_on create_date"),
        Bears(PARTICIPANT, "candidacies", emptied="participant_ids"),
        Bears(
            USER, "accompaniment", emptied="call_user_id call_until", counted="user_id"
        ),
        Silent(
            "club_id prospecting_mode channel to_read last_outcome occupation_ids "
            "club_campaign_id basket basket_on campaign_points club_planned_on "
            # where the employer is
            "partner_name website street street2 zip city email_domain_criterion reveal_id"
        ),
    ),
    "res.partner": (
        Bears(
            CONTACT,
            "network",
            emptied="name complete_name function email email_normalized phone "
            "phone_sanitized street street2 zip city comment image_1920 image_1024 "
            "image_512 image_256 image_128 ref website barcode properties "
            "signup_type club_role",
            month="club_last_contact_on",
            counted="parent_id",
        ),
        Bears(PRESCRIBER, "prescribers", counted="club_prescriber"),
        Bears(CONTACT, "rights", counted="club_erased_on"),
        Bears(USER, "accompaniment", emptied="user_id", counted="club_owner_id"),
        Silent(
            "club_employer club_closed club_department_id ape_code club_naf_id headcount_band "
            "club_charter_ids club_network_status club_duplicate_key "
            # of the employer, not of its people
            "company_registry vat company_name commercial_company_name"
        ),
    ),
}
