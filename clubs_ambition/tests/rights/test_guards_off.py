"""Every guard of our Python stops somebody, and a test notices when it is off."""

import logging
import os
import random
import time
from collections import Counter, defaultdict
from pathlib import Path
from types import SimpleNamespace

from odoo.tests import tagged
from odoo.tests.case import TestCase

from . import guard_sites
from .guard_known import ANYWAY, DEBT, NOTICED_BY, QUIET, UNARMED
from .guard_switch import SWITCH, Switch, found, noticed, ranked

_logger = logging.getLogger(__name__)

SHARE = 10
"""One guard of so many in an ordinary run; ``make soak`` takes them all in turn."""

SECONDS = int(os.environ.get("GUARD_SECONDS") or 110)
"""What a run takes at most, unless it is told which guards to try."""

ROUNDS = 5
"""How many tests are tried for one guard before it is said that nobody notices."""

AT_ONCE = 8
"""How many guards are tried to the end before the time is looked at: what is said of
them holds, however little was tried."""

KEPT = "GUARDS"
"""The variable that says where the guards that were met are kept: in whole runs."""


class Watched(TestCase):
    """A test of the tests: it opens no cursor, and stands outside their classes."""

    test_module = "clubs_ambition"


if os.environ.get(KEPT):  # before any test runs
    SWITCH.watching = True
    guard_sites.install(SWITCH)


@tagged("standard", "post_install", "-at_install", "security")
class TestGuardsOff(Watched):
    test_sequence = 10**6
    """The last of all tests: the guards were met."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sites = guard_sites.sites()
        if path := os.environ.get(KEPT):
            SWITCH.read_kept(path)
            SWITCH.keep(path)
        guard_sites.install(SWITCH)

    def met(self):
        """Return ``{guard: tests}`` of those that stopped somebody, or are tried so."""
        met = {name: SWITCH.seen[name] for name in self.sites.keys() & SWITCH.seen}
        known = {
            name: NOTICED_BY[site.where]
            for name, site in self.sites.items()
            if site.kind == "quiet"
        }
        return ranked({**met, **known})

    def chosen(self, met):
        """Return ``(guards to try, words that name the choice)``."""
        names, asked = sorted(met), os.environ.get("MUTANTS", "")
        if asked == "all":
            random.shuffle(names)  # some each time, where time is short
            return names, "all of them"
        if asked == "debt":
            return sorted(met.keys() & DEBT), "of the debt"
        if asked and not asked.isdigit():
            parts = asked.split(",")
            some = [name for name in names if any(part in name for part in parts)]
            return some, f"of {asked}"
        names = sorted(met.keys() - DEBT)
        seed = int(asked or random.SystemRandom().randrange(10**6))
        some = random.Random(seed).sample(names, len(names) // SHARE)
        return some, f"the tenth of MUTANTS={seed}"

    def alive(self, met, chosen, late):
        """Return ``(guards that nobody notices, guards tried)``: a few to the end."""
        alive, tried = set(), set()
        for start in range(0, len(chosen), AT_ONCE):
            if late():
                break
            guards = chosen[start : start + AT_ONCE]
            alive |= self.unnoticed(met, guards)
            tried |= set(guards)
            self.keep_debt(tried - alive)
        return alive, tried

    def unnoticed(self, met, guards):
        """Return those that none of their first tests notices, class by class."""
        waiting = set(guards)
        for rank in range(ROUNDS):
            classes = defaultdict(list)
            for guard in sorted(waiting):
                for cls, method in map(found, met[guard][rank : rank + 1]):
                    classes[cls].append((guard, method))
            for cls, pairs in classes.items():
                waiting -= {guard for guard, _method in noticed(cls, pairs)}
        return waiting

    def test_no_guard_is_for_nothing(self):
        met, start = self.met(), time.monotonic()
        chosen, words = self.chosen(met)

        def late():
            bounded = words == "all of them" or "tenth" in words
            return bounded and time.monotonic() - start > SECONDS

        alive, tried = self.alive(met, chosen, late)
        strange = sorted(alive - ANYWAY.keys() - DEBT)
        kinds = Counter(self.sites[name].kind for name in tried)
        _logger.info(
            "Figures: guards, %s: %s tried (%s) in %.0f s, %s noticed, %s known",
            words,
            len(tried),
            ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())),
            time.monotonic() - start,
            len(tried) - len(alive),
            len(alive) - len(strange),
        )
        self.assertFalse(strange, f"Nobody noticed, {words}")
        self.assertFalse(sorted(ANYWAY.keys() & tried - alive), "Somebody noticed")

    def keep_debt(self, noticed_now):
        """Write what is left of the debt beside what was met, to be copied."""
        left = (self.sites.keys() & DEBT) - noticed_now - ANYWAY.keys()
        if path := os.environ.get(KEPT):
            text = "".join(f"{name}\n" for name in sorted(left))
            Path(path).with_name("guard_debt.txt").write_text(text, encoding="utf-8")

    def test_every_guard_stops_somebody(self):
        """In a whole run: a guard that no test meets has no test that fails."""
        if not os.environ.get(KEPT):
            return
        unmet = self.sites.keys() - self.met().keys()
        _logger.info(
            "Figures: guards, all of them: %s, %s met by no test, %s of these known",
            len(self.sites),
            len(unmet),
            len(unmet & DEBT),
        )
        self.assertFalse(sorted(unmet - DEBT), "No test is stopped by these guards")

    def test_the_sources_are_read(self):
        kinds = Counter(site.kind for site in self.sites.values())
        for kind, least in (("raise", 250), ("call", 200), ("line", 8), ("quiet", 30)):
            self.assertGreater(kinds[kind], least, kind)

    def test_what_is_known_is_there(self):
        """A reason of a guard that is no more, or not looked for well, goes."""
        self.assertLessEqual(ANYWAY.keys() | DEBT, self.sites.keys())
        quiet = {site.name for site in self.sites.values() if site.kind == "quiet"}
        told = {
            f"{where}: quiet {what} → {instead}"
            for where, edits in QUIET.items()
            for what, all_instead in edits.items()
            for instead in all_instead
        }
        self.assertEqual(quiet, told)
        self.assertEqual(QUIET.keys(), NOTICED_BY.keys())
        for where, tests in NOTICED_BY.items():
            self.assertTrue(all(map(found, tests)), where)

    def test_every_check_is_a_guard(self):
        """What is named so, or decorated as a constraint, has something to refuse by."""
        self.assertEqual(guard_sites.unarmed(), UNARMED.keys())


TOY = """
class Toy:
    def _check_age(self, age):
        if age < 18:
            raise ValueError(age)

    def write(self, age):
        self._check_age(age)
        return age

    def line(self, row, age):
        if age < 18:
            row.errors.append(age)

    def read(self, row, age):
        self.check_line(row, age)

    def check_line(self, row, age):
        self.line(row, age)
"""


@tagged("standard", "post_install", "-at_install", "security")
class TestSwitches(Watched):
    """Each kind of guard has its switch: off, nothing is refused; on, all is noted."""

    def run_toy(self, off):
        """Return what the toy does with a guard off, and what was noted."""
        tree, found = guard_sites.switched(TOY, "toy")
        switch = Switch()
        switch.off = off
        noted = []
        switch.stopped = noted.append
        space = {guard_sites.SWITCH: switch}
        exec(compile(tree, "toy", "exec"), space)  # noqa: S102 # pylint: disable=exec-used
        toy, row = space["Toy"](), SimpleNamespace(errors=[])
        toy.read(row, 3)
        toy.read(row, 30)
        try:
            told = toy.write(3)
        except ValueError as error:
            told = str(error)
        return told, row.errors, noted, [site.name for site in found.sites]

    def test_all_are_found_and_noted(self):
        names = [
            "toy.Toy._check_age: raise ValueError",
            "toy.Toy.write: call _check_age",
            "toy.Toy.line: line refused",
            "toy.Toy.read: call check_line",
        ]
        told, errors, noted, found = self.run_toy(None)
        self.assertEqual(found, names)
        self.assertEqual(sorted(noted), sorted(names))
        self.assertEqual((told, errors), ("3", [3]))

    def test_each_is_switched_off_alone(self):
        raised, asked, lined, read = self.run_toy(None)[-1]
        self.assertEqual(self.run_toy(raised)[:2], (3, [3]))
        self.assertEqual(self.run_toy(asked)[:2], (3, [3]))
        for name in (lined, read):
            self.assertEqual(self.run_toy(name)[:2], ("3", []))
