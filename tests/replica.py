"""A streaming replica of the tests' PostgreSQL, made and thrown away."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest
from polling import wait_until

from bootstrap.cluster import Cluster

PORT = "5433"
TEMP = "/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir()


class Replica:
    """A hot standby of a checkout's cluster, on a socket of its own."""

    def __init__(self, place, folder):
        self.place, self.folder = place, Path(folder)
        self.cluster = Cluster(place.python)
        self.data = self.folder / "data"
        self.host, self.port = str(self.folder), PORT

    def start(self):
        """Copy the primary as it runs, and follow it from there on."""
        self.cluster.run(
            *("pg_basebackup", "-D", self.data, "-h", self.cluster.socket),
            *("-U", "postgres", "-c", "fast", "-X", "stream", "-R", "--no-sync"),
            failure="the primary could not be copied",
        )
        options = f"-p {self.port} -k {self.folder} -c shared_buffers=64MB"
        self.cluster.run(
            *("pg_ctl", "start", "-w", "-s", "-D", self.data),
            *("-l", self.folder / "server.log", "-o", options),
            failure="the replica did not start",
        )

    def kill(self):
        """Stop without a word to anybody, as a machine that is gone."""
        if (self.data / "postmaster.pid").exists():
            self.cluster.run(
                *("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", self.data),
                failure="the replica did not stop",
            )

    def sql(self, statement, database="postgres"):
        """Run a statement on the replica, as the owner of the cluster."""
        reach = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": "postgres"}
        return self.place.server.sql(statement, database, **reach)

    @contextlib.contextmanager
    def behind(self):
        """Keep the replica in the past for the block, then let it catch up."""
        self.catch_up()
        self.sql("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.sql("SELECT pg_wal_replay_resume()")
            self.catch_up()

    def catch_up(self, seconds=20):
        """Wait until all that the primary has written by now is there."""
        (now,) = self.place.server.sql("SELECT pg_current_wal_insert_lsn()")
        query = f"SELECT pg_last_wal_replay_lsn() >= '{now}'"
        wait_until(
            lambda: self.sql(query) == ["t"],
            seconds,
            lambda: "the replica does not follow",
        )


@contextlib.contextmanager
def running(place):
    """Give a replica that follows the primary; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="clubs-replica-", dir=TEMP))
    if not place.server.private:
        shutil.rmtree(folder)
        pytest.skip("a replica is made of the private cluster only")
    replica = Replica(place, folder)
    shutil.chown(folder, replica.cluster.uid)
    try:
        replica.start()
        yield replica
    finally:
        with contextlib.suppress(Exception):
            replica.kill()
        shutil.rmtree(folder)
