"""What the tests that go on for long count, for ``make soak`` to add up."""

import json
import os

KINDS = ("lost", "doubled", "invariants broken", "tracebacks", "raw sentences")


def told(**found):
    """Keep how many of each kind a test found: ``invariants_broken=0``."""
    counts = {name.replace("_", " "): number for name, number in found.items()}
    assert counts.keys() <= set(KINDS), counts
    if path := os.environ.get("SOAKED"):
        with open(path, "a", encoding="utf-8") as kept:
            kept.write(f"{json.dumps(counts)}\n")
