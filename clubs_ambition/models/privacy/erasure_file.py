"""The register of erasures outside the database: a backup that is restored lacks it.

A line of JSON an erasure, which names nobody: the table, the technical id, a salted
fingerprint of the row, the day and the reason. Lines are added, none is changed: one
more takes back what a crash stopped and the next day contradicts.
"""

import fcntl
import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

FOLDER = "clubs_erasures"
SETTING = "clubs_ambition.erasure_register"
"""Where the register is, if not beside the filestore."""

COLUMNS = ("model", "res_id", "salt", "fingerprint", "erased_on", "reason")

BACK = "taken_back"
"""Says in a line that who was about to be erased came back before."""


def path_of(env, chosen=None):
    """Return where the register is; sudo: the setting is no secret."""
    chosen = chosen or env["ir.config_parameter"].sudo().get_param(SETTING)
    usual = Path(config["data_dir"]) / FOLDER / f"{env.cr.dbname}.jsonl"
    return Path(chosen) if chosen else usual


def fingerprint(salt, model, res_id, moment):
    """Return what tells a row from one that took its number in a restored database."""
    said = f"{salt}|{model}|{res_id}|{moment.isoformat() if moment else ''}"
    return sha256(said.encode()).hexdigest()


def read(path):
    """Return the lines of a register that hold, each once; none if there is none yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        lines = _lines(file.read())
    told = {}
    for line in lines:
        if line.get(BACK):
            told.pop(line["fingerprint"], None)
        else:
            told.setdefault(line["fingerprint"], line)
    return list(told.values())


def known(path):
    """Return the fingerprints that a register has."""
    return {line["fingerprint"] for line in read(path)}


def add(path, lines):
    """Add the lines that the register lacks, and have them on the disk.

    One process at a time; what a crash cut off is ended, and added again. Whole lines
    are compared: of a million, none is made out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        told = set(text.splitlines())
        news = [json.dumps(line, sort_keys=True) for line in lines]
        news = [line for line in dict.fromkeys(news) if line not in told]
        if text and not text.endswith("\n"):
            file.write("\n")
        file.writelines(f"{line}\n" for line in news)
        file.flush()
        os.fsync(file.fileno())
    return len(news)


def _lines(text):
    lines = []
    for line in text.splitlines():
        with suppress(ValueError):  # cut off by a crash
            lines.append(json.loads(line))
    return lines


def write_register(database, lines):
    """Add lines to the register of a database, which a backup has not."""
    with Registry(database).cursor() as cr:
        path = path_of(api.Environment(cr, SUPERUSER_ID, {}))
    add(path, lines)


def collect_files(database):
    """Remove from the disk the files that no attachment names any more."""
    with Registry(database).cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["ir.attachment"]._gc_file_store()
