"""Gestures that meet where one of them changes what the other one looks at.

Each pair is made in two transactions, of which the second one began before the first was
kept, in both orders (``crossings.py``); what must hold of every row is asked afterwards.
"""

import pytest
from test_twice import tried

pytestmark = pytest.mark.timeout(900)


def test_nothing_is_told_ok_that_cannot_be(place):
    scripts = ("two_cursors", "click_targets", "crossings")
    found = tried(place, "crossings", scripts, "report(try_crossings(env))")
    assert len(found) > 12
    wrong = {name: one for name, one in found.items() if one["wrong"]}
    assert not wrong
    refused = {name: one for name, one in found.items() if one["told"][0] != "done"}
    assert not refused, "who comes first does what they came for"
