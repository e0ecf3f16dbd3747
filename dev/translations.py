#!/usr/bin/env python3
"""Bring i18n/ up to the code: dev/python dev/translations.py [file.json]

Exports the terms of each addon from the pristine demo database, rewrites its .pot,
and its fr.po with the French it has. Terms without French are printed as JSON; the
same JSON with the French filled in (``{"English": "français"}``), given as a file,
is taken over.
"""

import json
import subprocess
import sys
from pathlib import Path

import polib

sys.path.insert(0, str(Path(__file__).parent))

from typeset import WIDTH, typeset

from bootstrap import databases, environment, live_server, paths


def exported(place, db, addon):
    """Return the addon's terms as its code and data have them."""
    target = paths.state("translations", f"{addon}.pot")
    target.unlink(missing_ok=True)
    words = ["i18n", "export", "-d", db, "-o", target, addon]
    done = subprocess.run(
        place.command(*words), env=place.env(), capture_output=True, text=True
    )
    if not target.exists():
        sys.exit(done.stderr[-2000:])
    return polib.pofile(str(target), wrapwidth=WIDTH)


def french(terms, known, given):
    """Fill ``terms`` in; return the English that has no French yet."""
    missing = []
    for entry in terms:
        entry.msgstr = typeset(given.get(entry.msgid) or known.get(entry.msgid, ""))
        if not entry.msgstr:
            missing.append(entry.msgid)
    return missing


def update(place, db, addon, given):
    """Rewrite both files of one addon; return what is not translated."""
    terms = exported(place, db, addon)
    if not terms:
        return []
    folder = paths.CHECKOUT / addon / "i18n"
    folder.mkdir(exist_ok=True)
    target = folder / "fr.po"
    old = polib.pofile(str(target)) if target.exists() else polib.POFile()
    known = {entry.msgid: entry.msgstr for entry in old if not entry.obsolete}
    template = folder / f"{addon}.pot"
    if template.exists():  # its dates say nothing, and make two branches differ
        terms.metadata = polib.pofile(str(template)).metadata
    terms.save(str(template))
    missing = french(terms, known, given)
    terms.metadata = old.metadata or {**terms.metadata, "Language": "fr"}
    terms.save(str(target))
    return missing


def main():
    """Update every addon of the checkout."""
    given = json.loads(Path(sys.argv[1]).read_text()) if sys.argv[1:] else {}
    with environment.ready(tests=True) as place:
        db = live_server.pristine(place)
        missing = [
            term
            for addon in databases.ours()
            for term in update(place, db, addon, given)
        ]
    print(json.dumps(dict.fromkeys(missing, ""), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
