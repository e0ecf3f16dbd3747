"""The whole main job, by hand in a browser: from a prospect to the Bilan.

As ``animateur``: a prospect, a contact logged, an offer qualified, a person oriented
and admitted into a group, a candidacy sent, a hire. As ``manager``: the placement
on the kanban, dragged to month 1, and the workbook downloaded. No step leaves the
interface: one test, the second part begins where the first has ended. With ``SCREENSHOTS=folder``, the README's pictures are taken on the way.
"""

import pytest
from web_client import (
    box,
    choose,
    drag,
    go,
    press,
    save,
    save_dialog,
    settle,
    shoot,
    wait_until,
)

NAMES = {
    "employer": "Biscuiterie du Vallon",
    "person": "Amina Belkacem",
    "offer": "Vente en boutique",
}


def do_the_animateur_s_part(page, server):

    # A prospect, and the first call.
    go(page, "clubs-prospection/new")
    choose(page, "partner_id", NAMES["employer"])
    if page.locator(".modal").count():
        save_dialog(page)
    save(page)
    press(page, "action_club_log_contact")
    page.locator(".modal [name='outcome'] >> text=/offre|offer/i").first.click()
    save_dialog(page)

    # The employer has an offer: its form opens, filled with what is known.
    settle(page)
    box(page, "name").fill(NAMES["offer"])
    save(page)
    go(page, "clubs-prospection")
    shoot(page, "prospection")

    # A person is oriented, met, admitted into the group, and starts.
    go(page, "clubs-participants/new")
    choose(page, "person_id", NAMES["person"], "Créer et modifier")
    save_dialog(page)
    if not box(page, "club_id").input_value():
        choose(page, "club_id", "Marseille")
    choose(page, "cohort_id", group_with_seats(server))
    choose(page, "occupation_ids", "Cuisinier")
    birth = box(page, "birth_date")
    birth.fill("05/05/2004")
    birth.press("Tab")
    save(page)
    press(page, "action_hold_interview")
    page.locator(".modal [name='motivation'] textarea").fill("Aime le contact.")
    page.locator(".modal [data-answer='1_minor']").first.click()
    press(page, "action_confirm")
    page.wait_for_selector(".modal", state="detached")
    press(page, "action_start")
    shoot(page, "participant")

    # Presented for the offer, received, hired.
    go(page, "clubs-candidacies/new")
    choose(page, "participant_id", NAMES["person"])
    choose(page, "offer_id", NAMES["offer"])
    save(page)
    for step in ("action_send", "action_interview", "action_hire"):
        press(page, step)
    page.locator(".modal [name='kind'] input").first.check()
    press(page, "action_confirm")
    page.wait_for_selector(".modal", state="detached")
    assert server.sql(
        "SELECT p.state, p.kind, j.state FROM club_placement p "
        "JOIN club_participant j ON j.id = p.participant_id "
        f"WHERE j.name = '{NAMES['person']}'"
    ) == [["announced", "cdi", "exited"]]


def group_with_seats(server):
    """Return the name of a group of the animateur's club with a free seat."""
    rows = server.sql(
        "SELECT c.name FROM club_cohort c JOIN club_club k ON k.id = c.club_id "
        "JOIN club_seat seat ON seat.cohort_id = c.id "
        "WHERE k.name LIKE '%Marseille%' AND c.state != 'closed' "
        "AND NOT EXISTS (SELECT FROM club_participant p WHERE p.seat_id = seat.id) "
        "GROUP BY c.id ORDER BY count(*) DESC LIMIT 1"
    )
    return rows[0][0]


def do_the_manager_s_part(page, server, folder):
    go(page, "clubs-placements")
    shoot(page, "placements")
    card = page.locator(".o_kanban_record", has_text=NAMES["person"])
    card.wait_for()
    target = page.locator(".o_kanban_group").nth(2)
    drag(page, card, target)
    target.locator(".o_kanban_record", has_text=NAMES["person"]).wait_for()
    wait_until(
        lambda: (
            server.sql(
                "SELECT p.state FROM club_placement p JOIN club_participant j "
                f"ON j.id = p.participant_id WHERE j.name = '{NAMES['person']}'"
            )
            == [["month_1"]]
        )
    )

    # A move the table refuses is explained, and the card goes back.
    drag(
        page,
        target.locator(".o_kanban_record", has_text=NAMES["person"]),
        page.locator(".o_kanban_group").nth(4),
    )
    page.locator(".modal").wait_for()
    page.locator(".modal button.btn-primary").first.click()
    target.locator(".o_kanban_record", has_text=NAMES["person"]).wait_for()

    # The Bilan.
    page.locator("button:visible, a:visible", has_text="Bilan").first.click()
    page.locator(".modal").wait_for()
    shoot(page, "bilan")
    with page.expect_download() as download:
        page.locator(".modal button[name='action_download']").click()
    path = folder / "bilan.xlsx"
    download.value.save_as(path)

    import openpyxl

    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "Bilan"
    header = [cell.value for cell in book["Bilan"][1]]
    assert header == [
        "key",
        "indicator",
        "numerator",
        "denominator",
        "value",
        "unknown",
        "definition",
    ]
    assert book["Bilan"].max_row >= 31


@pytest.mark.usefixtures("clean_log")
def test_from_a_prospect_to_the_bilan(visit, server, tmp_path):
    do_the_animateur_s_part(visit("animateur"), server)
    do_the_manager_s_part(visit("manager"), server, tmp_path)


@pytest.mark.usefixtures("clean_log")
def test_the_candidacies_on_a_phone(visit):
    """The board fits a hand: whole cards, targets a thumb can reach."""
    page = visit("animateur", phone=True)
    go(page, "clubs-candidacies")
    card = page.locator(".o_kanban_record").first.bounding_box()
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= 390
    button = page.locator(".o_kanban_record button:visible").first.bounding_box()
    assert button["height"] >= 30
    shoot(page, "phone")


@pytest.mark.usefixtures("clean_log")
def test_the_answers_on_a_referent_s_phone(visit):
    """A refusal says why, before anything is opened."""
    page = visit("referent", phone=True)
    go(page, "clubs-orientations")
    refused = page.locator(".o_kanban_record", has_text="Wassim Gharbi")
    assert "projet professionnel" in refused.inner_text()
    shoot(page, "orientations")
