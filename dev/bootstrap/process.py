"""Child processes that never outlive us, whatever ends us."""

import contextlib
import ctypes
import signal
import subprocess

PR_SET_PDEATHSIG = 1


def die_with_parent():
    """Ask the kernel to end this child when its parent is gone (kill -9 too)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def foreground(command, **options):
    """Run ``command`` on our terminal and return its exit code.

    Ctrl-C reaches the child by the terminal, so we only wait for it to finish;
    a polite kill is passed on.
    """
    child = subprocess.Popen(command, preexec_fn=die_with_parent, **options)
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        while True:
            try:
                code = child.wait()
                break
            except KeyboardInterrupt:
                continue
    finally:
        signal.signal(signal.SIGTERM, before)
        if child.poll() is None:
            child.kill()
    return code if code >= 0 else 128 - code
