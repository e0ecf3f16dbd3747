"""Steps of a user in the web client: go, fill, choose, press, drag.

Each waits until the client has done what was asked, for as long as that takes.
"""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from polling import wait_until

SHOTS = os.environ.get("SCREENSHOTS")
VIEW = ".o_action_manager .o_view_controller, .o_action_manager .o_action, .modal"
#: What has been asked is answered in the same or the next frame by another request,
#: or by what is drawn.
FRAMES = """() => new Promise((done) => requestAnimationFrame(
    () => requestAnimationFrame(() => setTimeout(done))))"""
#: Nothing moves: dialogs and menus slide in.
STILL = """() => !document.querySelector(".o_blockUI") &&
    document.getAnimations().every((one) => one.playState !== "running"
        || one.effect?.getComputedTiming().iterations === Infinity)"""


def today():
    """Return the day it is at the demo's clubs."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def shoot(page, name):
    """Keep a picture for the README, when asked for."""
    if SHOTS:
        settle(page)
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def watch_requests(page):
    """Know which of its requests to the server the client still waits for."""
    page.asked = set()

    def begun(request):
        if request.resource_type in ("fetch", "xhr"):
            page.asked.add(request)

    def ended(request):
        page.asked.discard(request)

    page.on("request", begun)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)


def is_idle(page):
    """Tell whether the client waits for no answer and draws nothing."""
    for _time in range(3):
        page.evaluate(FRAMES)
        if page.asked or not page.evaluate(STILL):
            return False
    return True


def wait_idle(page):
    wait_until(lambda: is_idle(page), 60, lambda: f"still asking {page.asked}")


def settle(page):
    """Wait until the screen shows a view and nothing is loading; fail on an error."""
    page.wait_for_selector(VIEW)
    wait_idle(page)
    errors = page.locator(".o_error_dialog")
    assert errors.count() == 0, errors.first.inner_text()


LEFT = "document.querySelector('.modal') || !window.history.state?.clubDialog"
"""On a phone, a dialog that closed gives its entry of the history back a moment later."""


def go(page, path):
    page.wait_for_function(LEFT)
    page.goto(f"/odoo/{path}")
    settle(page)


def box(page, name):
    """Return the input of a field: in the dialog when one is open.

    A date that is filled is a button until it is focused.
    """
    inside = ".modal " if page.locator(".modal").count() else ".o_form_view "
    field = page.locator(f"{inside}.o_field_widget[name='{name}']").first
    shut = field.locator("button.o_daterange_start")
    if shut.count():
        shut.focus()
    return field.locator("input, textarea").first


def choose(page, name, text, proposal=None):
    """Type in a many2one and take a proposal: the first, or the one that says so."""

    def searched(answer):
        asked = answer.request.post_data or ""
        return "name_search" in answer.url and text in asked

    entry = box(page, name)
    entry.click()
    with page.expect_response(searched):
        entry.fill(text)
    menu = page.locator(".o-autocomplete--dropdown-menu:visible")
    exact = menu.locator(
        ".o-autocomplete--dropdown-item", has_text=proposal or text
    ).first
    exact.wait_for()
    settle(page)
    exact.click()
    settle(page)


def press(page, name):
    """Press the button of a method: the dialog's when one is open."""
    inside = ".modal " if page.locator(".modal").count() else ".o_form_view "
    page.locator(f"{inside}button[name='{name}']:visible").first.click()
    settle(page)


def save(page):
    button = page.locator(".o_form_button_save:visible")
    if button.count():
        button.first.click()
        page.wait_for_selector(".o_form_button_save:visible", state="detached")
    settle(page)


def save_dialog(page):
    page.locator(
        ".modal .o_form_button_save, .modal footer button.btn-primary"
    ).first.click()
    page.wait_for_selector(".modal", state="detached")
    settle(page)


def drag(page, card, target):
    """Drag a card as a hand does: press, move a little, move over, release.

    A move that is refused shows its reason.
    """
    start, end = card.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 120, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 140, start["y"] + 25, steps=5)
    page.mouse.move(end["x"] + 100, end["y"] + 120, steps=12)
    page.locator(".o_kanban_group.o_kanban_hover").wait_for()
    page.mouse.up()
    page.locator(".o_dragged").wait_for(state="detached")
    wait_idle(page)
