"""What the measures share: an Odoo environment, paired timings, memory."""

import contextlib
import json
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
FIRST, LAST = "2026-01-01", "2026-12-31"
RUNS = 5


@contextlib.contextmanager
def environment(name, user=None):
    """Give an environment of ``user`` (a login, or the system) on a database."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-d", name, "--no-http"], setup_logging=True)
    registry = Registry(name)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if user:
            found = env["res.users"].search([("login", "=", user)])
            env = api.Environment(cr, found.id, {"lang": "fr_FR", "tz": "Europe/Paris"})
        yield env
        cr.rollback()


def timed(call):
    """Return ``(seconds, result)``."""
    begun = time.perf_counter()
    result = call()
    return time.perf_counter() - begun, result


def paired(ours, reference, runs=RUNS, before=lambda: None):
    """Time both in turn, after one round that is not counted; return medians.

    :param before: what is done before ours, and not counted
    """
    ours(), reference()
    mine, theirs = [], []
    for _run in range(runs):
        before()
        mine.append(timed(ours)[0])
        theirs.append(timed(reference)[0])
    return statistics.median(mine), statistics.median(theirs)


def row(key, ours, reference, target, **more):
    """Return one line of ``results.json``; ``ratio`` is ours over the reference."""
    ratio = ours / reference if reference else None
    return {
        "key": key,
        "ours": round(ours, 4),
        "reference": round(reference, 4),
        "ratio": None if ratio is None else round(ratio, 3),
        "target": target,
        "met": ratio is not None and ratio <= target,
        **more,
    }


def measured(key, ours, target, **more):
    """Return a line that is a number held against a limit, not a ratio."""
    return {
        "key": key,
        "ours": ours,
        "reference": None,
        "ratio": None,
        "target": target,
        "met": ours <= target,
        **more,
    }


def peak():
    """Return the highest memory of this process so far, in MiB."""
    text = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(text.split("VmHWM:")[1].split()[0]) / 1024


def forget_peak():
    """Have the next peak count from now on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")


def tell(rows):
    """Hand the lines to the runner, on the last line of the output."""
    sys.stdout.flush()
    print("ROWS " + json.dumps(rows), flush=True)
