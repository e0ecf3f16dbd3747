"""A server of our code on a fresh demo database, for the tests from outside."""

import contextlib
import subprocess
import uuid

from . import check, databases, paths, process, serve, shell
from .errors import Stop


class RpcError(Exception):
    """What the server answered instead of a result."""


class Caller:
    """A user's session with the server; also a thin ``requests`` session."""

    def __init__(self, url, db, login, password):
        import requests

        self.url = url
        self.session = requests.Session()
        credentials = {"db": db, "login": login, "password": password}
        self.user = self.rpc("/web/session/authenticate", credentials)

    def rpc(self, path, params):
        """Call a JSON-RPC route; return its result."""
        body = {"jsonrpc": "2.0", "id": uuid.uuid4().hex, "params": params}
        answer = self.session.post(self.url + path, json=body, timeout=120).json()
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise RpcError(f"{data.get('name')}: {data.get('message')}")
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model as the web client does."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params)

    def get(self, path, **options):
        """GET a path of the server."""
        return self.session.get(self.url + path, timeout=120, **options)

    def post(self, path, **options):
        """POST to a path of the server."""
        return self.session.post(self.url + path, timeout=120, **options)

    def browser_cookies(self):
        """Return the session's cookies as playwright wants them."""
        return [
            {"name": cookie.name, "value": cookie.value, "url": self.url}
            for cookie in self.session.cookies
        ]


class Running:
    """A running server: its address, its database, its users, its process."""

    def __init__(self, place, db, url, start=None):
        self.place, self.db, self.url = place, db, url
        self._start = start
        self.child = start and start()

    def restart(self):
        """End the process as a cut of the power does, and start it anew."""
        self.child.kill()
        self.child.wait()
        self.child = self._start()

    def answers(self):
        """Wait until the server answers; tell whether it does."""
        return serve.answers(self.url, 120, lambda: self.child.poll() is None)

    def login(self, login, password=None):
        """Return a new session of ``login``; in the demo the password is the same."""
        return Caller(self.url, self.db, login, password or login)

    def sql(self, statement):
        """Return the rows of a statement, each a list of texts."""
        return [line.split("|") for line in self.place.server.sql(statement, self.db)]


def pristine(place):
    """Return a demo database nobody works in, of exactly the present code."""
    server = place.server
    name = server.database("pristine")
    with shell.lock(paths.state("pristine.lock")):
        if (
            server.exists(name)
            and databases.marked(server, name) != databases.code_hash()
        ):
            server.drop(name)
        databases.demo(place, "pristine")
    return name


@contextlib.contextmanager
def served(place, smtp_port, *options, watched=dict, log="outside.log"):
    """Give a server process on a copy of the pristine demo database.

    What it writes to anybody goes to ``smtp_port`` of this machine, nowhere else.

    :param options: more words of Odoo's command line
    :param watched: returns the environment of the process, from the usual one
    :param log: the file that the server writes to, among the logs
    """
    server = place.server
    db = server.database(f"outside_{uuid.uuid4().hex[:6]}")
    databases.fresh(server, db, pristine(place))
    url = f"http://127.0.0.1:{(port := check.free_port())}"
    path = paths.state("logs", log)
    command = [
        *serve.command(place, db, port),
        *("--smtp", "127.0.0.1", "--smtp-port", str(smtp_port)),
        *("--email-from", "clubs@example.org"),
        *options,
    ]
    shell.remove(path)
    running = None
    try:
        running = Running(
            place, db, url, lambda: _started(place, command, watched, path)
        )
        if not running.answers():
            raise Stop(f"the server did not start: {databases.reason(path)}")
        yield running
    finally:
        if running:
            running.child.terminate()
            running.child.wait(30)
        server.drop(db)
        shell.remove(databases.filestore(db))


def _started(place, command, watched, log):
    """Start the process of a server, which goes on writing to a log."""
    with open(log, "a", encoding="utf-8") as out:
        return subprocess.Popen(
            command,
            env=watched(place.env()),
            stdout=out,
            stderr=out,
            preexec_fn=process.die_with_parent,
        )
