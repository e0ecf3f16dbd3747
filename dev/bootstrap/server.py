"""The PostgreSQL to use: the one libpq's variables name, else a private one."""

import contextlib
import os
import subprocess

from . import cluster, paths, pgbin, shell
from .errors import Stop

VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
ROLE = "odoo"


class Server:
    """How to reach PostgreSQL, and the few statements the set-up needs."""

    def __init__(self, psql, reach, private):
        self.psql = str(psql)
        self.reach = reach
        self.private = private

    def env(self, **more):
        """Return an environment in which libpq finds this server."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return {**kept, **self.reach, **more}

    def sql(self, statement, database="postgres", **more):
        """Run ``statement``; return its rows as lines, columns apart by ``|``."""
        command = [self.psql, "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database]
        done = subprocess.run(
            [*command, "-c", statement],
            env=self.env(**more),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Stop(f"PostgreSQL: {shell.last_words(done.stderr)}")
        return done.stdout.splitlines()

    def database(self, name):
        """Return the real name of our database ``name`` on this server.

        A server of the user's may serve several checkouts: names carry a mark.
        """
        if name == "demo" and os.environ.get("PGDATABASE"):
            return os.environ["PGDATABASE"]
        return f"clubs_{name}" if self.private else f"clubs_{name}_{paths.KEY}"

    def exists(self, database):
        """Tell whether ``database`` is there."""
        name = database.replace("'", "''")
        return bool(self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def drop(self, database):
        """Drop ``database``, breaking off whoever is connected to it.

        ``WITH (FORCE)`` would refuse when autovacuum, which is not ours to break
        off, is at work there: a plain DROP stops it by itself.
        """
        name = database.replace("'", "''")
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename = current_user"
        )
        self.sql(f'DROP DATABASE IF EXISTS "{database}"')

    def create(self, database, template="template0"):
        """Create ``database`` in UTF-8, or as a copy of ``template``."""
        options = f'TEMPLATE "{template}"'
        if template == "template0":
            options += " ENCODING 'UTF8' LC_COLLATE 'C'"
        self.sql(f'CREATE DATABASE "{database}" {options}')

    def rename(self, database, name):
        """Give ``database`` its final name once it is whole."""
        self.sql(f'ALTER DATABASE "{database}" RENAME TO "{name}"')


def make_role(server):
    """Make the role Odoo connects with: it refuses the one named postgres."""
    wanted = f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
    asking = {"PGUSER": "postgres"}
    if not server.sql(wanted, **asking):
        server.sql(f"CREATE ROLE {ROLE} LOGIN CREATEDB", **asking)


def named(psql):
    """Return the server that libpq's variables name."""
    reach = {k: os.environ[k] for k in VARIABLES if os.environ.get(k)}
    if reach.get("PGUSER") == "postgres":
        raise Stop(
            "Odoo refuses the database user postgres: make another one "
            "(createuser --createdb odoo) and set PGUSER=odoo"
        )
    server = Server(psql, reach, private=False)
    server.sql("SELECT 1")
    return server


@contextlib.contextmanager
def running(python):
    """Give a server that is up for the length of the block."""
    host = os.environ.get("PGHOST")
    if host and host != str(cluster.socket_path()):
        yield named(pgbin.client(python))
        return
    own = cluster.Cluster(python)
    with own.used():
        reach = {"PGHOST": str(own.socket), "PGPORT": cluster.PORT, "PGUSER": ROLE}
        server = Server(own.bin / "psql", reach, private=True)
        make_role(server)
        yield server
