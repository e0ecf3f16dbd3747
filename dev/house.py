#!/usr/bin/env python3
"""Measure how the addon's rooms are kept: ``dev/python dev/house.py [ADDON]``.

Prints the number of Python files and lines, the five fullest folders, the longest files
and, model by model, the classes that open a model again.
"""

import ast
import sys
from collections import Counter, defaultdict
from pathlib import Path

OURS = Path(__file__).parents[1] / "clubs_ambition"
SKIPPED = {"tests", "migrations", "static"}
#: What says which model a class is; every part of a model has it.
MARKS = {"_name", "_inherit", "_description"}


def files(addon=OURS):
    """Return the addon's Python files, without tests, migrations and screens' code."""
    every = sorted(addon.rglob("*.py"))
    return [path for path in every if not SKIPPED & set(path.relative_to(addon).parts)]


def parts(addon=OURS):
    """Return ``{model: [(file, names that the class defines)]}``, in order of files."""
    found = defaultdict(list)
    for path in files(addon):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and (model := model_of(node)):
                names = {name for statement in node.body for name in bound(statement)}
                found[model].append((path, names - MARKS))
    return found


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


def main(addon=OURS):
    every = files(addon)
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in every}
    folders = Counter(path.parent.relative_to(addon) for path in every)
    split = {name: some for name, some in parts(addon).items() if len(some) > 1}
    print(f"{len(every)} files, {sum(lengths.values())} lines")
    print("fullest folders:")
    for folder, count in folders.most_common(5):
        print(f"  {count:4} {folder}")
    print("longest files:")
    for path in sorted(every, key=lengths.get, reverse=True)[:5]:
        print(f"  {lengths[path]:4} {path.relative_to(addon)}")
    print(
        f"models in several classes: {len(split)}, parts too many: "
        f"{sum(len(some) - 1 for some in split.values())}"
    )
    for model, some in split.items():
        print(f"  {model}: {', '.join(path.stem for path, _names in some)}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
