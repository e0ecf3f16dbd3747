"""Guards are watched while the tests run, then switched off one by one.

While the tests run, each guard that stops somebody is noted with the test that it
happens in. A guard is tried by switching it off and running such tests again: one of
them has to fail. Each is run with its guards on beside it, in the same class: a test
that fails anyway notices nothing.
"""

import json
import logging
import sys
from collections import Counter, defaultdict
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import odoo.modules.module
from odoo.tests.case import TestCase
from odoo.tests.common import HttpCase
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

LONG = ("rights.test_mutants", "rights.test_guards_off")
"""Tests of the tests: none of them is run again."""

TESTS = __name__.rpartition(".")[0].rpartition(".")[0]


class Switch:
    """What the code asks: one guard is off at a time, none by default."""

    def __init__(self):
        self.off, self.watching, self.seen = None, False, defaultdict(set)
        self.lines, self.before = 0, {}

    def stops(self, name):
        """Tell whether a guard that has something to refuse refuses it."""
        self.stopped(name)
        return name != self.off

    def notes(self, name):
        """Tell whether a line of a file that is wrong is refused; count them."""
        self.lines += 1
        return self.stops(name)

    def asks(self, name):
        """Tell whether a door asks."""
        self.before[name] = self.lines
        return name != self.off

    def asked(self, name):
        """Note a door whose question was answered by lines that are refused."""
        if self.lines > self.before[name]:
            self.stopped(name)

    def stopped(self, name):
        """Note which test a guard has just stopped somebody in."""
        test = odoo.modules.module.current_test
        if not self.watching or not isinstance(test, TestCase):
            return
        if not (one := told(test)).startswith(LONG):
            self.seen[name].add(one)

    # === WHAT A RUN BEFORE HAS SEEN === #

    def read_kept(self, path):
        """Add what is kept in a file."""
        kept = json.loads(Path(path).read_text()) if Path(path).exists() else {}
        for name, tests in kept.items():
            self.seen[name].update(tests)

    def keep(self, path):
        """Keep in a file what was seen."""
        kept = {name: sorted(tests) for name, tests in sorted(self.seen.items())}
        Path(path).write_text(json.dumps(kept, indent=1))


SWITCH = Switch()


def told(test):
    """Return the name of a test: ``module:Class.method``."""
    module = type(test).__module__.removeprefix(f"{TESTS}.")
    return f"{module}:{type(test).__qualname__}.{test._testMethodName}"


def found(name):
    """Return ``(class, method)`` of a test by its name, none when it is no more."""
    where, _colon, what = name.partition(":")
    kind, _dot, method = what.partition(".")
    place = sys.modules.get(f"{TESTS}.{where}", sys.modules.get(where))
    cls = getattr(place, kind, None)
    return (cls, method) if method in dir(cls) else None


def ranked(seen):
    """Return ``{guard: its tests}``: those of its own file come first, by their names.

    Then those that few guards are seen in: they are about it.
    """
    common = Counter(test for tests in seen.values() for test in tests)
    kept = {test: found(test) for test in common}

    def order(guard, test):
        far = not is_near(guard, test)
        return issubclass(kept[test][0], HttpCase), far, common[test], test

    return {
        guard: sorted(filter(kept.get, tests), key=partial(order, guard))
        for guard, tests in seen.items()
    }


def is_near(guard, test):
    """Tell whether a test is named after the file of a guard, or what it is about."""
    file = guard.partition(".")[0].removeprefix("club_")
    module = test.partition(":")[0].rpartition(".")[2].removeprefix("test_")
    return module in file or file in module


# === RUNNING A TEST WITH A GUARD OFF === #


class Quiet(OdooTestResult):
    """Which of the tests ran, and failed; nothing in the log.

    They are told apart by ``id``: two of one method are equal.
    """

    def __init__(self):
        super().__init__()
        self.run, self.failed = set(), set()

    def startTest(self, test):
        super().startTest(test)
        self.run.add(id(test))

    def addError(self, test, err):
        self.failed.add(id(test))

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.failed.add(id(test))

    def log(self, *_said, **_more):
        """Say nothing: a test that fails here is what is looked for."""


@contextmanager
def silent():
    """Keep from the log what goes wrong on purpose, and stop watching meanwhile."""
    handlers, outer = logging.getLogger().handlers[:], odoo.modules.module.current_test
    before = SWITCH.watching
    for handler in handlers:
        handler.addFilter(_nothing)
    SWITCH.watching = False
    try:
        yield
    finally:
        SWITCH.watching = before
        odoo.modules.module.current_test = outer
        for handler in handlers:
            handler.removeFilter(_nothing)


def _nothing(_record):
    return False


def _with_off(test, guard):
    """Return a test that runs with a guard off."""
    run = test.run

    def off(result):
        SWITCH.off = guard
        try:
            return run(result)
        finally:
            SWITCH.off = None

    test.run = off
    return test


def noticed(cls, pairs):
    """Return the pairs of guard and method of a class that fails without the guard.

    Nothing of a method that fails with its guards on, too.
    """
    methods = sorted({method for _guard, method in pairs})
    plain = {method: cls(method) for method in methods}
    without = {pair: _with_off(cls(pair[1]), pair[0]) for pair in pairs}
    result = Quiet()
    with silent():
        OdooSuite([*plain.values(), *without.values()])(result)
    sound = {method for method in methods if _passed(plain[method], result)}
    return {
        pair
        for pair, test in without.items()
        if pair[1] in sound and id(test) in result.failed
    }


def _passed(test, result):
    return id(test) in result.run and id(test) not in result.failed
