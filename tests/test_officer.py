"""What people ask of their data, served in a browser by the data officer of the demo.

Found by their exact identity, at a desk and on a telephone. With ``SCREENSHOTS=folder``
each step is kept as a picture.
"""

import io
import json
import zipfile
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from searched import left
from web_client import box, go, press, save_dialog, settle, shoot, today, wait_until

PEOPLE = """
SELECT p.id, p.first_name, p.last_name, TO_CHAR(p.birth_date, 'DD/MM/YYYY')
  FROM club_person p JOIN club_participant j ON j.person_id = p.id
 WHERE p.birth_date IS NOT NULL AND p.first_name != '' AND p.last_name != ''
   AND p.erased_on IS NULL AND p.restricted_on IS NULL AND p.objected_on IS NULL
   AND NOT EXISTS (SELECT FROM club_privacy_request r WHERE r.person_id = p.id)
   AND NOT EXISTS (SELECT FROM club_person_doubt d
                    WHERE p.id IN (d.person_id, d.other_id))
 GROUP BY p.id
HAVING BOOL_AND(j.state IN ('exited', 'declined', 'withdrawn'))
 ORDER BY (SELECT COUNT(*) FROM club_candidacy c WHERE c.person_id = p.id) DESC, p.id
 LIMIT 1
"""


@pytest.fixture
def person(server):
    """Somebody whose journey is over, and who has asked for nothing yet."""
    [(number, *identity)] = server.sql(PEOPLE)
    names = ("first_name", "last_name", "birth_date")
    return {"id": int(number), **dict(zip(names, identity, strict=True))}


def pick(page, name, label):
    """Choose a value of a list of a form; on a telephone it opens as a sheet."""
    page.locator(f".modal [name='{name}'] .o_select_menu_toggler").first.click()
    choose_in_sheet(page, page.locator(".o_select_menu_item", has_text=label).first)
    settle(page)


def choose_in_sheet(page, choice):
    """Press what a menu offers: on a telephone it is a sheet, which a scroll closes."""
    choice.wait_for()
    settle(page)
    choice.dispatch_event("click")


def ask(page, kind, person):
    """Record what somebody asks, found by their name and date of birth."""
    go(page, "clubs-privacy-requests")
    new = page.locator("button:visible", has_text="Nouvelle demande")
    new.first.click()
    page.wait_for_selector(".modal")
    settle(page)
    pick(page, "kind", kind)
    for name in ("first_name", "last_name", "birth_date"):
        entry = box(page, name)
        entry.fill(person[name])
        entry.press("Tab")
    shoot(page, f"request-{kind}-find")
    press(page, "action_find")
    page.wait_for_selector(".modal", state="detached")
    settle(page)
    shoot(page, f"request-{kind}-open")


def gesture(page, name):
    """Press the button of a gesture, which is in the menu of actions of a telephone."""
    button = page.locator(f".o_form_view button[name='{name}']:visible")
    if not button.count():
        page.locator(".o_statusbar_buttons .dropdown-toggle:visible").first.click()
        sheet = page.locator(f".o-dropdown--menu button[name='{name}']")
        return choose_in_sheet(page, sheet.first)
    return button.first.click()


def confirm(page):
    page.wait_for_selector(".modal")
    settle(page)
    shoot(page, "request-confirm")
    page.locator(".modal footer button.btn-primary").first.click()
    page.wait_for_selector(".modal", state="detached")
    settle(page)


def state(server, person):
    rows = server.sql(
        f"""SELECT kind, state, effective_on IS NOT NULL FROM club_privacy_request
             WHERE person_id = {person["id"]} ORDER BY id"""
    )
    return rows[-1]


@pytest.mark.parametrize("phone", [False, True])
def test_access(visit, server, person, phone):
    page = visit("officer", phone=phone)
    ask(page, "Accès", person)
    with page.expect_download(timeout=60_000) as download:
        gesture(page, "action_download")
    archive = zipfile.ZipFile(download.value.path())
    told = json.loads(archive.read("dossier.json"))
    assert len(told["sections"]) > 3
    paper = pypdf.PdfReader(io.BytesIO(archive.read("dossier.pdf")))
    text = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    assert person["last_name"] in text
    assert "cnil.fr" in text
    gesture(page, "action_serve")
    save_dialog(page)
    assert state(server, person)[:2] == ["access", "served"]


def test_rectification(visit, server, person):
    page = visit("officer")
    ask(page, "Rectification", person)
    gesture(page, "action_rectify")
    page.wait_for_selector(".modal")
    settle(page)
    box(page, "city").fill("Cassis-les-Pins")
    shoot(page, "request-rectify")
    save_dialog(page)
    gesture(page, "action_serve")
    save_dialog(page)
    shoot(page, "request-rectified")
    assert state(server, person)[:2] == ["rectification", "served"]
    city = f"SELECT city FROM club_person WHERE id = {person['id']}"
    assert server.sql(city) == [["Cassis-les-Pins"]]


@pytest.mark.parametrize("kind", ["Opposition", "Limitation"])
def test_left_alone_until_it_is_lifted(visit, server, person, kind):
    page = visit("officer")
    ask(page, kind, person)
    gesture(page, "action_take_effect")
    confirm(page)
    shoot(page, f"request-{kind}-in-force")
    assert state(server, person)[1:] == ["served", "t"]
    gesture(page, "action_lift")
    settle(page)
    column = "objected_on" if kind == "Opposition" else "restricted_on"
    query = f"SELECT {column} IS NULL FROM club_person WHERE id = {person['id']}"
    wait_until(lambda: server.sql(query) == [["t"]])


def figures(server):
    """Return what the workbook tells of all that the demo has, number by number."""
    caller = server.login("coordinator")
    last = today()
    first = last - timedelta(days=364)
    period = f"date_from={first}&date_to={last}&cutoff={last}"
    content = caller.get(f"/clubs_ambition/bilan.xlsx?{period}").content
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        sheet.title: [
            [cell for cell in row if isinstance(cell, (int, float))]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
        if sheet.title != "Parcours"  # their numbers are of one export
    }


def test_erasure(visit, server, place, person):
    """Nobody moves a figure by it; nothing of who it was is left, and the register says so."""
    keys = ["zinzolin.erased@example.org", "+33655443322"]
    admin = server.login("admin")
    admin.call(
        *("club.person", "write", [person["id"]]), {"email": keys[0], "phone": keys[1]}
    )
    query = f"SELECT phone, phone_normal FROM club_person WHERE id = {person['id']}"
    words = [keys[0], *{word for word in server.sql(query)[0] if word}]
    assert left(place, server.db, words) == words
    before = figures(server)
    assert len(before) > 3

    page = visit("officer")
    ask(page, "Effacement", person)
    gesture(page, "action_erase")
    confirm(page)
    shoot(page, "request-erased")
    wait_until(lambda: left(place, server.db, words) == [])
    assert figures(server) == before
    go(page, "clubs-erased")
    row = page.locator(".o_data_row", has_text=str(person["id"]))
    assert person["last_name"] not in row.first.inner_text()
