"""Another clock for a whole run: ``CLOCK="2026-12-31 23:30" make test`` (UTC).

Odoo and the private PostgreSQL are told the time by libfaketime; durations are not.
"""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

from . import systemwide
from .errors import Stop

VARIABLES = ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC")

#: Moments at which days differ between UTC, the mainland and overseas, or are odd.
HOURS = (
    "2026-12-31 23:30",  # 1 January in Paris, 31 December in Guadeloupe
    "2026-11-28 22:45",
    "2027-03-28 00:30",  # half an hour before summer time
    "2027-10-30 23:30",  # the night it ends
    "2028-02-29 12:00",
)


def library():
    """Return the path of libfaketime, installed by root where it is missing."""
    folders = (Path("/usr/lib"), Path("/usr/lib64"))

    def found():
        return next(
            (
                str(path)
                for folder in folders
                for path in sorted(folder.glob("**/faketime/libfaketimeMT.so.1"))
            ),
            None,
        )

    return systemwide.needed("libfaketime", "libfaketime", found)


def shift():
    """Move the clock of every child process to ``CLOCK``, if it is set."""
    text = os.environ.get("CLOCK")
    if not text or "FAKETIME" in os.environ:
        return
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise Stop(f"CLOCK={text} is no moment: say 2026-12-31 23:30 (UTC)") from None
    seconds = round((moment - datetime.now(tz=UTC)).total_seconds())
    values = (library(), f"{seconds:+d}s", "1")
    os.environ.update(zip(VARIABLES, values, strict=True))


@contextlib.contextmanager
def at(moment):
    """Move the clock of every child process to ``moment`` for the block."""
    os.environ["CLOCK"] = moment
    shift()
    try:
        yield
    finally:
        for name in (*VARIABLES, "CLOCK"):
            os.environ.pop(name, None)


def carried():
    """Return the variables by which a process with an environment of its own follows."""
    return {name: os.environ[name] for name in VARIABLES if name in os.environ}
