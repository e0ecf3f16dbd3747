"""``make soak``: what is too long for each run, in 25 minutes at most.

First from outside, by real servers: faults and races for minutes (the tests
marked ``soak``, which read ``SOAK``: seconds for each). Then, in Odoo's runner: every mutant of
our rules, accesses and groups; the guards of our Python for five minutes, by the tests
that meet them (``make test`` keeps which; where that is older than the code they are left
out, and the run says so); files and forms by chance.
"""

import json
import os
from collections import Counter

from . import check, databases, environment, paths, process, shell
from .errors import Stop
from .results import Results

#: The tests that do more when they are asked to, and how they are asked.
TAGS = "/clubs_ambition:TestMutants,fuzz/clubs_ambition"
GUARDS = "/clubs_ambition:TestGuardsOff"
ASKED = {"MUTANTS": "all", "GUARD_SECONDS": "300", "FUZZ": "5000", "SOAK": "150"}
LIMIT = 900


def main():
    """Try everything, count, close on one line."""
    results = Results()
    alone = "MUTANTS" in os.environ
    for name, value in ASKED.items():
        os.environ.setdefault(name, value)
    try:
        with environment.ready(tests=True) as place:
            if not alone:
                outside(results, place)
            soak(results, place)
    except (Stop, OSError) as error:
        results.one("the run was cut short", False, str(error))
    return results.close()


def outside(results, place):
    """Run the tests from outside that go on for as long as they are asked to."""
    report, kept = paths.state("logs", "soak.xml"), paths.state("logs", "soaked.jsonl")
    shell.remove(kept)
    command = check.pytest(place, report, "-s", "-m", "soak", "tests")
    options = {"env": {**place.env(), "SOAKED": str(kept)}, "cwd": paths.CHECKOUT}
    label = "faults and races, by real servers"
    with shell.step(label):
        process.foreground(command, LIMIT, stdout=2, **options)
    check.count_outside(results, report, label)
    found = sum_of(kept)
    words = ", ".join(f"{number} {what}" for what, number in found.items())
    shell.say(f"  {words or 'nothing counted'}")
    results.one("faults and races find nothing", found and not found.total(), words)


def sum_of(kept):
    """Add up what the tests kept (``tests/soaked.py``)."""
    sums = Counter()
    for line in kept.read_text().splitlines() if kept.exists() else ():
        sums.update(json.loads(line))
    return sums


def known():
    """Tell whether what a run before kept of the guards is about the code of today."""
    kept = check.guards()
    sources = paths.CHECKOUT.joinpath(paths.ADDON).rglob("*.py")
    newest = max(source.stat().st_mtime for source in sources)
    return kept.exists() and kept.stat().st_mtime > newest


def soak(results, place):
    """Install our addons in a fresh database, and run these tests there."""
    server = place.server
    name = databases.fresh(server, server.database("soak"), databases.stock(place))
    tags = f"{TAGS},{GUARDS}" if known() else TAGS
    if not known():
        shell.say("  guards are left out: run make test first, it keeps who meets them")
    words = ["-d", name, "-i", ",".join(databases.ours()), "--test-tags", tags]
    label = "all mutants of our security, files and forms by chance"
    with check.guards_watched(check.guards(), anew=False):
        check.odoo_tests(results, place, label, words, "soak.log")
    server.drop(name)
    shell.remove(databases.filestore(name))
