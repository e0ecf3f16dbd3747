"""The life of a group, by hand: programme, week 1 on a phone, board, renewal, closing.

People and their dates are recorded over RPC as the same users; what is done with them
is done on the screens. It is one test, at the end: each step begins where the one
before has ended.
"""

import io
from datetime import timedelta

import pytest
from factories import enter, new_animateur
from pypdf import PdfReader
from web_client import box, go, press, save, settle, today

LOGIN = "mistral"
TODAY = today()
MONDAY = TODAY - timedelta(days=TODAY.weekday(), weeks=1)


@pytest.fixture(scope="module")
def group(server):
    """A new club with its animateur; its group began last Monday, with five people."""
    admin = server.login("admin")
    user = new_animateur(admin, LOGIN, "Maya Mistral")
    agency = admin.call(
        "club.club",
        "search_read",
        [["name", "ilike", "Marseille"]],
        ["territory_id"],
        limit=1,
    )[0]["territory_id"][0]
    club = admin.call(
        "club.club",
        "create",
        [
            {
                "name": "Club Mistral",
                "territory_id": agency,
                "animateur_ids": [[6, 0, [user]]],
            }
        ],
    )[0]
    animateur = server.login(LOGIN)
    (cohort,) = animateur.call(
        "club.cohort",
        "create",
        [{"name": "Groupe Mistral", "club_id": club, "date_start": str(MONDAY)}],
    )
    people = [
        enter(animateur, club, cohort, f"Mistral {name}", MONDAY)
        for name in ("Alma", "Bruno", "Chadia", "Driss")
    ]
    # Fanny entered earlier: her journey is near its end.
    end_soon = MONDAY - timedelta(days=70)
    people.append(enter(animateur, club, cohort, "Mistral Fanny", end_soon))
    return {"id": cohort, "people": people}


def generate_the_programme(page, server, group):
    go(page, f"clubs-groups/{group['id']}")
    press(page, "action_generate_programme")
    page.locator(".modal .o_data_row").first.wait_for()
    press(page, "action_generate")
    page.wait_for_selector(".modal", state="detached")
    count = f"SELECT COUNT(*) FROM club_session WHERE cohort_id = {group['id']}"
    created = int(server.sql(count)[0][0])
    assert created > 50
    # Once more: nothing is duplicated.
    go(page, f"clubs-groups/{group['id']}")
    press(page, "action_generate_programme")
    assert page.locator(".modal .o_data_row").count() == 0
    assert int(server.sql(count)[0][0]) == created


def call_the_roll_of_week_one(page, server, group):
    sessions = server.sql(
        f"SELECT id FROM club_session WHERE cohort_id = {group['id']} "
        "AND kind = 'techniques' ORDER BY start LIMIT 2"
    )
    for number, (session,) in enumerate(sessions):
        go(page, f"clubs-sessions/{session}")
        roll_call = page.locator("button[name=action_roll_call]:visible")
        roll_call.first.click()
        lines = page.locator(".o_club_roll_line")
        lines.first.wait_for()
        if number:
            absent = lines.filter(has_text="Mistral Bruno")
            absent.locator("[data-answer=absent]").click()
            absent.locator("[data-answer=absent][aria-pressed=true]").wait_for()
        page.get_by_role("button", name="Tous présents").click()
        page.locator(".o_club_present", has_text="/ 5").wait_for()
        page.locator(".o_club_close").click()
        page.get_by_text("Appel clôturé").wait_for()
    states = server.sql(
        "SELECT a.state, COUNT(*) FROM club_attendance a WHERE session_id IN "
        f"({sessions[0][0]}, {sessions[1][0]}) GROUP BY 1 ORDER BY 1"
    )
    assert states == [["absent", "1"], ["present", "9"]]


def set_five_objectives(page, server, group):
    for person in group["people"]:
        go(page, f"clubs-participants/{person}")
        button = page.locator("button[name=action_week_review]:visible")
        if not button.count():
            page.locator(".o_statusbar_buttons .dropdown-toggle:visible").click()
        button.first.click()
        page.locator(
            ".modal .o_field_x2many_list_row_add button, .modal .o_field_x2many_list_row_add a"
        ).first.click()
        name = page.locator(".modal [name=next_ids] [name=name] input").last
        name.fill("Refaire mon CV")
        name.press("Tab")
        press(page, "action_confirm")
        page.wait_for_selector(".modal", state="detached")
    people = ",".join(map(str, group["people"]))
    assert server.sql(
        f"SELECT COUNT(*) FROM club_objective WHERE participant_id IN ({people})"
    ) == [["5"]]


def read_on_the_board_who_slips(page, group):
    """Bruno was absent once; nobody presented him: the board says it."""
    page.goto("/odoo/clubs-home")
    page.locator(".o_club_grid").wait_for()
    page.locator(".o_club_board_group").select_option(str(group["id"]))
    row = page.locator("tr", has_text="Mistral Bruno")
    row.wait_for()
    assert "sans candidature" in row.inner_text()
    assert "●○" in row.inner_text()


def ask_and_grant_a_renewal(page, manager, server, group):
    fanny = group["people"][-1]
    go(page, f"clubs-participants/{fanny}")
    press(page, "action_ask_renewal")
    box(page, "reason").fill("Deux réponses attendues.")
    box(page, "objectives").fill("Une immersion en cuisine.")
    save(page)
    request = server.sql(
        f"SELECT id, state FROM club_renewal WHERE participant_id = {fanny}"
    )
    assert request[0][1] == "pending"

    go(manager, f"clubs-renewals/{request[0][0]}")
    press(manager, "action_grant")
    assert server.sql(
        f"SELECT r.state, j.renewed FROM club_renewal r JOIN club_participant j "
        f"ON j.id = r.participant_id WHERE j.id = {fanny}"
    ) == [["granted", "t"]]


def close_a_journey_and_print_its_review(page, server, group):
    alma = group["people"][0]
    go(page, f"clubs-participants/{alma}")
    page.locator(".o_statusbar_buttons button", has_text="Terminer le parcours").click()
    page.locator(
        ".modal [name=exit_reason_id] .o_radio_item", has_text="Fin du parcours"
    ).locator("label").click()
    press(page, "action_confirm")
    page.wait_for_selector(".modal", state="detached")
    press(page, "action_open_review")
    box(page, "progress").fill("Sait présenter son projet.")
    box(page, "recommendations").fill("Poursuivre avec la Mission locale.")
    save(page)
    press(page, "action_finish")
    settle(page)
    review = server.sql(
        f"SELECT id, state FROM club_review WHERE participant_id = {alma}"
    )
    assert review[0][1] == "final"
    answer = server.login(LOGIN).get(
        f"/report/pdf/clubs_ambition.report_review_referent/{review[0][0]}"
    )
    page_text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    text = " ".join(page_text.split())
    assert "Mistral Alma" in text
    assert "Mission locale" in text
    assert "2 / 2" in text


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("clean_log")
def test_the_life_of_a_group(visit, server, group):
    desk, hand = visit(LOGIN), visit(LOGIN, phone=True)
    generate_the_programme(desk, server, group)
    call_the_roll_of_week_one(hand, server, group)
    set_five_objectives(hand, server, group)
    read_on_the_board_who_slips(desk, group)
    ask_and_grant_a_renewal(desk, visit("manager"), server, group)
    close_a_journey_and_print_its_review(desk, server, group)
