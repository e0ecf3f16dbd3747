"""``make soak``: what is too long for each run: every mutant, files and forms by chance."""

import os

from . import check, databases, environment, shell
from .errors import Stop
from .results import Results

#: The tests that do more when they are asked to, and how they are asked.
TAGS = "/clubs_ambition:TestMutants,fuzz/clubs_ambition"
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


def soak(results, place):
    """Install our addons in a fresh database, and run these tests there."""
    server = place.server
    name = databases.fresh(server, server.database("soak"), databases.stock(place))
    words = ["-d", name, "-i", ",".join(databases.ours()), "--test-tags", TAGS]
    label = "all mutants of our security, files and forms by chance"
    check.odoo_tests(results, place, label, words, "soak.log")
    server.drop(name)
    shell.remove(databases.filestore(name))
