"""The README shows what is there today."""

import ast
import re
from pathlib import Path

import house

CHECKOUT = house.OURS.parent
README = (CHECKOUT / "README.rst").read_text(encoding="utf-8")


def test_each_picture_is_taken_by_a_test():
    taken = {
        name
        for path in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r'shoot\(page, "(\w+)"\)', path.read_text("utf-8"))
    }
    shown = re.findall(r"static/description/(\w+)\.png", README)
    assert sorted(shown) == sorted(taken)


def test_what_python_needs_is_said_where_one_installs():
    """Names are compared as pip does."""
    manifest = ast.literal_eval((house.OURS / "__manifest__.py").read_text("utf-8"))
    page = (CHECKOUT / "docs" / "operating.rst").read_text(encoding="utf-8")
    said = re.search(r"^ +pip install (.+)$", page, re.MULTILINE).group(1)
    needed = {name.lower() for name in manifest["external_dependencies"]["python"]}
    assert needed | {"holidays"} == set(said.lower().split())
