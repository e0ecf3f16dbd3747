"""What ``docs/operating.rst`` keeps out of the log is what the addon knows of it."""

import ast
import logging
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def handlers():
    """Return ``{logger: level}`` of ``log_handler`` in the documented configuration."""
    text = (ROOT / "docs/operating.rst").read_text("utf-8")
    value = re.search(r"^\s+log_handler = (.+)$", text, re.MULTILINE)[1]
    pairs = (one.split(":") for one in value.split(","))
    return {name: getattr(logging, level) for name, level in pairs}


def quiet():
    """Return ``{logger: level}`` up to which the addon says that a log names people."""
    path = ROOT / "clubs_ambition/models/tools/security_server.py"
    tree = ast.parse(path.read_text("utf-8"))
    table = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "QUIET"
    )
    return {
        key.value: getattr(logging, level.attr)
        for key, level in zip(table.keys, table.values, strict=True)
    }


def test_each_logger_that_names_people_is_silent():
    assert handlers().keys() == quiet().keys()
    for name, level in handlers().items():
        assert level > quiet()[name], name
