"""The demo as a person meets it: served, in French, with our demo data only."""

import pytest

from bootstrap import databases


def test_server_answers(server):
    assert server.login("admin").get("/web/health").json() == {"status": "pass"}


def test_login_page_in_french(page):
    page.goto("/web/login")
    assert page.locator("html").get_attribute("lang") == "fr-FR"
    assert page.get_by_role("button", name="Se connecter").first.is_visible()


def test_admin_works_in_french(server):
    admin = server.login("admin")
    assert admin.user["user_context"]["lang"] == databases.LANGUAGE
    assert admin.user["user_context"]["tz"] == "Europe/Paris"
    rows = server.sql("SELECT DISTINCT lang FROM res_partner WHERE lang IS NOT NULL")
    assert rows == [[databases.LANGUAGE]]


def test_only_our_demo_data(server):
    with_demo = server.sql("SELECT name FROM ir_module_module WHERE demo")
    assert [name for (name,) in with_demo] == sorted(databases.ours())
    stock = "SELECT count(*) FROM res_partner WHERE name LIKE 'Azure Interior%'"
    assert server.sql(stock) == [["0"]]


@pytest.mark.parametrize("phone", [False, True])
def test_back_office_opens(visit, phone):
    page = visit("admin", phone=phone)
    page.goto("/odoo")
    page.locator(".o_navbar").wait_for()
    assert page.locator("html").get_attribute("lang") == "fr-FR"
