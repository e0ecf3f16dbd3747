"""Where things live: state inside the checkout, downloads outside it."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from .errors import Stop

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = CHECKOUT / "dev" / "locks"
ADDON = "clubs_ambition"

#: Each worktree has its own cluster, sockets and databases.
KEY = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]


def state(*parts):
    """Return a path inside the one git-ignored folder, its parent made."""
    path = CHECKOUT.joinpath(".state", *parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def cache(*parts):
    """Return a path inside the cache shared by every checkout of this user."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(home, "clubs_ambition", *parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def socket_dir(uid):
    """Return a short private folder for PostgreSQL's socket, owned by ``uid``.

    A socket's path may hold 107 bytes, less than many checkouts' own path.
    Whoever can enter the folder is trusted by the cluster, hence the checks.
    """
    folder = Path(tempfile.gettempdir(), f"clubs-{uid}-{KEY}")
    if len(str(folder)) > 80:
        folder = Path("/tmp", folder.name)
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, -1)
    except FileExistsError:
        pass
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != uid or seen.st_mode & 0o077:
        raise Stop(f"{folder} is not private to this user: remove it and run again")
    return folder


def addons():
    """Return the addons of the checkout, sorted by name."""
    return sorted(path.parent.name for path in CHECKOUT.glob("*/__manifest__.py"))
