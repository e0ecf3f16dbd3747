"""``make soak``: what is too long for each run: every mutant, files and forms by chance.

Rules, accesses and groups are tried by walking a table. The guards of our Python are
tried by the tests that meet them: ``make test`` keeps which; where that is older than
the code, all the tests run first.
"""

import os

from . import check, databases, environment, paths, shell
from .errors import Stop
from .results import Results

#: The tests that do more when they are asked to, and how they are asked.
TAGS = "/clubs_ambition:TestMutants,/clubs_ambition:TestGuardsOff,fuzz/clubs_ambition"
ALL_TESTS = "/clubs_ambition,fuzz/clubs_ambition"
ASKED = {"MUTANTS": "all", "FUZZ": "5000"}


def main():
    """Try everything, count, close on one line."""
    results = Results()
    for name, value in ASKED.items():
        os.environ.setdefault(name, value)
    try:
        with environment.ready(tests=True) as place:
            soak(results, place)
    except (Stop, OSError) as error:
        results.one("the run was cut short", False, str(error))
    return results.close()


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
    tags = TAGS if known() else ALL_TESTS
    words = ["-d", name, "-i", ",".join(databases.ours()), "--test-tags", tags]
    label = "all mutants of our security, files and forms by chance"
    with check.guards_watched(check.guards(), anew=not known()):
        check.odoo_tests(results, place, label, words, "soak.log")
    server.drop(name)
    shell.remove(databases.filestore(name))
