"""Several sessions that send the same gesture together, and whom they are about."""

import contextlib
import threading
import uuid

import pytest
from polling import wait_until

from bootstrap import invariants

WAITING = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextlib.contextmanager
def kept(server, rows):
    """Keep rows, by a connection of our own: who writes them, or to them, waits for us.

    :param dict rows: ids of rows, by table
    """
    import psycopg2

    reach = server.place.server.reach
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
    names["PGPASSWORD"] = "password"
    known = {names[key]: value for key, value in reach.items() if key in names}
    ours = psycopg2.connect(dbname=server.db, **known)
    try:
        with ours.cursor() as cursor:
            for table, ids in rows.items():
                cursor.execute(
                    f"SELECT id FROM {table} WHERE id = ANY(%s) FOR UPDATE", [ids]
                )
        yield
    finally:
        ours.close()


def meet(server, callers, gestures, rows):
    """Have each gesture begin before another one ends; return the refusals.

    Each writes one of these rows, which are kept until all of them wait: they have read
    what there was by then, and go on together. One that is refused at once is over.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(kept(server, rows))

        def go_on(ended):
            def met():
                ((waiting,),) = server.sql(WAITING)
                return int(waiting) + len(ended) >= len(gestures)

            wait_until(met, why=lambda: f"{len(ended)} of {len(gestures)} are over")
            stack.close()

        return race(callers[: len(gestures)], gestures, go_on)


def race(callers, gestures, meanwhile=lambda _ended: None):
    """Send each gesture by its own session, all together; return the refusals.

    :param meanwhile: what is done once all are sent; given the list of those that ended
    """
    barrier = threading.Barrier(len(gestures))
    refusals, ended = [], []

    def run(caller, gesture):
        barrier.wait(timeout=30)
        try:
            gesture(caller)
        except Exception as error:  # noqa: BLE001 -- what the user reads
            refusals.append(str(error))
        finally:
            ended.append(gesture)

    threads = [
        threading.Thread(target=run, args=pair, daemon=True)
        for pair in zip(callers, gestures, strict=True)
    ]
    for thread in threads:
        thread.start()
    meanwhile(ended)
    for thread in threads:
        thread.join(timeout=180)
    assert not any(thread.is_alive() for thread in threads)
    for refusal in refusals:
        readable = refusal.startswith(("odoo.exceptions.", "odoo.addons."))
        assert readable, refusal
        assert "psycopg2" not in refusal
    return refusals


@pytest.fixture
def callers(server):
    """Six sessions of one user; whatever they did at once, what must hold holds."""
    yield [server.login("admin") for _ in range(6)]
    assert not invariants.broken(server.sql)


@pytest.fixture
def club(callers):
    """A club nobody else uses, without animateur: only its seats limit it."""
    admin = callers[0]
    agency = {"name": "Agence Course", "level": "agency"}
    (territory,) = admin.call("club.territory", "create", [agency])
    name = f"Club {uuid.uuid4().hex[:6]}"
    (club,) = admin.call(
        "club.club",
        "create",
        [{"name": name, "territory_id": territory, "min_seats": 0}],
    )
    return club


def journeys(admin, club, count, state, **vals):
    """Create ``count`` people walked to ``state``; return the journeys' ids."""
    people = admin.call(
        "club.person",
        "create",
        [{"last_name": f"Coureur {uuid.uuid4().hex[:6]}"} for _ in range(count)],
    )
    ids = admin.call(
        "club.participant",
        "create",
        [{"person_id": person, "club_id": club, **vals} for person in people],
    )
    for step in ("interviewed", "admitted", "active"):
        admin.call("club.participant", "write", ids, {"state": step})
        if step == state:
            return ids
    return ids


def cohort_of(admin, club, seats):
    (cohort,) = admin.call(
        "club.cohort", "create", [{"name": "Course", "club_id": club, "seats": seats}]
    )
    return cohort
