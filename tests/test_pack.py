"""The steering pack, by hand in a browser: made in one click, read by the committee.

As ``manager``: the pack of the half-year, downloaded, and made again; the pack of the
planned committee. Nobody else gets a file. As ``observer``, on a telephone too: the
statements that are published, both files of each, and nothing to make or to change.
"""

import hashlib
import io

import openpyxl
import pypdf
import pytest
from web_client import go, press, settle

SHEETS = 12


@pytest.fixture(scope="module")
def packs(server):
    """Return the packs of the manager's territory, the latest first: one at least."""
    session = server.login("manager")
    session.call("club.pack", "action_produce_half_year", [])

    def read():
        fields = ["name", "workbook_sha256", "paper_sha256", "meeting_ids"]
        return session.call("club.pack", "search_read", [], fields)

    return read


def content(session, pack, field):
    return session.get(f"/web/content/club.pack/{pack['id']}/{field}").content


def test_half_year_in_one_click(visit, server, packs):
    page = visit("manager")
    known = []
    for _time in range(2):
        go(page, "clubs-packs")
        page.locator("button[name='action_produce_half_year']:visible").first.click()
        page.wait_for_selector(".o_form_view .o_field_widget[name='workbook'] a")
        settle(page)
        known.append(packs())
    assert known[0] == known[1], "nothing changed: it is the one there was"
    pack = known[1][0]

    with page.expect_download() as caught:
        page.locator(".o_field_widget[name='workbook'] a").first.click()
    data = caught.value.path().read_bytes()
    assert hashlib.sha256(data).hexdigest() == pack["workbook_sha256"]
    assert caught.value.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert len(book.sheetnames) == SHEETS
    assert book.sheetnames[0] == "Bilan"

    press(page, "action_check")
    told = page.locator(".o_notification").first
    told.wait_for()
    assert "identique" in told.inner_text()


def test_pack_of_the_planned_committee(visit, server):
    page = visit("manager")
    go(page, "clubs-committees")
    page.locator(".o_data_row", has_text="Prévue").first.click()
    page.wait_for_selector(".o_form_view")
    press(page, "action_prepare_pack")
    page.wait_for_selector(".o_field_widget[name='pack_pdf'] a")
    with page.expect_download() as caught:
        page.locator(".o_field_widget[name='pack_pdf'] a").first.click()
    paper = pypdf.PdfReader(caught.value.path())
    text = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    assert "Club par club" in text
    assert "Qui finance" in text
    assert 3 <= len(paper.pages) <= 8


@pytest.mark.parametrize("phone", [False, True])
def test_observers_read_what_is_published(visit, server, phone):
    page = visit("observer", phone)
    go(page, "clubs-statements")
    assert not page.locator("button:visible:has-text('Publier')").count()
    page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)").first.click()
    page.wait_for_selector(".o_form_view .o_field_widget[name='workbook'] a")
    assert page.locator("tr[data-key='entrants']").count()
    assert not page.locator(".o_form_button_create:visible").count()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
    session = server.login("observer")
    fields = ["workbook_sha256", "paper_sha256"]
    for one in session.call("club.statement", "search_read", [], fields):
        for field in ("workbook", "paper"):
            address = f"/web/content/club.statement/{one['id']}/{field}"
            data = session.get(address).content
            assert hashlib.sha256(data).hexdigest() == one[f"{field}_sha256"], field


def test_nobody_else_gets_a_file(server, packs):
    pack = packs()[0]
    kept = content(server.login("manager"), pack, "workbook")
    assert kept[:2] == b"PK"
    for login in ("observer", "animateur", "animateur2", "referent", "officer"):
        assert content(server.login(login), pack, "workbook")[:2] != b"PK", login


def test_budgets_add_up_by_funder(visit):
    page = visit("manager", phone=True)
    go(page, "clubs-budgets")
    cards = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    assert cards.filter(has_text="Crédits de la politique de la ville").count()
    cards.first.click()
    page.wait_for_selector(".o_form_view .o_field_widget[name='funder_id']")
    settle(page)
