"""French is complete: each term of our addons has its translation in fr.po."""

import subprocess

import polib
import pytest

from bootstrap import databases, paths


@pytest.mark.parametrize("addon", databases.ours())
def test_french_is_complete(server, addon, tmp_path):
    place = server.place
    template = tmp_path / f"{addon}.pot"
    words = ["i18n", "export", "-d", server.db, "-o", template, addon]
    command = place.command(*words)
    done = subprocess.run(command, env=place.env(), capture_output=True, text=True)
    assert template.exists(), done.stderr[-2000:]
    wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(template))}
    if not wanted:
        return  # an addon that says nothing
    french = paths.CHECKOUT / addon / "i18n" / "fr.po"
    assert french.exists(), f"{len(wanted)} terms, and no {french.name}"
    entries = [e for e in polib.pofile(str(french)) if not e.obsolete]
    there = {(e.msgctxt, e.msgid) for e in entries if e.translated()}
    fuzzy = [e.msgid for e in entries if "fuzzy" in e.flags]
    assert not fuzzy
    missing = sorted(msgid for _, msgid in wanted - there)
    assert not missing, f"{len(missing)} terms without French: {missing[:40]}"
