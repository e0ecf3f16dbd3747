"""The measures of the impact assessment, and the tests that prove them.

Each measure of ``docs/impact_assessment.rst`` (an item of a list) names a test of the
addon, ``path::Class.method``, or one from outside, ``path::function``.
"""

import ast
import re
import xml.etree.ElementTree

from . import paths

PAGE = paths.CHECKOUT / "docs" / "impact_assessment.rst"
ITEM = re.compile(r"^\* (.*(?:\n  .*)*)", re.MULTILINE)
PROOF = re.compile(r"``([\w/]+\.py::[\w.]+)``")
STARTED = re.compile(r" odoo\.addons\.(\S+): Starting (\w+\.\w+) \.\.\.")


def measures(text):
    """Return ``{measure: tests it names}``."""
    return {item: PROOF.findall(item) for item in ITEM.findall(text)}


def named(text):
    """Return the tests that measures name."""
    return {test for tests in measures(text).values() for test in tests}


def is_there(test, root=paths.CHECKOUT):
    """Tell whether a test is in its file, and its file in the list of the suite."""
    name, place = test.split("::")
    file = root / name
    if not file.is_file():
        return False
    nodes = ast.parse(file.read_text(encoding="utf-8")).body
    for part in place.split("."):
        found = [node for node in nodes if getattr(node, "name", None) == part]
        if not found:
            return False
        nodes = getattr(found[0], "body", [])
    suite = file.with_name("__init__.py")
    return name.startswith("tests/") or file.stem in suite.read_text(encoding="utf-8")


def ran(log, report):
    """Return the tests that ran, told by a log of Odoo and a report of pytest."""
    inside = {
        f"{module.replace('.', '/')}.py::{test}"
        for module, test in STARTED.findall(log)
    }
    try:
        cases = xml.etree.ElementTree.parse(report).getroot().iter("testcase")
    except (OSError, xml.etree.ElementTree.ParseError):
        return inside
    return inside | {
        f"{case.get('classname').replace('.', '/')}.py::{case.get('name').split('[')[0]}"
        for case in cases
        if case.find("skipped") is None
    }


def unproven():
    """Return the tests that measures name and that did not run the last time."""
    log = paths.state("logs", "addon-tests.log").read_text(errors="replace")
    done = ran(log, paths.state("logs", "pytest.xml"))
    return sorted(named(PAGE.read_text(encoding="utf-8")) - done)
