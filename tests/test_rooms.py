"""The rooms of the addon: one model is one class, and no order of imports decides."""

import ast
import re
from functools import cache

import house
import pytest

ADDON = house.OURS
PACKAGE = ("odoo", "addons", ADDON.name)
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
    ("models/privacy",),
    ("report",),
    ("wizard",),
    ("controllers",),
    ("demo", "hooks"),
)


@cache
def modules():
    """Return ``{path: syntax tree}`` of what the addon is made of."""
    return {path: ast.parse(path.read_text("utf-8")) for path in house.files()}


def test_one_model_is_one_class():
    """Methods of one class run as they read; those of two, as they were imported."""
    split = {
        model: sorted(path.name for path, _names in some)
        for model, some in house.parts().items()
        if len(some) > 1
    }
    assert not split


def test_the_walk_finds_the_models():
    found = house.parts()
    assert {"club.participant", "club.kpi", "res.partner", "club.bilan"} <= set(found)
    assert all(
        "write" in found[name][0][1] for name in ("club.participant", "crm.lead")
    )


@pytest.mark.parametrize("page", ["architecture", "glossary"])
def test_the_pages_name_models_that_are(page):
    text = (ADDON.parent / "docs" / f"{page}.rst").read_text(encoding="utf-8")
    named = set(re.findall(r"``(club\.[a-z.]+)``", text))
    assert named
    assert named <= set(house.parts())


def said(node, name):
    """Return the strings that a class gives to ``name``."""
    return {
        word.value
        for line in node.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == name
        for word in ast.walk(line.value)
        if isinstance(word, ast.Constant)
    }


def services():
    """Return the abstract models of the product that nothing inherits."""
    found, inherited = set(), set()
    for path, tree in modules().items():
        for node in (one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)):
            inherited |= said(node, "_inherit")
            abstract = "models.AbstractModel" in map(ast.unparse, node.bases)
            if abstract and "demo" not in path.parts:
                found |= said(node, "_name")
    return {name for name in found - inherited if name.startswith("club.")}


def test_the_page_names_each_service_once():
    text = (ADDON.parent / "docs" / "architecture.rst").read_text(encoding="utf-8")
    table = text.split("     - services\n")[1].split("\nA hook of Odoo")[0]
    named = re.findall(r"``(club\.[a-z.]+)``", table)
    assert sorted(named) == sorted(services())


def test_the_page_names_files_that_are():
    """Paths are from the addon or from the checkout; a name alone is somewhere there."""
    checkout = ADDON.parent
    text = (checkout / "docs" / "architecture.rst").read_text(encoding="utf-8")
    named = re.findall(r"``([a-z_/]+\.(?:py|xml|csv|rst))``", text)
    assert len(named) > 15
    for name in named:
        places = [ADDON / name, checkout / name]
        if "/" not in name:
            places += [*ADDON.rglob(name), checkout / "docs" / name]
        assert any(place.is_file() for place in places), name


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
