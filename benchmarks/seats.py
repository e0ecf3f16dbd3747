"""The last seats of a group contested by eight at once, a thousand times."""

import contextlib
import multiprocessing
import statistics
import sys

from common import environment, measured, row, tell, timed

TRIALS, WORKERS, SEATS = 1000, 8, 2
SCALE_TRIALS = 100


def worker(name, pipe):
    """Admit whom the pipe names, as a worker of Odoo would; answer the seconds."""
    with environment(name) as env:
        env.cr.rollback()
        while journey := pipe.recv():
            seconds, _none = timed(lambda: admit(env.registry, journey))
            pipe.send(seconds)


def admit(registry, journey):
    """Admit somebody as a request would: retried where Odoo retries."""
    from odoo import SUPERUSER_ID, api
    from odoo.exceptions import UserError, ValidationError
    from odoo.service.model import retrying

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

        def write():
            env["club.participant"].browse(journey).write({"state": "admitted"})

        try:
            retrying(write, env)
            cr.commit()
        except (UserError, ValidationError):
            cr.rollback()


@contextlib.contextmanager
def workers(name):
    """Start the workers; give a pipe to each."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for _worker in range(WORKERS):
        mine, theirs = context.Pipe()
        process = context.Process(target=worker, args=(name, theirs))
        process.start()
        pipes.append(mine)
        processes.append(process)
    yield pipes
    for pipe, process in zip(pipes, processes, strict=True):
        pipe.send(None)
        process.join()


def contested(pipes, journeys):
    """Send everybody at once; return the seconds each waited."""
    sent = pipes[: len(journeys)]
    for pipe, journey in zip(sent, journeys, strict=True):
        pipe.send(journey)
    return [pipe.recv() for pipe in sent]


def scene(env):
    """Make a group with few seats and the people who want one.

    In the last club: the first one is that of the animateur of the other measures.
    Nobody is in charge of it: only the seats of the group are contested.
    """
    club = env["club.club"].search([], limit=1, order="id desc")
    club.animateur_ids = False
    cohort = env["club.cohort"].create(
        {"name": "Course", "club_id": club.id, "seats": SEATS}
    )
    people = env["club.person"].create(
        [{"last_name": f"Candidat {number}"} for number in range(WORKERS)]
    )
    journeys = env["club.participant"].create(
        [
            {"person_id": person.id, "club_id": club.id, "cohort_id": cohort.id}
            for person in people
        ]
    )
    journeys.animateur_id = False
    journeys.write({"state": "interviewed"})
    env.cr.commit()
    return cohort, journeys


def main(name):
    overbooked = empty = 0
    waits, alone = [], []
    with environment(name) as env, workers(name) as pipes:
        env = env(context={"tracking_disable": True})
        small = env["club.participant"].search_count([]) < 50_000
        trials = SCALE_TRIALS if small else TRIALS
        for pipe in pipes:  # each worker warms its caches on somebody else
            contested([pipe], scene(env)[1].ids[:1])
        for _trial in range(trials):
            cohort, journeys = scene(env)
            waits += contested(pipes, journeys.ids)
            env.cr.rollback()
            env.invalidate_all()
            overbooked += cohort.seats_taken > SEATS
            empty += cohort.seats_taken < SEATS
            journeys.write({"state": "withdrawn"})
            env.cr.commit()
        for _trial in range(max(trials // 10, 20)):
            cohort, journeys = scene(env)
            alone += contested(pipes, journeys.ids[:1])
            env.cr.rollback()
            env.invalidate_all()
            journeys.write({"state": "withdrawn"})
            env.cr.commit()
    late = statistics.quantiles(waits, n=20)[-1]
    quiet = statistics.quantiles(alone, n=20)[-1]
    tell(
        [
            measured("seats_overbooked", overbooked, 0, trials=trials),
            measured("seats_left_empty", empty, 0, trials=trials),
            row("seats_wait_p95", late, quiet, 5),
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1])
