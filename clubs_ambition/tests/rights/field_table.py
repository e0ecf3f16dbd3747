"""The fields with ``groups=`` as data: model × role × fields, by whom they are opened.

A field that gets, loses or changes its groups without a word here fails
``test_access_table.py``. "nobody" is ``NO_ACCESS``: the code alone reads it.
"""

FIELDS = {
    "calendar.event": {
        "animateur referent": "club_session_ids",
    },
    "club.absence": {
        "administrator": "by_manager followed handed joined last_move lent_seats "
        "let_in",
    },
    "club.answer.link": {
        "administrator": "post_count post_day profile_lines",
    },
    "club.campaign": {
        "administrator": "last_move",
        "animateur": "participant_ids",
    },
    "club.campaign.find.line": {
        "animateur": "last_contact_text",
    },
    "club.candidacy": {
        "nobody": "club_planned_on",
        "administrator": "last_move",
        "animateur": "immersion_ids last_link_id link_ids",
    },
    "club.charter": {
        "animateur": "signature_ids",
    },
    "club.club": {
        "animateur": """
            activities_overdue candidacies_week lead_count offer_count
            participant_count participant_ids placement_count
            placement_graph seats_taken
        """,
        "manager": "budget_line_ids",
        "referent animateur": "cohort_ids",
    },
    "club.cohort": {
        "administrator": "last_move",
        "animateur": """
            below_minimum_reason extra_seats_reason participant_count
            participant_ids session_count session_ids
        """,
    },
    "club.committee.meeting": {
        "administrator": "last_move",
        "manager": """
            figures figures_html pack_id pack_on pack_pdf pack_pdf_name pack_xlsx
            pack_xlsx_name
        """,
    },
    "club.contact": {
        "animateur": """
            about_text club_last_contact_text club_recent_contact_count
            club_under_pressure participant_ids
        """,
    },
    "club.funder": {
        "manager": "budget_line_ids",
    },
    "club.immersion": {
        "administrator": "last_move",
    },
    "club.objective": {
        "administrator": "last_move",
    },
    "club.orientation": {
        "animateur": "outcome_agreed_on participant_id person_id",
    },
    "club.participant": {
        "administrator": "birth_key closed_by_end email_key last_move phone_key",
        "animateur": """
            attendance_ids caseload_id cv_file cv_name derogation_by_id
            derogation_on derogation_reason district_checked_by_id
            district_checked_on district_id district_source district_status
            eligibility eligibility_at_entry eligibility_html
            eligibility_report entry_corrections help_currency_id help_ids
            help_total immersion_count latitude longitude motivation
            named_consent_on need_ids objective_ids orientation_ids
            prescriber_kind project_note quiet_label renewal_ids review_ids
            rqth signal_label strengths
        """,
        "coordinator": "caseload_seat_id seat_id",
    },
    "club.person": {
        "administrator": "birth_key doubt_ids email_key formerly phone_key set_aside",
        "animateur": "participant_ids",
        "coordinator": "to_check",
        "nobody": "every_journey_ids",
    },
    "club.placement": {
        "nobody": "club_planned_on",
        "administrator": "last_move",
    },
    "club.privacy.erasure": {
        "administrator": "again_on fingerprint salt",
    },
    "club.privacy.request": {
        "administrator": "held",
    },
    "club.renewal": {
        "administrator": "last_move",
    },
    "club.review": {
        "administrator": "last_move",
    },
    "club.session": {
        "administrator": "last_move",
        "animateur": """
            attendance_ids conflict_label contact_ids employer_ids
            employers_channel employers_to_log expected_count note
            participant_id present_count unknown_count
        """,
    },
    "club.week.review": {
        "animateur": "signal_label",
    },
    "crm.lead": {
        "nobody": "club_planned_on",
        "animateur": """
            club_recent_contact_count club_under_pressure contact_count
            contact_ids offer_count offer_ids participant_ids
        """,
        "employee": "club_charter_ids",
    },
    "res.partner": {
        "animateur": """
            club_contact_ids club_immersion_count club_in_standby
            club_last_contact_text club_recent_contact_count
            club_response_base club_response_score club_response_text
            club_signature_ids club_under_pressure
        """,
        "employee": "club_charter_ids",
    },
    "res.users": {
        "employee": "club_ids club_territory_ids",
    },
}
