"""A line that breaks off while a page is recorded: recorded again, it is recorded once."""

from web_client import box, go, save, settle

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


NOTE = "Rappeler le chef de rayon"
SEND = ".o-mail-Composer-send:visible"
REFUSED = {
    "code": 200,
    "message": "Odoo Server Error",
    "data": {
        "name": "odoo.exceptions.UserError",
        "message": "Pas ainsi",
        "arguments": ["Pas ainsi"],
        "context": {},
        "debug": "",
    },
}


def write_note(page, answer):
    """Write a note on a new prospect, of which the server's first answer is another."""
    go(page, "clubs-prospection/new")
    box(page, "name").fill("Prospect du fil")
    save(page)
    first = []

    def post(route):
        first.append(route)
        if len(first) == 1:
            answer(route)
        else:
            route.continue_()

    page.route("**/mail/message/post", post)
    page.locator(".o-mail-Chatter-logNote").click()
    page.locator(".o-mail-Composer-input:visible").first.fill(NOTE)
    page.locator(SEND).click()


def notes(server):
    return server.sql(f"SELECT COUNT(*) FROM mail_message WHERE body LIKE '%{NOTE}%'")


def test_a_message_that_was_refused_is_sent(visit, server):
    page = visit("animateur")
    before = notes(server)
    write_note(page, lambda route: route.fulfill(json={"error": REFUSED}))
    page.locator(".modal", has_text="Pas ainsi").locator("footer button").first.click()
    page.wait_for_selector(".modal", state="detached")
    assert notes(server) == before
    page.locator(SEND).click()
    page.locator(".o-mail-Message", has_text=NOTE).wait_for()
    assert int(notes(server)[0][0]) == int(before[0][0]) + 1


def test_a_message_whose_answer_was_lost_is_seen_before_it_is_sent_again(visit, server):
    page = visit("animateur")
    before = notes(server)

    def lose(route):
        route.fetch()
        route.abort()

    write_note(page, lose)
    page.wait_for_function("document.querySelector('.o_notification')")
    assert page.locator(SEND).is_disabled()
    page.reload()
    page.locator(".o-mail-Message", has_text=NOTE).wait_for()
    assert int(notes(server)[0][0]) == int(before[0][0]) + 1
