"""Jobs and dialogs twice at once: what they make is made once.

Each gesture is made twice in two transactions, of which the second one began before the
first was kept, then once more. The jobs and the buttons come from the registry.
"""

import json
import subprocess
from pathlib import Path

import pytest

from bootstrap import databases, invariants, live_server

HERE = Path(__file__).parent

pytestmark = pytest.mark.timeout(900)


def tried(place, name, scripts, last):
    """Run scripts in Odoo's shell on a copy of the demo; return what they report."""
    server = place.server
    copy = server.database(name)
    databases.fresh(server, copy, live_server.pristine(place))
    texts = [(HERE / f"{one}.py").read_text(encoding="utf-8") for one in scripts]
    try:
        done = subprocess.run(
            place.command("shell", "-d", copy, "--no-http", "--log-level=warn"),
            input="\n".join([*texts, last]),
            env=place.env(),
            capture_output=True,
            text=True,
            timeout=800,
        )
        lines = [one for one in done.stdout.splitlines() if one.startswith("REPORT")]
        assert lines, done.stdout[-2000:] + done.stderr[-4000:]
        assert not invariants.broken(lambda query: server.sql(query, copy))
    finally:
        server.drop(copy)
    return json.loads(lines[0].removeprefix("REPORT"))


def wrong(found):
    """Return what did nothing, or did something again."""
    idle = {name: one["told"] for name, one in found.items() if not one["did"]}
    again = {name: one for name, one in found.items() if any(one["again"])}
    return idle, again


def test_each_job_does_once_what_is_due(place):
    last = "report(try_jobs(env))"
    found = tried(place, "jobs_twice", ("two_cursors", "due_jobs"), last)
    assert len(found) > 9
    idle, again = wrong(found)
    assert not idle, "a job that has nothing to do proves nothing"
    assert not again
    assert {one for job in found.values() for one in job["told"]} == {"done"}


@pytest.fixture(scope="module")
def clicks(place):
    last = """
known = {".".join(one) for one in (*GESTURES, *LIKE, *SHOWN)}
report({"buttons": buttons(env), "known": sorted(known), "clicks": try_clicks(env)})
"""
    return tried(
        place, "clicks_twice", ("two_cursors", "click_targets", "clicks"), last
    )


def test_each_button_of_a_dialog_does_it_once(clicks):
    idle, again = wrong(clicks["clicks"])
    assert not idle, "a button that does nothing proves nothing"
    assert not again


def test_no_button_is_left_out(clicks):
    found = set(clicks["buttons"])
    assert len(found) > 35
    assert not found ^ set(clicks["known"])
