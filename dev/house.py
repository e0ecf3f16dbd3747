#!/usr/bin/env python3
"""Measure how the addon's rooms are kept: ``dev/python dev/house.py [ADDON]``.

Prints the number of Python files and lines, the five fullest folders, the longest files
and, model by model, the classes that open again a model of ours.
"""

import ast
import sys
from collections import Counter, defaultdict
from pathlib import Path

OURS = Path(__file__).parents[1] / "clubs_ambition"
SKIPPED = {"tests", "migrations", "static"}


def files(addon=OURS):
    """Return the addon's Python files, without tests, migrations and screens' code."""
    every = sorted(addon.rglob("*.py"))
    return [path for path in every if not SKIPPED & set(path.relative_to(addon).parts)]


def classes(addon=OURS):
    """Return {model: [(file, class)]} of the models that this addon itself names."""
    found, own = defaultdict(list), set()
    for path in files(addon):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and (model := model_of(node)):
                found[model].append((path, node))
                own |= {model} if "_name" in _attributes(node) else set()
    return {model: found[model] for model in sorted(own)}


def model_of(node):
    """Return the name of the model that a class makes or opens, if it does either."""
    given = _attributes(node)
    name = given.get("_name") or given.get("_inherit")
    return name if isinstance(name, str) or not name else name[0]


def _attributes(node):
    """Return {attribute: value} of the ``_name`` and ``_inherit`` of a class."""
    return {
        part.targets[0].id: ast.literal_eval(part.value)
        for part in node.body
        if isinstance(part, ast.Assign)
        and isinstance(part.targets[0], ast.Name)
        and part.targets[0].id in ("_name", "_inherit")
    }


def reopened(addon=OURS):
    """Return {model: names of the files} of our models with more than one class."""
    return {
        model: [path.stem for path, _node in parts]
        for model, parts in classes(addon).items()
        if len(parts) > 1
    }


def main(addon=OURS):
    every = files(addon)
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in every}
    folders = Counter(path.parent.relative_to(addon) for path in every)
    parts = reopened(addon)
    print(f"{len(every)} files, {sum(lengths.values())} lines")
    print("fullest folders:")
    for folder, count in folders.most_common(5):
        print(f"  {count:4} {folder}")
    print("longest files:")
    for path in sorted(every, key=lengths.get, reverse=True)[:5]:
        print(f"  {lengths[path]:4} {path.relative_to(addon)}")
    print(f"re-openings of own classes: {sum(len(x) - 1 for x in parts.values())}")
    for model, names in parts.items():
        print(f"  {model}: {', '.join(names)}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
