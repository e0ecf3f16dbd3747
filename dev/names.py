#!/usr/bin/env python3
"""Compare the names our addon gives to Odoo's models with those of all addons.

``dev/python dev/names.py [FOLDER OF ADDONS …]``. A method or a field of ours on a model
of Odoo may extend what is there (it calls ``super()``), and nothing else: a method has
``club`` in its name, and no name of ours is one that another addon gives to the same
model, to what it inherits or to what inherits it. Exits with 1 and one line for each
name that may hide another, now or with an addon that is not here.
"""

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

from odoo.models import BaseModel

import odoo.addons

OURS = Path(__file__).parents[1] / "clubs_ambition"
MARK = "club"
MODEL = re.compile(r"^ +_(name|inherit) *=", re.MULTILINE)
SKIPPED = {"tests", "migrations", "static", "node_modules"}


class Definition:
    """What one class of one addon defines on one model."""

    def __init__(self, path, node):
        self.path = path
        self.names, given = {}, {}
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                self.names[part.name] = part
            elif isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
                self.names[part.targets[0].id] = part
                given[part.targets[0].id] = part.value
        inherit = _literal(given.get("_inherit")) or []
        self.inherit = [inherit] if isinstance(inherit, str) else list(inherit)
        self.inherit += list(_literal(given.get("_inherits")) or [])
        self.model = _literal(given.get("_name")) or next(iter(self.inherit), None)


def _literal(node):
    try:
        return ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None


def definitions(folder):
    """Yield the definitions of models under a folder."""
    for path in folder.rglob("*.py"):
        if SKIPPED.intersection(path.relative_to(folder).parts):
            continue
        text = path.read_text(encoding="utf-8")
        if not MODEL.search(text):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                found = Definition(path, node)
                if found.model:
                    yield found


def extends(name, node):
    """Tell whether a method calls the one it stands before."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(call, ast.Attribute)
        and call.attr == name
        and isinstance(call.value, ast.Call)
        and isinstance(call.value.func, ast.Name)
        and call.value.func.id == "super"
        for call in ast.walk(node)
    )


def family(model, parents):
    """Return the models whose names meet those of a model: above it, below it."""
    children = defaultdict(set)
    for child, above in parents.items():
        for one in above:
            children[one].add(child)
    found = {model}
    for links in (parents, children):
        todo = [model]
        while todo:
            new = links.get(todo.pop(), set()) - found
            found |= new
            todo += new
    return found


def collisions(ours, others):
    """Yield a line for each name of ours that may hide another."""
    own = {one.model for one in ours if one.model not in one.inherit}
    parents, theirs = defaultdict(set), defaultdict(dict)
    for one in others:
        parents[one.model].update(set(one.inherit) - {one.model})
        for name in one.names:
            theirs[one.model].setdefault(name, one.path)
    for one in ours:
        if one.model in own:
            continue
        inherited = [
            part for part in ours if part.model in own.intersection(one.inherit)
        ]
        models = family(one.model, parents)
        for part in (one, *inherited):
            for name, node in part.names.items():
                if hasattr(BaseModel, name) and not isinstance(node, ast.FunctionDef):
                    continue  # _name, _order …
                if MARK in name or extends(name, node):
                    continue
                where = next(
                    (theirs[m][name] for m in models if name in theirs[m]), None
                )
                hook = any(name in mixin.names for mixin in inherited)
                told = f"{part.path}:{node.lineno}: {one.model}.{name}"
                if where or (
                    isinstance(node, ast.FunctionDef) and hasattr(BaseModel, name)
                ):
                    yield f"{told} hides that of {where or 'every model'}"
                elif isinstance(node, ast.FunctionDef) and part is one and not hook:
                    yield f"{told} has no “{MARK}” in its name"


def main(folders, ours=OURS):
    """Print the collisions; return the exit code."""
    others = [
        one
        for folder in {*map(Path, odoo.addons.__path__), *map(Path, folders)}
        for one in definitions(folder)
        if OURS not in one.path.parents
    ]
    found = sorted(set(collisions(list(definitions(ours)), others)))
    print("\n".join(found) or f"{len(others)} definitions read, nothing hidden")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
