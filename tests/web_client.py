"""Steps of a user in the web client: go, fill, choose, press, drag."""

import os
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SHOTS = os.environ.get("SCREENSHOTS")


def today():
    """Return the day it is at the demo's clubs."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def shoot(page, name):
    """Keep a picture for the README, when asked for."""
    if SHOTS:
        page.wait_for_timeout(600)
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def wait_until(true, seconds=20):
    """Wait for a condition that the server brings about in its own time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def settle(page):
    """Wait until the screen shows a view and nothing is loading."""
    page.wait_for_selector(".o_action_manager .o_view_controller, .modal")
    page.wait_for_timeout(250)
    errors = page.locator(".o_error_dialog")
    assert errors.count() == 0, errors.first.inner_text()


def go(page, path):
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


def choose(page, name, text):
    """Type in a many2one and take the first proposal, or create it."""
    entry = box(page, name)
    entry.click()
    entry.fill(text)
    menu = page.locator(".o-autocomplete--dropdown-menu:visible")
    exact = menu.locator(".o-autocomplete--dropdown-item", has_text=text).first
    exact.wait_for()
    page.wait_for_timeout(400)
    exact.click()
    page.wait_for_timeout(300)


def press(page, name):
    """Press the button of a method: the dialog's when one is open."""
    inside = ".modal " if page.locator(".modal").count() else ".o_form_view "
    page.locator(f"{inside}button[name='{name}']:visible").first.click()
    page.wait_for_timeout(500)
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


def drag(page, card, target):
    """Drag a card as a hand does: press, move a little, move over, release."""
    start, end = card.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 120, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 140, start["y"] + 25, steps=5)
    page.mouse.move(end["x"] + 100, end["y"] + 120, steps=12)
    page.wait_for_timeout(250)
    page.mouse.up()
    page.wait_for_timeout(700)
