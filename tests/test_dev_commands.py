"""A command does all it says, whichever way it is started."""

import os
import re

from bootstrap import commands, paths

EXPORTED = re.search(
    r"^export (.+)$", (paths.CHECKOUT / "Makefile").read_text(), re.MULTILINE
)[1].split()


def test_what_make_hands_on_empty_is_not_set(monkeypatch):
    """``make soak`` took an empty MUTANTS for "the mutants alone"."""
    for name in EXPORTED:
        monkeypatch.setenv(name, "")
    seen = {}
    monkeypatch.setitem(commands.COMMANDS, "soak", lambda: seen.update(os.environ))
    commands.main(["soak"])
    assert not seen.keys() & set(EXPORTED)
