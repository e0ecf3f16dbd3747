"""``make run``: the demo database, served until Ctrl-C."""

import json
import os
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress

from . import databases, environment, paths, process, shell
from .errors import Stop

#: Password = login. Who each is, in the words of the demo.
LOGINS = {
    "admin": "administrateur",
    "animateur": "animateur du club de Marseille",
    "animateur2": "animateur du club de La Ciotat",
    "referent": "référent",
    "manager": "responsable, PACA",
    "coordinator": "coordination nationale",
    "observer": "comité de pilotage",
    "officer": "déléguée à la protection des données",
}

#: Seconds that one request or job may take.
DAY = 86_400


def port():
    """Return the port to serve on; stop at once if somebody has it."""
    text = os.environ.get("PORT") or "8069"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Stop(f"PORT={text} is no port: give a number from 1 to 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            raise Stop(f"port {text} is for root only: take one over 1023") from None
        except OSError:
            raise Stop(
                f"port {text} is taken: stop what listens there, "
                f"or `make run PORT={min(int(text) + 1, 65535)}`"
            ) from None
    return int(text)


def command(place, name, number):
    """Return the command line of a server for the database ``name`` alone.

    A job that takes long on a busy machine does not end it: at its limit Odoo starts
    itself anew, by a path that ``python -m odoo`` does not have. No limit would end each
    worker at once, where there are several.
    """
    return place.command(
        *("-d", name, "--db-filter", f"^{name}$", "--no-database-list"),
        *("--http-port", number, "--max-cron-threads", 1),
        *("--limit-time-real", DAY),
    )


def answers(url, seconds, alive=lambda: True):
    """Wait until a server answers on ``url``; tell whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        try:
            with urllib.request.urlopen(f"{url}/web/health", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def warm(url, db):
    """Have the pages' code bundled before somebody waits for the first page."""
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(jar)
    who = {"db": db, "login": "admin", "password": "admin"}
    body = json.dumps({"jsonrpc": "2.0", "params": who}).encode()
    kind = {"Content-Type": "application/json"}
    entry = urllib.request.Request(f"{url}/web/session/authenticate", body, kind)
    with suppress(OSError, ValueError):
        for page in ("/web/login", entry, "/odoo"):
            target = url + page if isinstance(page, str) else page
            with browser.open(target, timeout=120) as answer:
                text = answer.read().decode(errors="replace")
            for path in re.findall(r"/web/assets/[^\"']+\.(?:js|css)", text):
                browser.open(url + path, timeout=120).close()


def greet(place, name, url):
    """Print the address and the logins that the database has."""
    wanted = ", ".join(f"'{login}'" for login in LOGINS)
    query = f"SELECT login FROM res_users WHERE active AND login IN ({wanted})"
    there = place.server.sql(query, name)
    print(f"\nClubs Ambition: {url}\n\n  login (= password)", flush=True)
    for login, who in LOGINS.items():
        if login in there:
            print(f"  {login:<18}  {who}")
    log = paths.state("logs", "server.log")
    print(f"\nThe server's log is {log}. Ctrl-C stops everything.", flush=True)


def main():
    """Prepare what is missing, serve, and leave nothing behind."""
    number = port()
    url = f"http://localhost:{number}"
    with environment.ready() as place:
        with shell.lock(paths.state("demo.lock")):
            name = databases.demo(place)
        done = threading.Event()

        def watch():
            if answers(url, 120, lambda: not done.is_set()) and not done.is_set():
                greet(place, name, url)
                warm(url, name)

        threading.Thread(target=watch, daemon=True).start()
        log = paths.state("logs", "server.log")
        code = 0
        with open(log, "a", encoding="utf-8") as out, suppress(KeyboardInterrupt):
            code = process.foreground(
                command(place, name, number), env=place.env(), stdout=out, stderr=out
            )
        done.set()
    if code:
        raise Stop(f"the server ended: {databases.reason(log)} (whole log: {log})")
    return 0
