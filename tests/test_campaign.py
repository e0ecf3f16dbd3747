"""A campaign on a phone: an employer to call, and what came of it in two taps."""

import uuid

import pytest
from factories import new_animateur
from races import race


@pytest.fixture
def campaign(server):
    """A club of its own with a campaign of two prospects; its animateur's login."""
    admin = server.login("admin")
    login = f"appel-{uuid.uuid4().hex[:6]}"
    user = new_animateur(admin, login)
    agency = {"name": "Agence Appel", "level": "agency"}
    (territory,) = admin.call("club.territory", "create", [agency])
    (club,) = admin.call(
        "club.club",
        "create",
        [
            {
                "name": f"Club {login}",
                "territory_id": territory,
                "animateur_ids": [[6, 0, [user]]],
            }
        ],
    )
    (round_,) = admin.call(
        "club.campaign", "create", [{"name": "Appels", "club_id": club}]
    )
    employers = admin.call(
        "res.partner",
        "create",
        [
            {
                "name": f"{name} {login}",
                "is_company": True,
                "club_employer": True,
                "phone": "04 91 00 00 00",
            }
            for name in ("Fournil", "Garage")
        ],
    )
    admin.call(
        "crm.lead",
        "create",
        [
            {
                "name": f"Prospect {number}",
                "partner_id": employer,
                "club_id": club,
                "club_campaign_id": round_,
                "type": "opportunity",
            }
            for number, employer in enumerate(employers)
        ],
    )
    return login, round_


def test_a_call_is_logged_in_two_taps(visit, server, campaign):
    login, round_ = campaign
    page = visit(login, phone=True)
    page.goto("/odoo/clubs-campaigns")
    page.locator(".o_kanban_record button[name=action_call]").click()
    name = page.locator(".o_club_call_name")
    name.wait_for()
    first = name.inner_text()
    dial = page.locator(".o_club_dial")
    assert dial.get_attribute("href") == "tel:0491000000"
    assert dial.bounding_box()["height"] >= 44
    outcome = page.locator("[data-outcome=not_for_me]")
    assert outcome.bounding_box()["height"] >= 44
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    save = page.locator(".o_club_save").bounding_box()
    assert save["y"] + save["height"] <= 844, "in reach of the thumb, unscrolled"

    outcome.click()
    page.locator(".o_club_save").click()
    page.locator(".o_notification", has_text=first).wait_for()
    assert name.inner_text() != first
    assert server.sql(
        "SELECT c.outcome, l.basket FROM club_contact c JOIN crm_lead l "
        f"ON l.id = c.lead_id WHERE l.club_campaign_id = {round_}"
    ) == [["not_for_me", "answered"]]

    page.locator("[data-outcome=call_back]").click()
    page.locator(".o_club_save").click()
    page.locator(".o_club_done").wait_for()


def test_two_people_at_once_never_get_the_same_employer(server, campaign):
    """Each has a session of their own: what differs is the user."""
    login, round_ = campaign
    admin, mate = server.login("admin"), f"{login}-bis"
    (club,) = admin.call("club.campaign", "read", [round_], ["club_id"])
    user = new_animateur(admin, mate)
    admin.call(
        "club.club",
        "write",
        [club["club_id"][0]],
        {"animateur_ids": [[4, user]]},
    )
    sheets = []

    def take(caller):
        sheets.append(caller.call("club.campaign", "get_call_sheet", [round_]))

    refusals = race([server.login(login), server.login(mate)], [take, take])
    assert refusals == []
    taken = {sheet["lead"]["id"] for sheet in sheets}
    assert len(taken) == 2

    lead = sheets[0]["lead"]
    told = []

    def log(caller):
        told.append(
            caller.call(
                "club.campaign",
                "log_call",
                [round_],
                lead["id"],
                {"outcome": "not_for_me"},
                lead["seen"],
            )
        )

    refusals = race([server.login(login), server.login(mate)], [log, log])
    assert refusals == []
    assert sum("logged" in answer for answer in told) == 1
    assert sum("meanwhile" in answer for answer in told) == 1
    assert server.sql(
        f"SELECT COUNT(*) FROM club_contact WHERE lead_id = {lead['id']}"
    ) == [["1"]]
