"""``make soak``: what is too long for each run: every mutant, files and forms by chance,
several people at once many times over.

Rules, accesses and groups are tried by walking a table. The guards of our Python are
tried by the tests that meet them: ``make test`` keeps which; where that is older than
the code, all the tests run first.
"""

import os

from . import check, databases, environment, paths, process, shell
from .errors import Stop
from .results import Results, junit_counts

#: The tests that do more when they are asked to, and how they are asked.
TAGS = "/clubs_ambition:TestMutants,/clubs_ambition:TestGuardsOff,fuzz/clubs_ambition"
ALL_TESTS = "/clubs_ambition,fuzz/clubs_ambition"
ASKED = {"MUTANTS": "all", "FUZZ": "5000", "RACES": "5"}


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
    races(results, place)


def races(results, place):
    """Have several people do the same at once, many times over."""
    report = paths.state("logs", "races.xml")
    shell.remove(report)
    files = [
        path
        for path in sorted(paths.CHECKOUT.joinpath("tests").glob("test_*.py"))
        if "import callers" in path.read_text(encoding="utf-8")
    ]
    command = [place.python, "-m", "pytest", *files, "-q", f"--junitxml={report}"]
    with shell.step("several at once, many times"):
        process.foreground(
            command, check.LIMIT, env=place.env(), cwd=paths.CHECKOUT, stdout=2
        )
    run, failed, _skipped = junit_counts(report)
    results.many("several at once, many times", run, failed)
