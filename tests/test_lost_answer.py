"""A line that breaks off while a page is recorded: recorded again, it is recorded once."""

from web_client import box, go, settle

NAME = "Prospect de la ligne coupée"


def count(server):
    return server.sql(f"SELECT COUNT(*) FROM crm_lead WHERE name = '{NAME}'")


def test_a_page_whose_answer_was_lost_is_recorded_once(visit, server):
    page = visit("animateur", phone=True)
    go(page, "clubs-prospection/new")
    box(page, "name").fill(NAME)
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # the server does it, and nobody hears
        route.abort()

    page.route("**/web_save**", lose)
    button = page.locator(".o_form_button_save:visible").first
    button.click()
    page.wait_for_function("document.querySelector('.o_notification')")
    assert lost == [200]
    assert count(server) == [["1"]]
    assert box(page, "name").input_value() == NAME, "what was typed is there"
    page.locator(".o_notification_close").first.click()
    button.click()
    page.wait_for_selector(".o_form_button_save:visible", state="detached")
    settle(page)
    assert count(server) == [["1"]]
