"""People erased by a server that is killed, searched for in its dump, forgotten again.

The demo, as a server has it: the job of the night erases a few people in each
transaction, is killed with ``-9`` in the middle, and goes on the next night. Then the
whole dump and the files are searched, and a backup made before is told to forget, by
the command of docs/operating.rst.
"""

import json
import subprocess
import uuid

import manual
import pytest
from searched import left

from bootstrap import databases, live_server, shell

PEOPLE = 25
"""How many people are erased: five transactions of five."""

PREPARE = """
import json
from datetime import date
erasures = env["club.privacy.erasure"]
ended = env["club.participant"].search([("state", "in", ("exited", "declined"))])
people = ended.person_id.filtered(lambda one: not one.every_journey_ids.filtered(
    lambda it: it.state not in ("exited", "declined", "withdrawn")))[:%(people)s]
assert len(people) == %(people)s, len(people)
for one in people:
    one.write({"email": "zinzolin%%s@example.org" %% one.id, "phone": "06 55 44 %%02d %%02d"
        %% divmod(one.id, 100)})
env.flush_all()
words = [word for one in people for word in (one.email, one.phone)]
journey = people[0].every_journey_ids[0]
journey.message_post(body="Appelez %%s" %% people[0].phone)
env["ir.attachment"].create({"name": "cv.txt", "raw": people[1].email.encode(),
    "res_model": "club.person", "res_id": people[1].id})
rows = erasures._of(people)
rows.write({"state": "announced", "erase_on": date(2026, 1, 1), "reason": "officer"})
env.cr.commit()
print("WORDS", json.dumps(words))
"""
ERASE = """
import os, signal
from odoo.addons.clubs_ambition.models.privacy import club_privacy_erasure as module
module.BATCH = 5
rows, calls = type(env["club.privacy.rows"]), []
whole = rows._erase
def killed(self, *said):
    whole(self, *said)
    calls.append(1)
    if len(calls) == %(kill)s:
        os.kill(os.getpid(), signal.SIGKILL)
rows._erase = killed
env["club.privacy.erasure"]._cron_erase()
env.cr.commit()
"""
FIGURES = """
from datetime import date
clubs = env["club.club"].with_context(active_test=False).search([])
asked = date(2013, 1, 1), date(2026, 12, 31), date(2026, 12, 31)
print("FIGURES", env["club.kpi"]._compute_by_club(clubs, *asked))
print("FIGURES", env["club.kpi"]._compute_by_month(clubs, *asked))
"""
HANDED_OUT = """
from hashlib import sha256
handed_out = ("club.statement", "club.pack")
files = env["ir.attachment"].search([("res_model", "in", handed_out),
    ("res_field", "!=", False)], order="id")
for one in files:
    print("FILE", one.res_model, one.res_id, one.res_field, sha256(one.raw).hexdigest())
for model in handed_out:
    env.cr.execute(f"SELECT one::text FROM {env[model]._table} one ORDER BY id")
    for (text,) in env.cr.fetchall():
        print("ROW", model, sha256(text.encode()).hexdigest())
"""
"""What was published and handed out: each file, and each row, to the byte."""

REMEMBERED = r"""SELECT COUNT(*) FROM ir_model_data
 WHERE model = 'club.person' AND name LIKE 'erased\_%'"""


@pytest.fixture(scope="module")
def databases_of_its_own(place):
    """A database of the demo, and the name of a backup of it."""
    server, mark = place.server, uuid.uuid4().hex[:6]
    names = {
        kind: server.database(f"erasure_{kind}_{mark}") for kind in ("live", "backup")
    }
    databases.fresh(server, names["live"], live_server.pristine(place))
    yield names
    for name in names.values():
        server.drop(name)
        shell.remove(databases.filestore(name))
        register(name).unlink(missing_ok=True)


def register(name):
    return databases.filestore().parent / "clubs_erasures" / f"{name}.jsonl"


def run(place, db, script, dies=False):
    """Run lines in Odoo's shell; return what it printed."""
    done = subprocess.run(
        place.command("shell", "-d", db, "--no-http", "--log-level", "error"),
        input=script,
        env=place.env(),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert (done.returncode == -9) == dies, done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return done.stdout


def said(text, word):
    return [line for line in text.splitlines() if line.startswith(word)]


def handed_out(place, db):
    """Return what tells the statements and packs of a database, and their files."""
    lines = run(place, db, HANDED_OUT).splitlines()
    found = [line for line in lines if line.startswith(("FILE ", "ROW "))]
    assert any("FILE club.statement" in line for line in found)
    assert any("ROW club.pack" in line for line in found)
    return found


def test_killed_gone_and_forgotten_again(place, databases_of_its_own):
    live, backup = databases_of_its_own["live"], databases_of_its_own["backup"]
    (line,) = said(run(place, live, PREPARE % {"people": PEOPLE}), "WORDS")
    words = json.loads(line.removeprefix("WORDS "))
    assert left(place, live, words) == words
    databases.fresh(place.server, backup, live)
    before = said(run(place, live, FIGURES), "FIGURES")
    assert len(before) == 2
    kept = handed_out(place, live)

    run(place, live, ERASE % {"kill": 3}, dies=True)
    states = "SELECT state, COUNT(*) FROM club_privacy_erasure WHERE reason = 'officer'"
    found = place.server.sql(f"{states} GROUP BY 1 ORDER BY 1", live)
    assert found == ["announced|10", "erased|10", "erasing|5"]
    gone = "SELECT COUNT(*) FROM club_person WHERE erased_on IS NOT NULL"
    assert place.server.sql(gone, live) == ["10"], "a transaction is whole or is not"
    assert len(register(live).read_text().splitlines()) == 15, "told before it is done"

    run(place, live, ERASE % {"kill": 0})
    assert place.server.sql(gone, live) == [str(PEOPLE)]
    assert said(run(place, live, FIGURES), "FIGURES") == before
    assert handed_out(place, live) == kept
    assert left(place, live, words) == []

    people = "SELECT COUNT(*) FROM club_person"
    known = place.server.sql(people, live)
    assert place.server.sql(REMEMBERED, live) != ["0"], "some came with the demo"
    update = ("-d", live, "-u", "clubs_ambition", "--stop-after-init", "--no-http")
    subprocess.run(place.command(*update), env=place.env(), check=True, timeout=600)
    assert place.server.sql(people, live) == known, "no update brings them back"
    assert place.server.sql(gone, live) == [str(PEOPLE)]
    assert left(place, live, words) == []

    command = manual.block("_replay")
    (line,) = [one for one in command.splitlines() if "_replay" in one]
    script = line.split("'")[1].replace(
        "/var/lib/odoo/clubs_erasures/clubs.jsonl", "%s"
    )
    run(place, backup, f"{script % register(live)}\nenv.cr.commit()\n")
    assert place.server.sql(gone, backup) == [str(PEOPLE)]
    assert left(place, backup, words) == []
    assert handed_out(place, backup) == kept
