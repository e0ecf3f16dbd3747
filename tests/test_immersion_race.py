"""Two coaches signing at once: the days of a person, and the limits of a host."""

import uuid

import pytest
import web_client
from factories import new_animateur
from races import callers, club, journeys, race  # noqa: F401

ADDRESS = {"street": "1 rue du Four", "zip": "13002", "city": "Marseille"}


@pytest.fixture
def person(callers, club):  # noqa: F811
    admin = callers[0]
    admin.call("club.club", "write", [club], ADDRESS)
    (cohort,) = admin.call(
        "club.cohort", "create", [{"name": "Course", "club_id": club}]
    )
    (journey,) = journeys(
        admin, club, 1, "active", cohort_id=cohort, birth_date="2000-01-01"
    )
    uid = new_animateur(admin, f"course-{uuid.uuid4().hex[:6]}")
    admin.call("club.club", "write", [club], {"animateur_ids": [(4, uid)]})
    admin.call("club.participant", "write", [journey], {"animateur_id": uid})
    (row,) = admin.call("club.participant", "read", [journey], ["person_id"])
    admin.call("club.person", "write", row["person_id"][:1], ADDRESS)
    return journey


@pytest.fixture
def host(callers):  # noqa: F811
    name = f"Fournil {uuid.uuid4().hex[:6]}"
    (host,) = callers[0].call(
        "res.partner",
        "create",
        [{"name": name, "is_company": True, "ape_code": "10.71C", **ADDRESS}],
    )
    return host


def convention(person, host, first, last, today):
    return {
        "participant_id": person,
        "partner_id": host,
        "date_start": first,
        "date_end": last,
        "purpose": "discover",
        "aims": "Pétrir seul",
        "assessment_means": "Un entretien",
        "tasks": "Pétrir",
        "timetable": "Le matin",
        "hours_total": 35,
        "hours_week": 35,
        "tutor_name": "Paul",
        "tutor_function": "Boulanger",
        "host_legal_form": "SARL",
        "host_registered_on": "2009-04-01",
        "host_agreement": "Aucune",
        "host_representative": "Paul Four",
        "host_representative_function": "Gérant",
        "signed_beneficiary_on": today,
        "signed_host_on": today,
        "signed_prescriber_on": today,
    }


def test_one_immersion_a_day(callers, person, host, server):  # noqa: F811
    """Six coaches agree the same week of one person: one of them has it."""
    values = convention(person, host, "2030-01-07", "2030-01-11", "2026-01-01")
    refusals = race(
        callers,
        [lambda caller: caller.call("club.immersion", "create", [values])] * 6,
    )
    assert len(refusals) == 5
    kept = server.sql(
        f"SELECT count(*) FROM club_immersion WHERE participant_id = {person}"
    )
    assert kept == [["1"]]


def test_limits_of_a_host_hold(callers, person, host, server):  # noqa: F811
    """Six conventions of the same aims, on other days: one is signed."""
    admin = callers[0]
    (row,) = admin.call("res.partner", "read", [host], ["company_registry"])
    if not row["company_registry"]:
        server.sql(
            "UPDATE res_partner SET company_registry = '73282932000074' "
            f"WHERE id = {host} RETURNING id"
        )
    today = str(web_client.today())
    drafts = [
        admin.call(
            "club.immersion",
            "create",
            [convention(person, host, f"2030-0{month}-05", f"2030-0{month}-09", today)],
        )[0]
        for month in range(1, 7)
    ]
    refusals = race(
        callers,
        [
            lambda caller, id_=id_: caller.call("club.immersion", "action_sign", [id_])
            for id_ in drafts
        ],
    )
    signed = server.sql(
        f"SELECT count(*) FROM club_immersion WHERE participant_id = {person} "
        "AND state = 'signed'"
    )
    assert signed == [["1"]], refusals
    assert len(refusals) == 5
    assert all("D5135-3" in refusal for refusal in refusals), refusals
