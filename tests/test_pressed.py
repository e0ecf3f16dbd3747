"""Buttons of screens pressed twice at once: what they do is done once.

As ``test_twice.py`` does for jobs and dialogs. Which buttons there are, and on which record
of the demo one shows, is found in the views (``pressed.py``).
"""

import pytest
from test_twice import tried

pytestmark = pytest.mark.timeout(900)

AGAIN = {
    "club.answer.link.action_hand_over": "each address is told once, and is its own",
}
"""Buttons that do something each time they are pressed, and why."""


def test_each_button_of_a_screen_does_it_once(place):
    scripts = ("two_cursors", "click_targets", "pressed")
    found = tried(place, "pressed", scripts, "report(try_buttons(env))")
    assert len(found["pressed"]) > 80, found["alone"]
    assert not found["unasked"], "what has no way back asks first"
    again = {name: one for name, one in found["pressed"].items() if any(one["again"])}
    assert set(again) == set(AGAIN), again
