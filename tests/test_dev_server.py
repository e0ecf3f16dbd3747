"""The demo as a person meets it: served, in French, with our demo data only."""

import subprocess

from bootstrap import databases, serve


def test_server_answers(server):
    assert server.login("admin").get("/web/health").json() == {"status": "pass"}


def test_a_long_job_does_not_end_the_server(place):
    """As Odoo reads the command line; 120 seconds if nothing is said."""
    words = serve.command(place, "none", 8069)
    ask = (
        "import sys; from odoo.tools import config; config.parse_config(sys.argv[1:]);"
        "print(config['limit_time_real'])"
    )
    said = subprocess.run(
        [str(place.python), "-c", ask, *words[words.index("odoo") + 1 :]],
        env=place.env(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == [str(serve.DAY)]


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
