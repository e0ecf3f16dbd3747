"""Somebody pulls the plug while people work: what was told is there, once.

Four people work at once; meanwhile the server is killed, and the database throws
everybody out. What they were told is done must be there, once; what they were told
nothing of is there once or not at all, never in part; whatever they read is a sentence.

A quarter of a minute in ``make test``; ``SOAK`` is how many seconds else, and the
database is killed too. ``FAULTS_SEED`` repeats the order of a run that failed.
"""

import collections
import itertools
import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
import requests
from factories import new_animateur
from races import cohort_of, journeys
from soaked import told as soaked

from bootstrap import invariants, live_server, odoo_log, paths
from bootstrap.live_server import RpcError

pytestmark = pytest.mark.soak

SECONDS = int(os.environ.get("SOAK") or 15)
PAUSE = 5
"""Seconds from one fault to the next."""
PEOPLE = 4
LINES = 20
LOG = "faults.log"
SAID_BY_CLIENT = ("psycopg2.OperationalError: ", "psycopg2.InterfaceError: ")
"""What the web client says in its own words (``connection_cut.js``)."""
RAW = ("psycopg", "Traceback", "could not", "terminating", "closed the", "cursor")


@pytest.fixture(scope="module")
def frail(place, mail_server):
    """A server that may be killed, on a database that forgets nothing it confirmed."""
    with live_server.served(place, mail_server.port, log=LOG) as running:
        kept = f'ALTER DATABASE "{running.db}" SET synchronous_commit = on'
        place.server.sql(kept)
        running.restart()
        assert running.answers()
        yield running


@dataclass
class Told:
    """One gesture: what finds it in the database, and how often it is to be there."""

    query: str
    times: int = 1
    done: bool = False


@dataclass
class Work:
    """What one person does, in any order, and what they were answered."""

    caller: object
    club: int
    cohort: int
    hires: list = field(default_factory=list)
    expected: list = field(default_factory=list)
    employers: list = field(default_factory=list)
    active: list = field(default_factory=list)
    told: list = field(default_factory=list)
    refusals: list = field(default_factory=list)
    tokens: object = field(default_factory=itertools.count)

    def gestures(self):
        """Return what can still be done."""
        found = [self.orient, self.bring_list, self.note]
        pools = (
            (self.employers, self.propose),
            (self.hires, self.hire),
            (self.expected, self.tick),
        )
        return found + [gesture for pool, gesture in pools if pool]

    def token(self):
        return f"Panne{self.club}x{next(self.tokens)}x"

    def lines(self, count):
        """Import people of one name, all or none."""
        name = self.token()
        fields = ["person_last_name", "person_first_name", "birth_date"]
        rows = [[name, f"Prénom{chr(97 + n)}", "03/02/2001"] for n in range(count)]
        told = self.keep(
            "SELECT count(*) FROM club_participant j JOIN club_person p "
            f"ON p.id = j.person_id WHERE p.last_name = '{name}'",
            count,
        )
        options = {"import_file": True}
        answer = self.call("club.participant", "load", fields, rows, context=options)
        told.done = bool(answer["ids"])

    def orient(self):
        self.lines(1)

    def bring_list(self):
        self.lines(LINES)

    def note(self):
        words, journey = self.token(), self.active[0]
        told = self.keep(f"SELECT count(*) FROM mail_message WHERE body ~ '{words}'")
        self.call("club.participant", "message_post", [journey], body=words)
        told.done = True

    def propose(self):
        employer = self.employers.pop()
        told = self.keep(
            f"SELECT count(*) FROM club_candidacy WHERE partner_id = {employer}"
        )
        vals = {"participant_id": self.active[0], "partner_id": employer}
        self.call("club.candidacy", "create", [vals])
        told.done = True

    def hire(self):
        candidacy = self.hires.pop()
        told = self.keep(
            f"SELECT count(*) FROM club_placement WHERE candidacy_id = {candidacy}"
        )
        self.call("club.candidacy", "write", [candidacy], {"state": "hired"})
        told.done = True

    def tick(self):
        line = self.expected.pop()
        told = self.keep(
            "SELECT count(*) FROM club_attendance "
            f"WHERE id = {line} AND state = 'present'"
        )
        self.call("club.attendance", "action_present", [line])
        told.done = True

    def keep(self, query, times=1):
        self.told.append(Told(query, times))
        return self.told[-1]

    def call(self, *words, **more):
        return self.caller.call(*words, **more)

    def go_on(self, chance, until):
        """Do one thing after another; a lost connection is waited out."""
        while time.monotonic() < until:
            gesture = chance.choice(self.gestures())
            try:
                gesture()
            except RpcError as error:
                self.refusals.append(str(error))
            except (requests.RequestException, ValueError):
                time.sleep(0.5)


def work_of(server, admin, number):
    """Make a club with an animateur, and enough to do there."""
    agency = {"name": f"Agence Panne {number}", "level": "agency"}
    (territory,) = admin.call("club.territory", "create", [agency])
    vals = {"name": f"Club Panne {number}", "territory_id": territory, "min_seats": 0}
    (club,) = admin.call("club.club", "create", [vals])
    cohort = cohort_of(admin, club, 15)
    active = journeys(admin, club, 8, "active", cohort_id=cohort)
    names = [f"Panne {number} {n}" for n in range(60)]
    companies = [{"name": name, "is_company": True} for name in names]
    employers = admin.call("res.partner", "create", companies)
    sent = [
        {"participant_id": journey, "partner_id": employers.pop(), "state": "sent"}
        for journey in active[1:]
    ]
    sessions = [
        {
            "name": f"Matinée {day}",
            "club_id": club,
            "cohort_id": cohort,
            "start": f"2026-01-{day:02} 08:00:00",
            "stop": f"2026-01-{day:02} 11:00:00",
        }
        for day in range(5, 10)
    ]
    admin.call("club.session", "create", sessions)
    hires = admin.call("club.candidacy", "create", sent)
    expected = admin.call("club.attendance", "search", [["club_id", "=", club]])
    login = f"panne_{number}"
    user = new_animateur(admin, login)
    admin.call("club.club", "write", [club], {"animateur_ids": [[4, user]]})
    caller = server.login(login)
    return Work(caller, club, cohort, hires, expected, employers, active)


# === FAULTS === #


def kill_server(server):
    server.restart()


def throw_out(server):
    """Break off every connection to the database."""
    server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{server.db}' AND pid != pg_backend_pid()"
    )


def kill_database(server):
    """Kill a process of PostgreSQL, which then throws everybody out and recovers.

    What the cluster's other databases hold is written first: copies made without a wait
    for the disk had come back with sequences of before, which gave ids that were there.
    """
    server.place.server.sql("CHECKPOINT", PGUSER="postgres")
    rows = server.place.server.sql(
        f"SELECT pid FROM pg_stat_activity WHERE datname = '{server.db}'"
    )
    for pid in rows[:1]:
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


def faults(server):
    """Return the faults: a killed database ends what others do on the same cluster."""
    alone = os.environ.get("SOAK") and server.place.server.private
    return [kill_server, throw_out, *([kill_database] if alone else [])]


def recovered(server):
    """Wait until the database and the server answer."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(Exception):
            server.sql("SELECT 1")
            return server.answers()
        time.sleep(0.5)
    return False


def work_through(server, works, chance):
    """Have everybody work while faults happen; return how many of each did."""
    until, happened = time.monotonic() + SECONDS, collections.Counter()
    threads = [
        threading.Thread(target=work.go_on, args=(random.Random(n), until))
        for n, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    while time.monotonic() + PAUSE < until:
        time.sleep(PAUSE * (0.5 + chance.random()))
        fault = chance.choice(faults(server))
        happened[fault.__name__] += 1
        fault(server)
        assert recovered(server), f"no answer after {fault.__name__}"
    for thread in threads:
        thread.join(timeout=180)
    assert not any(thread.is_alive() for thread in threads)
    return happened


def test_what_was_told_is_there_once(frail):
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    admin = frail.login("admin")
    works = [work_of(frail, admin, number) for number in range(PEOPLE)]
    happened = work_through(frail, works, random.Random(seed))
    lost, doubled, sure, all_told = [], [], 0, 0
    for told in itertools.chain.from_iterable(work.told for work in works):
        ((times,),) = frail.sql(told.query)
        sure, all_told = sure + told.done, all_told + 1
        if int(times) > told.times:
            doubled.append(told)
        elif int(times) < told.times and (told.done or int(times)):
            lost.append(told)
    said = list(itertools.chain.from_iterable(work.refusals for work in works))
    raw = [
        refusal
        for refusal in said
        if any(word in refusal for word in RAW)
        and not refusal.startswith(SAID_BY_CLIENT)
    ]
    broken = invariants.broken(frail.sql)
    print(
        f"Figures: faults {dict(happened)}, seed {seed}: {all_told} gestures, {sure} "
        f"told done; {len(lost)} lost, {len(doubled)} doubled, {len(broken)} invariants "
        f"broken, {len(raw)} raw sentences of {len(said)}"
    )
    traces = strange(paths.state("logs", LOG))
    soaked(
        lost=len(lost),
        doubled=len(doubled),
        invariants_broken=len(broken),
        tracebacks=len(traces),
        raw_sentences=len(raw),
    )
    assert happened
    assert sure
    assert (lost, doubled, broken, raw) == ([], [], {}, []), seed
    assert not traces


def strange(log):
    """Return what our code itself says went wrong, but for the faults we made."""
    cut = ("OperationalError", "InterfaceError", "server closed", "terminat")
    cut += ("cursor already closed",)
    return [
        record.text
        for record in odoo_log.records(log.read_text(errors="replace"))
        if record.level in odoo_log.GRAVE
        and record.about_us()
        and not any(word in record.text for word in cut)
    ]
