"""A backup that was never restored is none: docs/operating.rst, done to the demo."""

import os
import re
import shlex
import shutil
import subprocess
import uuid

import manual
import pytest
import requests

from bootstrap import check, databases, live_server, process, serve
from bootstrap.cluster import Cluster

BILAN = """
from datetime import date
club = env["club.club"].with_context(active_test=False).search(
    [("name", "=", "Club Bilan 2013")])
year = date(2013, 1, 1), date(2013, 12, 31)
figures = env["club.kpi"]._compute_indicators(club, *year, date(2014, 6, 30))
print("BILAN", [(f.numerator, f.denominator) for f in figures[:12]])
"""
COUNTS = """
SELECT 'SELECT ' || quote_literal(relname) || ', COUNT(*) FROM ' || quote_ident(relname)
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@pytest.fixture(scope="module")
def commands(place, tmp_path_factory):
    """The commands of the manual, with the names of this machine, and their place."""
    tools = Cluster(place.python).bin
    if not (tools / "pg_dump").exists():
        pytest.skip("this PostgreSQL has no pg_dump")
    folder = tmp_path_factory.mktemp("restore")
    source = live_server.pristine(place)
    copy = place.server.database(f"copy_{uuid.uuid4().hex[:6]}")
    conf = folder / "odoo.conf"
    conf.write_text(
        place.conf().read_text() + f"db_name = {source}\ndbfilter = ^{source}$\n"
    )
    ports = check.free_port(), check.free_port()
    role = place.server.reach.get("PGUSER", "odoo")
    odoo = shlex.join([str(place.python), str(manual.started_as_a_script(folder))])
    names = {
        "clubs_restored": copy,
        "clubs.dump": "@dump@",
        "/var/lib/odoo": databases.filestore().parent,
        "/etc/odoo/odoo.conf": conf,
    }
    backup = manual.replaced(
        manual.block("pg_dump -Fc"),
        {"-d clubs ": f"-d {source} ", "clubs.dump": "@dump@"}
        | {"/var/lib/odoo": names["/var/lib/odoo"], ".tar clubs": f".tar {source}"},
    )
    restore = manual.replaced(
        manual.block("pg_restore"),
        {"s,^clubs,clubs_restored,": f"s,^{source},{copy},"}
        | {"-O odoo": f"-O {role}", "--role=odoo": f"--role={role}"}
        | {"\nodoo ": f"\n{odoo} ", "8169": ports[0], "8172": ports[1]}
        | names,
    )
    lines = [*backup.splitlines(), *restore.splitlines()]
    env = {**place.env(), "PATH": f"{tools}:{os.environ['PATH']}"}
    *lines, serving = [line.replace("@dump@", "clubs.dump") for line in lines]
    yield {
        "source": source,
        "copy": copy,
        "lines": lines,
        "serving": serving,
        "url": f"http://127.0.0.1:{ports[0]}",
        "options": {"env": env, "cwd": folder},
    }
    place.server.drop(copy)
    shutil.rmtree(databases.filestore(copy), ignore_errors=True)


@pytest.fixture(scope="module")
def restored(place, commands):
    """What a backup was restored to, line by line: how many rows each table has.

    The last line, which neutralizes the copy, is the fixture after this one.
    """
    for line in commands["lines"][:-1]:
        subprocess.run(line, shell=True, check=True, **commands["options"])
    source, copy = commands["source"], commands["copy"]
    query = " UNION ALL ".join(place.server.sql(COUNTS, source)) + " ORDER BY 1"
    return [place.server.sql(query, name) for name in (source, copy)]


@pytest.fixture(scope="module")
def rehearsed(commands, restored):
    """The copy, neutralized."""
    line = commands["lines"][-1]
    assert " neutralize " in line
    subprocess.run(line, shell=True, check=True, **commands["options"])
    return commands["copy"]


def bilan(place, db):
    """Return the first indicators of a database, as Odoo computes them."""
    done = subprocess.run(
        place.command("shell", "-d", db, "--no-http"),
        input=BILAN,
        env=place.env(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("BILAN")]
    assert lines, done.stderr[-2000:]
    return lines


def test_a_restored_backup_is_the_same_database(place, commands, restored):
    source, copy = commands["source"], commands["copy"]
    before, after = restored
    assert len(before) > 200
    assert after == before
    files = place.server.sql(
        "SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL", copy
    )
    assert files
    missing = [
        name for name in files if not (databases.filestore(copy) / name).exists()
    ]
    assert not missing
    figures = bilan(place, copy)
    assert figures == bilan(place, source)
    assert "(93, 100)" in figures[0]
    assert "(78, 100)" in figures[0]


def test_the_rehearsal_serves_the_copy_and_not_production(
    commands, rehearsed, tmp_path
):
    with open(tmp_path / "log", "w", encoding="utf-8") as out:
        child = subprocess.Popen(
            shlex.split(commands["serving"]),
            stdout=out,
            stderr=out,
            preexec_fn=process.die_with_parent,
            **commands["options"],
        )
        try:
            assert serve.answers(commands["url"], 120, lambda: child.poll() is None), (
                tmp_path / "log"
            ).read_text()
            assert served_database(commands["url"]) == rehearsed
        finally:
            child.terminate()
            child.wait(60)


def served_database(url):
    """Log in as a browser does, without saying which database; return which it was."""
    session = requests.Session()
    page = session.get(f"{url}/web/login", timeout=60).text
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    form = {"login": "manager", "password": "manager", "csrf_token": token}
    session.post(f"{url}/web/login", data=form, timeout=60)
    info = session.post(
        f"{url}/web/session/get_session_info", json={"params": {}}, timeout=60
    )
    return info.json()["result"]["db"]


def test_nothing_leaves_a_rehearsal(place, rehearsed):
    (crons,) = place.server.sql("SELECT COUNT(*) FROM ir_cron WHERE active", rehearsed)
    assert int(crons) <= 1  # Odoo's own cleaning
    query = "SELECT smtp_host FROM ir_mail_server WHERE active"
    assert place.server.sql(query, rehearsed) == ["invalid"]
