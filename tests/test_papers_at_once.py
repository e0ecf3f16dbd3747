"""As many papers at once as workers: each worker waits for its printer, which must not
wait for a worker."""

import concurrent.futures
import time

import pytest

from bootstrap import live_server

WORKERS = 2
LIMIT = 60
"""Seconds; workers that wait for each other never answer."""


@pytest.fixture(scope="module")
def small(place, mail_server):
    """A server of two workers, at the address where a printer would look for styles."""
    with live_server.served(
        place, mail_server.port, "--workers", str(WORKERS)
    ) as running:
        parameters = running.login("admin")
        parameters.call("ir.config_parameter", "set_param", "report.url", running.url)
        yield running


def test_two_packs_and_two_papers_at_once(small):
    managers = [small.login("manager") for _ in range(WORKERS)]
    animateurs = [small.login("animateur") for _ in range(WORKERS)]
    people = animateurs[0].call(
        "club.participant", "search", [["state", "=", "active"]], limit=WORKERS
    )

    def pack(session, year):
        days = {"date_from": f"{year}-01-01", "date_to": f"{year}-12-31"}
        days |= {"cutoff": f"{year}-12-31"}
        bilan = session.call("club.bilan", "create", days)
        made = session.call("club.bilan", "action_produce", [bilan])["res_id"]
        return session.get(f"/web/content/club.pack/{made}/paper").content

    def paper(session, person):
        path = f"/report/pdf/clubs_ambition.report_attestation/{person}"
        return session.get(path).content

    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(2 * WORKERS) as pool:
        jobs = [
            pool.submit(pack, session, 2024 + rank)
            for rank, session in enumerate(managers)
        ]
        jobs += [
            pool.submit(paper, session, person)
            for session, person in zip(animateurs, people, strict=True)
        ]
        papers = [job.result() for job in jobs]
    assert time.monotonic() - start < LIMIT
    assert all(content.startswith(b"%PDF") for content in papers)
