"""The rooms of the addon: one model is one class, and no order of imports decides."""

import ast
import itertools
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

ADDON = Path(__file__).parents[1] / "clubs_ambition"
PACKAGE = ("odoo", "addons", ADDON.name)
#: Not part of what the server loads as models.
SKIPPED = {"migrations", "static", "tests"}
#: From the lowest to the highest; rooms of one line do not import each other.
ROOMS = (
    ("const",),
    ("utils",),
    ("models/tools",),
    ("models/reference",),
    ("models/club",),
    ("models/employer",),
    ("models/session",),
    ("models/person",),
    ("models/participant",),
    ("models/candidacy",),
    ("models/immersion",),
    ("models/placement",),
    ("kpi",),
    ("models/steering",),  # keeps packs of figures
    ("report",),
    ("wizard",),
    ("controllers",),
    ("demo", "hooks"),
)
#: What says which class this is; every part of a model has it.
MARKS = {"_name", "_inherit", "_description"}
#: Models still in several classes, and the names that more than one of these defines:
#: there the order of imports decides which of them runs first. ``docs/architecture.rst``
#: says which change takes them up.
LEFT = {
    "club.followup": set(),
    "club.participant": {"_transition_values", "create", "write"},
    "res.partner": {"create", "write"},
}


@cache
def modules():
    """Return ``{path: syntax tree}`` of what the addon is made of."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(ADDON.rglob("*.py"))
        if not SKIPPED & set(path.relative_to(ADDON).parts)
    }


def bound(node):
    """Return the names that a statement of a class body defines."""
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id]
    if isinstance(node, ast.Assign):
        return [one.id for one in node.targets if isinstance(one, ast.Name)]
    return []


def model_of(node):
    """Return the name of the model a class is, or is a part of, or None."""
    said = {
        name: statement.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for name in bound(statement)
        if name in MARKS
    }
    for mark in ("_name", "_inherit"):
        if mark in said:
            found = ast.literal_eval(said[mark])
            return found if isinstance(found, str) else found[0]
    return None


def parts():
    """Return ``{model: [names that one class defines, …]}``."""
    found = defaultdict(list)
    for tree in modules().values():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and (model := model_of(node)):
                names = {name for statement in node.body for name in bound(statement)}
                found[model].append(names - MARKS)
    return found


def test_one_model_is_one_class():
    """Methods of one class run as they read; those of two, as they were imported."""
    split = {}
    for model, classes in parts().items():
        if len(classes) > 1:
            count = Counter(itertools.chain.from_iterable(classes))
            split[model] = {name for name, times in count.items() if times > 1}
    assert split == LEFT


def test_the_walk_finds_the_models():
    found = parts()
    assert {"club.participant", "club.kpi", "res.partner", "club.bilan"} <= set(found)
    assert "write" in found["club.participant"][0] | found["res.partner"][0]


def test_the_glossary_names_models_that_are():
    glossary = (ADDON.parent / "docs" / "glossary.rst").read_text(encoding="utf-8")
    named = set(re.findall(r"``(club\.[a-z.]+)``", glossary))
    assert named
    assert named <= set(parts())


def room_of(parts):
    """Return the place of a module among the rooms, None where it has none."""
    for place, names in enumerate(ROOMS):
        for name in names:
            words = tuple(name.split("/"))
            if tuple(parts[: len(words)]) == words:
                return place, name
    return None


def targets(path, node):
    """Yield the parts of the modules of the addon that an import names."""
    if isinstance(node, ast.Import):
        names = [tuple(alias.name.split(".")) for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        said = tuple(node.module.split(".")) if node.module else ()
        if node.level:
            here = path.relative_to(ADDON).parts[:-1]
            said = (*PACKAGE, *here[: len(here) - node.level + 1], *said)
        names = [(*said, alias.name) for alias in node.names]
    else:
        return
    for name in names:
        if name[: len(PACKAGE)] == PACKAGE:
            yield name[len(PACKAGE) :]


def test_no_room_imports_a_higher_one():
    upward = []
    for path, tree in modules().items():
        here = room_of(path.relative_to(ADDON).with_suffix("").parts)
        if here is None:  # the packages' own lists of what to load
            assert path.name.startswith("__"), path
            continue
        for node in ast.walk(tree):
            for parts in targets(path, node):
                there = room_of(parts)
                if there and there != here and there[0] >= here[0]:
                    name = path.relative_to(ADDON)
                    upward.append(f"{name}:{node.lineno} {'.'.join(parts)}")
    assert not upward


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("from ...kpi import const", ("kpi", "const")),
        ("from ..club.club_club import DAYS", ("models", "club", "club_club", "DAYS")),
        ("from odoo.addons.clubs_ambition.kpi import x", ("kpi", "x")),
        ("from odoo import models", None),
    ],
)
def test_imports_are_read(source, parts):
    path = ADDON / "models" / "person" / "club_identity.py"
    found = list(targets(path, ast.parse(source).body[0]))
    assert found == ([parts] if parts else [])
