"""A base of a version before, updated: figures, rules, templates, and no identity left.

``CLUBS_UPGRADE_FROM=NAME dev/python -m pytest tests/test_upgrade.py``, where ``NAME`` is a
database of an older version (a restored dump) on the private cluster. It stays as it is:
a copy is updated. The code of its version is taken from this checkout's history.
"""

import json
import os
import subprocess

import pytest
from conftest import ROOT

from bootstrap import live_server

MANIFEST = "clubs_ambition/__manifest__.py"
FIGURES = """
import json
from datetime import date
clubs = env["club.club"].with_context(active_test=False).search([], order="id")
last = env["club.participant"].search([], order="oriented_on desc", limit=1).oriented_on
periods = [(date(2000, 1, 1), last)]
periods += [(date(last.year - n, 1, 1), date(last.year - n, 12, 31)) for n in (0, 1, 13)]
found = {}
for start, end in periods:
    for some in (clubs, *clubs):
        for f in env["club.kpi"]._compute_indicators(some, start, end, end):
            key = f"{some.ids} {start} {f.key}"
            found[key] = [f.numerator, f.denominator, f.unknown]
print("TOLD", json.dumps(found, default=str))
"""
KEPT = """
import json
env = env(context={"active_test": False})
every = env["ir.model.data"].search([])
names = {(one.model, one.res_id): one.complete_name for one in every}
def told(value):
    if not hasattr(value, "_name"):
        return str(value)
    return sorted(names.get((one._name, one.id), str(one.id)) for one in value)
found = {}
for data in every.filtered(lambda one: one.module == "clubs_ambition" and one.noupdate):
    record = env[data.model].browse(data.res_id)
    if data.model not in MODELS:
        continue
    found[data.name] = record.write_uid.id == 1 and {
        f"{name} {lang}": told(record.with_context(lang=lang)[name])
        for lang in ("en_US", "fr_FR")
        for name, field in record._fields.items()
        if field.store and name not in OWN and field.type not in ("one2many", "binary")
    }
print("TOLD", json.dumps(found))
"""
MODELS = {"ir.rule", "mail.template", "ir.cron", "mail.activity.type", "club.need"}
OWN = {"id", "create_uid", "create_date", "write_uid", "write_date"}
OWN |= {"code", "ir_actions_server_id", "model_id"}
OWN |= {"nextcall", "lastcall", "failure_count", "first_failure_date"}
"""Fields that are of one base: numbers, dates, and how a scheduled action ran there."""
LABELS = """
import json, re
from collections import Counter
every = env["ir.model.data"].search([])
known = Counter((one.model, one.res_id) for one in every)
found = {}
for data in every.filtered(lambda one: one.module == "clubs_ambition"):
    model = env.get(data.model)
    shared = known[data.model, data.res_id] > 1
    if shared or data.noupdate or model is None or not model._auto:
        continue
    record = model.browse(data.res_id).with_context(lang="fr_FR")
    for name, field in model._fields.items():
        if field.translate and field.store and field.column_type:
            text = re.sub('name="[0-9]+"', "", record[name] or "")  # of an action
            found[f"{data.model} {data.name} {name}"] = text
print("TOLD", json.dumps(found))
"""
ADDRESSES = """
SELECT table_name, column_name FROM information_schema.columns
  JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
   AND data_type IN ('text', 'character varying', 'jsonb')
   AND table_name NOT LIKE 'club\\_%' AND table_name NOT IN ('mail_message', 'mail_mail')
"""
"""Messages keep the address of who wrote, mails that of who they left to."""


RIGHTS = (
    *("consent", "notice", "request", "erasure", "look", "alert", "search", "wording"),
)
"""What proves that people's rights were served: tables ``club_privacy_…``."""


def shell(place, db, script, *options):
    """Return what a script tells in Odoo's shell."""
    done = subprocess.run(
        place.command("shell", "-d", db, "--no-http", *options),
        input=script,
        env=place.env(),
        capture_output=True,
        text=True,
        timeout=600,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, done.stderr[-2000:]
    return json.loads(lines[-1].removeprefix("TOLD "))


def git(*words):
    done = subprocess.run(["git", "-C", ROOT, *words], capture_output=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def before(place, tmp_path_factory):
    """The older database, and the folder of the code of its version."""
    name = os.environ.get("CLUBS_UPGRADE_FROM")
    if not name:
        pytest.skip("CLUBS_UPGRADE_FROM names no database of an older version")
    query = "SELECT latest_version FROM ir_module_module WHERE name = 'clubs_ambition'"
    (version,) = place.server.sql(query, name)
    search = f'-S"version": "{version}"'
    last, *_first = git("log", "--format=%H", search, "--", MANIFEST).decode().split()
    folder = tmp_path_factory.mktemp("before")
    code = git("archive", f"{last}^", "clubs_ambition")
    subprocess.run(["tar", "-x", "-C", folder], input=code, check=True)
    assert version in (folder / MANIFEST).read_text("utf-8")
    return name, folder


@pytest.fixture(scope="module")
def after(place, before, tmp_path_factory):
    """The copy, updated, and what its log says."""
    copy = place.server.database("upgraded")
    place.server.drop(copy)
    place.server.create(copy, before[0])
    log = tmp_path_factory.mktemp("upgrade") / "log"
    words = ["-d", copy, "-u", "clubs_ambition", "--stop-after-init", "--no-http"]
    with open(log, "w", encoding="utf-8") as out:
        subprocess.run(
            place.command(*words), env=place.env(), stderr=out, check=True, timeout=1800
        )
    yield copy, log.read_text("utf-8")
    place.server.drop(copy)


def test_the_log_has_no_complaint(after):
    bad = (" WARNING ", " ERROR ", " CRITICAL ")
    assert not [line for line in after[1].splitlines() if any(b in line for b in bad)]


def test_the_figures_are_the_same(place, before, after):
    stock = [path for path in place.conf().read_text().split() if "odoo/addons" in path]
    path = f"{stock[0].split(',')[0]},{before[1]}"
    old = shell(place, before[0], FIGURES, "--addons-path", path)
    assert len(old) > 100
    assert shell(place, after[0], FIGURES) == old


def test_rules_and_templates_are_those_of_a_new_base(place, after):
    """Those that no user changed, whatever update wrote them; none is missing."""
    script = f"MODELS, OWN = {MODELS!r}, {OWN!r}\n{KEPT}"
    new = shell(place, live_server.pristine(place), script)
    old = shell(place, after[0], script)
    assert not new.keys() - old.keys()
    kept = [name for name in new if new[name] and old[name]]
    assert len(kept) > 100
    assert {name: old[name] for name in kept} == {name: new[name] for name in kept}


def test_labels_are_called_as_in_a_new_base(place, after):
    """An update keeps the French that a label had: a script brings it along."""
    new = shell(place, live_server.pristine(place), LABELS)
    old = shell(place, after[0], LABELS)
    assert len(new) > 1000
    assert not new.keys() - old.keys()
    assert {name: old[name] for name in new if old[name] != new[name]} == {}


def columns(place, table, base):
    query = f"""SELECT column_name FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = '{table}'"""
    return set(place.server.sql(query, base)) - {""}


def test_what_proves_that_rights_were_served_stays(place, before, after):
    """Consents, notices, requests, erasures, who looked: row by row, to the column."""
    tables = [*(f"club_privacy_{name}" for name in RIGHTS), "club_export_log"]
    for table in tables:
        known = columns(place, table, before[0])
        if not known:
            continue  # of a later version
        assert known <= columns(place, table, after[0]), table
        query = f"SELECT {', '.join(sorted(known))} FROM {table} ORDER BY id"
        rows, kept = (
            [line for line in place.server.sql(query, base) if line]  # of a text
            for base in (before[0], after[0])
        )
        assert kept[: len(rows)] == rows, table


def test_no_stock_table_has_an_address_of_a_person(place, after):
    """But those of contacts who are kept for another role, and of accounts."""
    place.server.sql(
        """CREATE TABLE t_address AS SELECT DISTINCT email_normal AS address
             FROM club_person WHERE email_normal IS NOT NULL AND NOT EXISTS (
                  SELECT FROM res_partner WHERE email ILIKE email_normal)
            LIMIT 50""",
        after[0],
    )
    assert place.server.sql("SELECT 1 FROM t_address LIMIT 1", after[0])
    told = []
    for line in place.server.sql(ADDRESSES, after[0]):
        table, column = line.split("|")
        told += place.server.sql(
            f"""SELECT '{table}.{column}' FROM "{table}" line, t_address
                 WHERE line."{column}"::text ILIKE '%' || t_address.address || '%' LIMIT 1""",
            after[0],
        )
    assert set(told) <= {"t_address.address"}
