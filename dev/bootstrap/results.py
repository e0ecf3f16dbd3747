"""Count what was checked, and print the one plain last line."""

import re
import xml.etree.ElementTree
from dataclasses import dataclass, field


@dataclass
class Results:
    """How many checks passed and failed, and what is to be said of the failures."""

    passed: int = 0
    failed: int = 0
    notes: list = field(default_factory=list)

    def one(self, label, good, note=""):
        """Count one check."""
        self.passed += bool(good)
        self.failed += not good
        if not good:
            self.notes.append(f"FAILED {label}{': ' if note else ''}{note}")

    def many(self, label, run, failed):
        """Count ``run`` checks of which ``failed`` failed; none at all is a failure."""
        self.passed += max(run - failed, 0)
        self.failed += failed
        if failed:
            self.notes.append(f"FAILED {label}: {failed} of {run}")
        if not run:
            self.one(label, False, "no test was run")

    def close(self):
        """Print what failed, then the last line; return the exit code."""
        for note in self.notes:
            print(note)
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0


TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
STATS = re.compile(r" odoo\.tests\.stats: (\S+): (\d+) tests ")


def odoo_counts(log):
    """Return (tests run, tests failed, {module: tests}) told by a log of Odoo.

    The total comes once, at the very end: a run that died has none.
    """
    totals = TOTAL.findall(log)
    modules = {name: int(number) for name, number in STATS.findall(log)}
    if not totals:
        return 0, 0, modules
    failures, errors, run = (int(number) for number in totals[-1])
    return run, min(failures + errors, run) or failures + errors, modules


def junit_counts(path):
    """Return (tests run, tests failed, tests skipped) of a pytest report."""
    try:
        root = xml.etree.ElementTree.parse(path).getroot()
    except (OSError, xml.etree.ElementTree.ParseError):
        return 0, 0, 0
    sums = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in root.iter("testsuite"):
        for name in sums:
            sums[name] += int(suite.get(name, 0))
    failed = sums["failures"] + sums["errors"]
    return sums["tests"] - sums["skipped"], failed, sums["skipped"]
