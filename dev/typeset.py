#!/usr/bin/env python3
"""Give the French of each addon its no-break spaces: ``dev/python dev/typeset.py``.

``translations.py`` does so as it writes; ``tests/test_french.py`` fails where one lacks.
"""

import importlib.util
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 78


def french():
    """Return the addon's own module, without the addon, which needs Odoo."""
    path = ROOT / "clubs_ambition" / "utils" / "french.py"
    spec = importlib.util.spec_from_file_location("clubs_french", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


typeset = french().typeset


def files():
    """Return the French of each addon of the checkout."""
    return sorted(ROOT.glob("*/i18n/fr.po"))


def main():
    for path in files():
        entries = polib.pofile(str(path), wrapwidth=WIDTH)
        for entry in entries:
            entry.msgstr = typeset(entry.msgstr)
        entries.save(str(path))


if __name__ == "__main__":
    main()
