"""Beyond one machine: two server processes, a primary, a streaming replica.

To see who answers, the replica is held in the past: what was just written on the
primary is then unknown to whoever reads the replica.
"""

import contextlib
import io
import subprocess
import uuid

import pytest
import replica as replicas
from openpyxl import load_workbook

from bootstrap import check, databases, live_server, paths, process, serve, shell
from bootstrap.odoo_log import GRAVE, records

LOADED = "base,rpc,web,clubs_ambition_lost_connections"
FALLBACK = "falling back to read-write cursor"


@pytest.fixture
def replica(place):
    live_server.pristine(place)
    with replicas.running(place) as found:
        yield found


@contextlib.contextmanager
def process_of(place, db, replica, number):
    """Give one server process that reads the replica, and the path of its log."""
    port = check.free_port()
    log = paths.state("logs", f"replica-{number}.log")
    words = serve.command(place, db, port)
    words += ["--db_replica_host", replica.host, "--db_replica_port", replica.port]
    words += ["--load", LOADED]  # as docs/operating.rst says
    words += ["--smtp", "127.0.0.1", "--smtp-port", "1", "--max-cron-threads", "0"]
    with open(log, "w", encoding="utf-8") as out:
        child = subprocess.Popen(
            words,
            env=place.env(),
            stdout=out,
            stderr=out,
            preexec_fn=process.die_with_parent,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            assert serve.answers(url, 120, lambda: child.poll() is None), log
            yield live_server.Running(place, db, url), log
        finally:
            child.terminate()
            child.wait(30)


@pytest.fixture
def pair(place, replica):
    """Two servers on one database, and their logs: one test kills their replica."""
    db = place.server.database(f"outside_{uuid.uuid4().hex[:6]}")
    databases.fresh(place.server, db, live_server.pristine(place))
    replica.catch_up()
    try:
        with (
            process_of(place, db, replica, 1) as one,
            process_of(place, db, replica, 2) as other,
        ):
            yield one, other
    finally:
        place.server.drop(db)
        shell.remove(databases.filestore(db))


def club_of(caller):
    """Return the reader's first club as its kanban brings it: id and name."""
    found = caller.call(
        *("club.club", "web_search_read", [["is_mine", "=", True]]),
        {"name": {}, "placement_graph": {}},
        limit=1,
        order="id",
    )
    (club,) = found["records"]
    return club["id"], club["name"]


def board_of(caller):
    """Return the groups' names of the week board."""
    return str(caller.call("club.cohort", "get_week_board")["cohorts"])


def pivot_of(caller):
    """Return the clubs' names of the pivot of the indicators."""
    return str(
        caller.call("club.kpi.report", "formatted_read_group", [], ["club_id"], [])
    )


def workbook_of(caller):
    """Return the clubs' names of the workbook."""
    found = caller.get("/clubs_ambition/bilan.xlsx?date_from=2025-01-01")
    assert found.status_code == 200, found.text[:500]
    book = load_workbook(io.BytesIO(found.content), read_only=True)
    return str([row[0].value for row in book.worksheets[1].iter_rows()])


@pytest.fixture
def people(pair):
    """A writer on one server, readers on the other."""
    (one, _), (other, _) = pair
    logins = ("animateur", "manager")
    return one.login("admin"), *(other.login(login) for login in logins)


def readings(animateur, manager):
    """Return what each screen, and the workbook, say now."""
    return {
        "kanban": club_of(animateur)[1],
        "week board": board_of(animateur),
        "pivot": pivot_of(manager),
        "workbook": workbook_of(manager),
    }


def test_screens_and_workbook_read_the_replica(people, pair, replica):
    admin, animateur, manager = people
    club, before = club_of(animateur)
    readings(animateur, manager)  # what is cached at first use is written once
    name = f"Club {uuid.uuid4().hex[:6]}"
    (server, _log), _other = pair
    logs = "SELECT COUNT(*) FROM club_export_log"
    exported = int(server.sql(logs)[0][0])
    with replica.behind():
        assert admin.call("club.club", "write", [club], {"name": name}) is True
        assert server.sql(f"SELECT name FROM club_club WHERE id = {club}") == [[name]]
        for screen, text in readings(animateur, manager).items():
            assert before in text, f"{screen} did not read the replica"
            assert name not in text, screen
        # The export is written on the primary, whatever the replica knows.
        assert int(server.sql(logs)[0][0]) == exported + 1
    for screen, text in readings(animateur, manager).items():
        assert name in text, screen


def test_a_replica_that_is_gone_costs_no_error(people, pair, replica):
    """Both servers go on with the primary, for reading too; nobody sees an error."""
    admin, animateur, manager = people
    club, _name = club_of(animateur)
    name = f"Club {uuid.uuid4().hex[:6]}"
    readings(animateur, manager)
    replica.kill()
    assert admin.call("club.club", "write", [club], {"name": name}) is True
    for screen, text in readings(animateur, manager).items():
        assert name in text, screen
    assert animateur.get("/odoo").status_code == 200
    for server, log in pair:
        server.login("observer")
        text = log.read_text(errors="replace")
        assert FALLBACK in text
        grave = [line for line in records(text) if line.level in GRAVE]
        assert not grave, grave[:3]
