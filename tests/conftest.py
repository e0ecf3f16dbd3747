"""Fixtures of the tests from outside: a real server process, a real browser.

``server``  (whole session) a server of our code on a free port of 127.0.0.1, on a
            fresh copy of the demo database (French, no stock demo data):

            * ``server.url``, ``server.db``
            * ``server.login("animateur")`` → a ``requests`` session that knows who
              it is: ``.call("club.club", "search_read", [], ["name"])`` is the web
              client's RPC (it raises ``RpcError`` with Odoo's message),
              ``.get("/clubs_ambition/…")`` and ``.post`` take paths
            * ``server.sql("SELECT …")`` → rows of the database, as lists of text
            * ``server.place`` → dev's ``Environment``, to run odoo commands

``mail_server``
            every e-mail the server sends, for all tests of the session; none leaves
            the machine. ``mail_server.wait("to@example.org")`` → the last message to
            somebody (see ``mail_server.py``)

``sink``    whom the server, or a page, asked outside: at the end of the session, nobody
            (``sink.py``)

``clean_log``
            fails a test of which the server complained in its log

``page``    a playwright page, French, 1366 × 900 (a desktop)
``phone``   the same at 390 × 844, touch (a telephone)
``visit``   ``visit("manager")`` → a desktop page logged in as that user;
            ``visit("manager", phone=True)`` on a telephone. Several may be open.

``page.goto`` takes paths ("/odoo"). A page on which JavaScript threw an error makes
its test fail at the end; ``page.mistakes`` is the list of them.

Run one file with ``dev/python -m pytest tests/test_x.py``. The database is shared
by the whole session: a test makes its own records and expects those of others, in any
order.
"""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "dev")]

from mail_server import MailServer  # noqa: E402
from sink import Sink  # noqa: E402
from web_client import watch_requests  # noqa: E402

from bootstrap import browser as chromium  # noqa: E402
from bootstrap import environment, live_server, odoo_log, paths  # noqa: E402

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
DESKTOP = {"viewport": {"width": 1366, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


def pytest_configure(config):
    words = "soak: goes on for SOAK seconds (make soak), a few in make test"
    config.addinivalue_line("markers", words)


@pytest.fixture(scope="session")
def place():
    """An environment in which Odoo's commands run (see dev/)."""
    with environment.ready(tests=True) as ready:
        yield ready


@pytest.fixture(scope="session")
def mail_server():
    """Where all e-mail of the server ends."""
    with MailServer() as box:
        yield box


@pytest.fixture(scope="session")
def sink():
    """Where everything ends that the server or a page asks outside."""
    with Sink(paths.state("logs", "outside-asked.log")) as listening:
        yield listening


@pytest.fixture(scope="session")
def server(place, mail_server, sink):
    """A server on a fresh copy of the demo database, which asks nobody outside."""
    port = mail_server.port
    with live_server.served(place, port, watched=sink.env) as running:
        yield running
    assert not sink.asked(), "something left by itself"


@pytest.fixture
def clean_log(server):
    """Fail when the server complained of what the test did.

    Two tabs of one user make Odoo's own presence rows collide: it says so and retries.
    """
    log = paths.state("logs", "outside.log")
    start = len(log.read_text(encoding="utf-8"))
    yield
    noise = ("odoo.addons.bus.websocket", "odoo.sql_db")
    lines = log.read_text(encoding="utf-8")[start:]
    grave = [one for one in odoo_log.records(lines) if one.level in odoo_log.GRAVE]
    assert not [
        one
        for one in grave
        if not any(name in f"{one.logger} {one.text}" for name in noise)
    ]


@pytest.fixture(scope="session")
def browser():
    """The machine's Chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium.needed(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser, server, sink):
    """Open pages of any size, for any user; close them after the test."""
    contexts, pages = [], []

    def opened(size, login=None):
        context = browser.new_context(
            base_url=server.url,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            accept_downloads=True,
            **size,
        )
        contexts.append(context)
        context.on("request", lambda request: sink.see(request.url, server.url))
        if login:
            context.add_cookies(server.login(login).browser_cookies())
        page = context.new_page()
        page.mistakes = []
        page.on("pageerror", lambda error: page.mistakes.append(str(error)))
        watch_requests(page)
        pages.append(page)
        return page

    yield opened
    mistakes = [mistake for page in pages for mistake in page.mistakes]
    for context in contexts:
        context.close()
    assert not mistakes, f"JavaScript errors in the page: {mistakes}"


@pytest.fixture
def page(open_page):
    """A page on a desktop, nobody logged in."""
    return open_page(DESKTOP)


@pytest.fixture
def phone(open_page):
    """A page on a telephone, nobody logged in."""
    return open_page(PHONE)


@pytest.fixture
def visit(open_page):
    """A page of a user: ``visit("manager")``, ``visit("manager", phone=True)``."""

    def visited(login, phone=False):
        return open_page(PHONE if phone else DESKTOP, login)

    return visited
