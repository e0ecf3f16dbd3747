"""The demo as a person meets it: served, in French, with our demo data only."""

from bootstrap import databases


def test_server_answers(server):
    assert server.login("admin").get("/web/health").json() == {"status": "pass"}


def test_login_page_in_french(page):
    page.goto("/web/login")
    page.get_by_role("button", name="Se connecter", exact=True).wait_for()


def test_admin_works_in_french(server):
    admin = server.login("admin")
    assert admin.user["user_context"]["lang"] == databases.LANGUAGE
    assert admin.user["user_context"]["tz"] == "Europe/Paris"
    rows = server.sql("SELECT DISTINCT lang FROM res_partner WHERE lang IS NOT NULL")
    assert rows == [[databases.LANGUAGE]]


def test_only_our_demo_data(server):
    with_demo = server.sql("SELECT name FROM ir_module_module WHERE demo")
    assert sorted(name for (name,) in with_demo) == sorted(databases.ours())
    stock = "SELECT count(*) FROM res_partner WHERE name LIKE 'Azure Interior%'"
    assert server.sql(stock) == [["0"]]


def test_back_office_in_french(visit):
    page = visit("admin")
    page.goto("/odoo")
    page.locator(".o_user_menu button").click()
    page.get_by_role("menuitem", name="Se déconnecter").wait_for()


def test_back_office_on_a_telephone(visit):
    page = visit("admin", phone=True)
    page.goto("/odoo")
    page.locator(".o_navbar").wait_for()
