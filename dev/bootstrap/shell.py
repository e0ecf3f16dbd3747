"""Running programs quietly, locks, and room on the disk."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time

from . import paths, process
from .errors import FULL, Stop


def say(text):
    """Tell a person what goes on; standard output stays for results."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(label):
    """Print ``label`` and, when done, how long it took."""
    say(f"• {label} …")
    start = time.monotonic()
    yield
    seconds = time.monotonic() - start
    if seconds >= 1:
        say(f"  done in {seconds:.0f} s")


def last_words(output):
    """Return the line of ``output`` that says most about a failure."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    wanted = [x for x in lines if x.lower().startswith(("e:", "error", "fatal"))]
    return (wanted or lines or ["no message"])[-1][:300]


def run(command, failure, **options):
    """Run ``command`` silently; on failure raise ``failure`` and its last words."""
    command = [str(word) for word in command]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=process.die_with_parent,
            **options,
        )
    except FileNotFoundError:
        raise Stop(f"{failure}: {command[0]} is not on this machine") from None
    with open(paths.state("logs", "setup.log"), "a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}\n")
    if done.returncode:
        if "No space left on device" in done.stdout:
            raise Stop(FULL.format("the checkout or of the cache"))
        raise Stop(f"{failure}: {last_words(done.stdout)}")
    return done.stdout


@contextlib.contextmanager
def lock(path):
    """Hold an exclusive lock on ``path``; the kernel drops it if we die."""
    with open(path, "a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("• waiting for another run that is setting things up …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def need_room(folder, megabytes):
    """Stop before a long download that could not be kept."""
    if shutil.disk_usage(folder).free < megabytes * 1_000_000:
        raise Stop(FULL.format(folder))


def remove(path):
    """Remove a file or a tree, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def half_done(path):
    """Return the sibling of ``path`` where it is built, emptied first.

    A folder gets its final name by one rename when it is whole, so a run that
    was killed leaves only a sibling that the next one throws away.
    """
    draft = path.with_name(path.name + ".part")
    remove(draft)
    return draft


def is_root():
    """Tell whether we may install packages, and must not run PostgreSQL."""
    return os.geteuid() == 0
