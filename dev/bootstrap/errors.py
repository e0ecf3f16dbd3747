"""Every foreseeable failure is one clear line and an exit code."""

import errno
import os
import sys


class Stop(Exception):
    """A failure to be told to a person: one line that says what to do."""


FULL = "no space left on the disk of {}: about 3 GB are needed, free some and run again"


def explain(error):
    """Return the one line a person needs to read about ``error``."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL.format(error.filename or "the checkout or of the cache")
    if isinstance(error, PermissionError):
        return (
            f"{error.filename or 'a file'} cannot be written or read: {error.strerror}"
        )
    return " ".join(str(error).split())


def guarded(main):
    """Run ``main()``; turn a known failure into one line and exit code 1.

    Ctrl-C is no failure of ours: 130, as the shell does, without a traceback.
    """
    try:
        code = main()
    except (Stop, OSError) as error:
        if os.environ.get("DEBUG"):
            raise
        print(f"error: {explain(error)}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code or 0)
