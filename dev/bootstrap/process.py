"""Child processes that never outlive us, whatever ends us."""

import contextlib
import ctypes
import signal
import subprocess

PR_SET_PDEATHSIG = 1
#: Seconds a child has to end politely.
GRACE = 20


def die_with_parent():
    """Ask the kernel to end this child when its parent is gone (kill -9 too)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def foreground(command, seconds=None, **options):
    """Run ``command`` on our terminal and return its exit code.

    Ctrl-C reaches the child by the terminal, so we wait until it has finished and
    only then let ourselves be interrupted; a polite kill is passed on likewise.
    After ``seconds`` the child is ended.
    """
    child = subprocess.Popen(command, preexec_fn=die_with_parent, **options)
    asked = []

    def passed_on(*_):
        asked.append(True)
        child.terminate()

    before = signal.signal(signal.SIGTERM, passed_on)
    try:
        code = finished(child, seconds, asked)
    finally:
        signal.signal(signal.SIGTERM, before)
    if asked:
        raise KeyboardInterrupt
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
def beside(command, seconds, **options):
    """Run ``command`` while the block runs, then wait for it, ``seconds`` at most.

    A block that fails, or is interrupted, ends it.
    """
    child = subprocess.Popen(command, preexec_fn=die_with_parent, **options)
    try:
        yield child
        finished(child, seconds, [])
    finally:
        if child.poll() is None:
            child.terminate()
            finished(child, GRACE, [])


def finished(child, seconds, asked):
    """Wait for the child to end, through interruptions; return its exit code."""
    late = False
    while True:
        try:
            return child.wait(GRACE if late else seconds)
        except KeyboardInterrupt:
            asked.append(True)
        except subprocess.TimeoutExpired:
            child.kill() if late else child.terminate()
            late = True
