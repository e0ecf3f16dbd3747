"""``make test``: lint, the addons' tests in Odoo's runner, the tests from outside."""

import os
import socket

from . import (
    browser,
    clocks,
    databases,
    lint,
    oddities,
    paths,
    process,
    pyenv,
    setting,
    shell,
    systemwide,
)
from .errors import Stop
from .tally import Tally, junit_counts, odoo_counts

#: Odoo's own checks of code that are quick and look at our addons too.
STOCK_LINT = (
    "TestIndex",
    "TestNaming",
    "TestTestHoles",
    "TestDunderinit",
    "TestOnchangeDomains",
    "RoutesLinter",
    "ManifestLinter",
)
#: Seconds after which a run of tests that hangs is ended, and so fails.
LIMIT = 2400


def free_port():
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tags():
    """Return what Odoo's runner is to run: our tests, and a few checks of its own."""
    if os.environ.get("TAGS"):
        return os.environ["TAGS"]
    ours = [f"/{name}" for name in databases.ours()]
    return ",".join([*ours, *(f"/test_lint:{name}" for name in STOCK_LINT)])


def addon_tests(tally, place):
    """Install our addons without demo data in a fresh database, testing them."""
    server = place.server
    name = databases.fresh(server, server.database("unit"), databases.stock(place))
    modules = ",".join([*databases.ours(), "test_lint"])
    words = ["-d", name, "-i", modules, "--test-tags", tags(), "--stop-after-init"]
    words += ["--http-port", free_port(), "--log-level", "info"]
    log = paths.state("logs", "addon-tests.log")
    label = "tests of the addon, in Odoo's runner with Chromium"
    with shell.step(label), open(log, "w", encoding="utf-8") as out:
        place.call(*words, seconds=LIMIT, stdout=out, stderr=out)
    text = log.read_text(errors="replace")
    run, failed, modules = odoo_counts(text)
    tally.many("tests of the addon", run, failed)
    for addon in databases.ours():
        tally.one(f"{addon} has tests that ran", modules.get(addon))
    strange = oddities.of(text)
    tally.one("nothing strange in Odoo's log", not strange, f"see {log}")
    for line in strange[:20] + failures(text):
        shell.say(f"  {line}")


def night_tests(tally):
    """Run the tests that read the day (tag ``hours``) at moments when it is odd.

    The addon's tests have left their database; Odoo and the private PostgreSQL are
    started anew with another clock for each moment.
    """
    if os.environ.get("PGHOST"):
        shell.say("  the clock of a PostgreSQL of yours is not ours to move: skipped")
        return
    for moment in clocks.HOURS:
        with clocks.at(moment), setting.ready(tests=True) as place:
            at_moment(tally, place, moment)


def at_moment(tally, place, moment):
    """Run the tests of one moment, with everybody's clock there."""
    name = place.server.database("unit")
    log = paths.state("logs", "hours.log")
    words = ["-d", name, "--test-tags", "hours", "--stop-after-init"]
    words += ["--http-port", free_port()]
    label = f"tests that read the day, at {moment} UTC"
    with shell.step(label), open(log, "w", encoding="utf-8") as out:
        place.call(*words, seconds=LIMIT, stdout=out, stderr=out)
    text = log.read_text(errors="replace")
    run, failed, _modules = odoo_counts(text)
    there = place.server.sql("SELECT (now() AT TIME ZONE 'UTC')::date")[0]
    tally.one(f"the clocks stood at {moment}", moment.startswith(there) and run)
    tally.many(label, run, failed)
    for line in failures(text):
        shell.say(f"  {line}")


def forget_unit(place):
    """Drop the database of the addon's tests."""
    name = place.server.database("unit")
    place.server.drop(name)
    shell.remove(databases.filestore(name))


def failures(log):
    """Return the failed tests with the last lines of what they say."""
    lines = []
    for record in oddities.records(log):
        if record.level in oddities.GRAVE and record.test_result():
            lines += [*record.text.rstrip().splitlines()[-30:], ""]
    return lines


def outside_tests(tally, place):
    """Run the root's tests, in pytest."""
    report = paths.state("logs", "pytest.xml")
    shell.remove(report)
    command = [place.python, "-m", "pytest", "tests", "-q", f"--junitxml={report}"]
    with shell.step("tests from outside, in pytest"):
        # Their lines go with ours: the last line on stdout is the sum's.
        process.foreground(
            command, LIMIT, env=place.env(), cwd=paths.CHECKOUT, stdout=2
        )
    run, failed, skipped = junit_counts(report)
    tally.many("tests from outside", run, failed)
    if skipped:
        shell.say(f"  {skipped} skipped: they are counted nowhere")


def only_lint():
    """Run the linters alone."""
    tally = Tally()
    lint.check(tally, pyenv.locate(tests=True))
    return tally.close()


def main():
    """Run everything, count everything, close on one line."""
    tally = Tally()
    try:
        everything(tally)
    except (Stop, OSError) as error:
        tally.one("the run was cut short", False, str(error))
    return tally.close()


def everything(tally):
    """Run the parts in order: the quick ones first."""
    browser.needed()
    systemwide.printer()
    systemwide.proxy()
    with setting.ready(tests=True) as place:
        lint.check(tally, place.python)
        addon_tests(tally, place)
    if not os.environ.get("CLOCK"):
        night_tests(tally)
    with setting.ready(tests=True) as place:
        forget_unit(place)
        outside_tests(tally, place)
