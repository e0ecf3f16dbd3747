"""Several sessions that send the same gesture together, and whom they are about."""

import threading
import uuid

import pytest

from bootstrap import invariants


def race(callers, gestures):
    """Send each gesture by its own session, all together; return the refusals."""
    barrier = threading.Barrier(len(gestures))
    refusals = []

    def run(caller, gesture):
        barrier.wait(timeout=30)
        try:
            gesture(caller)
        except Exception as error:  # noqa: BLE001 -- what the user reads
            refusals.append(str(error))

    threads = [
        threading.Thread(target=run, args=pair)
        for pair in zip(callers, gestures, strict=True)
    ]
    for thread in threads:
        thread.start()
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
