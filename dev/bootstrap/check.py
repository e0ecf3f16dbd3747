"""``make test``: lint, the addons' tests in Odoo's runner, the tests from outside."""

import os
import socket
from contextlib import contextmanager

from . import (
    browser,
    clocks,
    databases,
    environment,
    lint,
    measures,
    odoo_log,
    paths,
    process,
    pyenv,
    shell,
    systemwide,
)
from .errors import Stop
from .results import Results, junit_counts, odoo_counts

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
LIMIT = 3600


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


def addon_tests(results, place):
    """Install our addons without demo data in a fresh database, testing them."""
    server = place.server
    name = databases.fresh(server, server.database("unit"), databases.stock(place))
    modules = ",".join([*databases.ours(), "test_lint"])
    words = ["-d", name, "-i", modules, "--test-tags", tags()]
    label = "tests of the addon, in Odoo's runner with Chromium"
    with guards_watched(None if os.environ.get("TAGS") else guards()):
        text = odoo_tests(results, place, label, words, "addon-tests.log")
    _run, _failed, modules = odoo_counts(text)
    for addon in databases.ours():
        results.one(f"{addon} has tests that ran", modules.get(addon))
    kept = paths.state("logs", "figures.txt")
    kept.write_text("".join(f"{line}\n" for line in odoo_log.figures(text)))


def guards():
    """Return the file where a whole run keeps which test meets which guard."""
    return paths.state("logs", "guards.json")


@contextmanager
def guards_watched(kept, anew=True):
    """Have the tests of the guards know that all tests run, and where they keep it."""
    if kept is None:
        yield
        return
    if anew:
        shell.remove(kept)
    os.environ["GUARDS"] = str(kept)
    try:
        yield
    finally:
        del os.environ["GUARDS"]


def odoo_tests(results, place, label, words, log):
    """Run tests in Odoo's runner, counted, with their figures; return the log."""
    log = paths.state("logs", log)
    words = [*words, "--stop-after-init", "--http-port", free_port()]
    with shell.step(label), open(log, "w", encoding="utf-8") as out:
        place.call(*words, seconds=LIMIT, stdout=out, stderr=out)
    text = log.read_text(errors="replace")
    run, failed, _modules = odoo_counts(text)
    results.many(label, run, failed)
    strange = odoo_log.unexpected(text)
    results.one(f"nothing strange in the log of {label}", not strange, f"see {log}")
    for line in odoo_log.figures(text) + strange[:20] + failures(text):
        shell.say(f"  {line}")
    return text


def optional_tests(results, place):
    """Install each optional addon on a copy of that database, testing it alone."""
    server = place.server
    for addon in sorted(databases.OPTIONAL):
        unit = server.database("unit")
        name = databases.fresh(server, server.database("optional"), unit)
        words = ["-d", name, "-i", addon, "--test-tags", f"/{addon}"]
        label = f"tests of {addon}, on a copy"
        odoo_tests(results, place, label, words, f"{addon}.log")
        server.drop(name)
        shell.remove(databases.filestore(name))


def night_tests(results):
    """Run the tests that read the day (tag ``hours``) at moments when it is odd.

    The addon's tests have left their database; Odoo and the private PostgreSQL are
    started anew with another clock for each moment.
    """
    if os.environ.get("PGHOST"):
        shell.say("  the clock of a PostgreSQL of yours is not ours to move: skipped")
        return
    for moment in clocks.HOURS:
        with clocks.at(moment), environment.ready(tests=True) as place:
            at_moment(results, place, moment)


def at_moment(results, place, moment):
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
    results.one(f"the clocks stood at {moment}", moment.startswith(there) and run)
    results.many(label, run, failed)
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
    for record in odoo_log.records(log):
        if record.level in odoo_log.GRAVE and record.test_result():
            lines += [*record.text.rstrip().splitlines()[-30:], ""]
    return lines


@contextmanager
def outside_tests(results, place):
    """Run the root's tests, in pytest, while the block runs: beside the addon's.

    They have servers and databases of their own. On a single core they come first.
    """
    report = paths.state("logs", "pytest.xml")
    log = paths.state("logs", "outside-tests.log")
    command = pytest(place, report, "tests")
    options = {"env": place.env(), "cwd": paths.CHECKOUT}
    with open(log, "w", encoding="utf-8") as out:
        options |= {"stdout": out, "stderr": out}
        if os.cpu_count() > 1:
            with process.beside(command, LIMIT, **options):
                yield
        else:
            process.foreground(command, LIMIT, **options)
            yield
    shell.say(log.read_text(errors="replace"))
    count_outside(results, report, "tests from outside")


def pytest(place, report, *words):
    """Return the command of tests from outside; its report is made anew."""
    shell.remove(report)
    return [place.python, "-m", "pytest", "-q", f"--junitxml={report}", *words]


def count_outside(results, report, label):
    """Count what pytest reports."""
    run, failed, skipped = junit_counts(report)
    results.many(label, run, failed)
    if skipped:
        shell.say(f"  {skipped} skipped: they are counted nowhere")


def only_lint():
    """Run the linters alone."""
    results = Results()
    lint.check(results, pyenv.locate(tests=True))
    return results.close()


def main():
    """Run everything, count everything, close on one line."""
    results = Results()
    try:
        everything(results)
    except (Stop, OSError) as error:
        results.one("the run was cut short", False, str(error))
    return results.close()


def everything(results):
    """Run the parts in order: the quick ones first."""
    browser.needed()
    systemwide.printer()
    systemwide.proxy()
    with environment.ready(tests=True) as place:
        lint.check(results, place.python)
        with outside_tests(results, place):
            addon_tests(results, place)
            optional_tests(results, place)
    if not os.environ.get("CLOCK"):
        night_tests(results)
    with environment.ready(tests=True) as place:
        forget_unit(place)
    if not os.environ.get("TAGS"):
        late = measures.unproven()
        label = "each test that the impact assessment names ran"
        results.one(label, not late, ", ".join(late[:5]))
