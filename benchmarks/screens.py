"""Opening screens over HTTP: ours beside the stock kanban of leads.

The calls of a screen are those the real web client makes, caught once in a browser;
they are then made again, ours and the stock ones in turn, on the same number of rows
and with the same kind of right.
"""

import json
import re
import statistics
import sys
import time
from typing import NamedTuple

from common import HERE, measured, row, tell

sys.path.insert(0, str(HERE.parent / "dev"))

from bootstrap import bench, environment, serve
from bootstrap import browser as chromium

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--no-sandbox"]
RUNS = 7
LOG_LINE = re.compile(r'"POST (/(?:web/dataset|mail)/\S+) HTTP/1.1" 200 \S+ (\d+) ')
MUTE = ("has_group", "get_views", "search_panel", "mail", "res.users")
HEARD = ("/call_kw/", "/mail/data", "/mail/thread/")
"""What is caught of the requests of the web client."""


class Screen(NamedTuple):
    """A screen: where it is, what it reads, and what shows that it is there."""

    key: str
    path: str
    model: str
    domain: list | None
    card: str


KANBANS = (
    Screen("placements", "clubs-placements", "club.placement", [], ".o_kanban_record"),
    Screen(
        "candidacies", "clubs-candidacies", "club.candidacy", [], ".o_kanban_record"
    ),
    Screen(
        "prospection",
        "clubs-prospection",
        "crm.lead",
        [["club_id", "!=", False]],
        ".o_kanban_record",
    ),
)
THREAD = ".o_form_view .o-mail-Chatter"
HOME_MS, HOME_QUERIES = 60, 6
STOCK = Screen("stock", "crm", "crm.lead", [], ".o_kanban_record")


def is_of_model(screen, params):
    return params.get("model") == screen.model and params["method"] not in MUTE


def of_form(screen, url, params):
    """Return what a call of an opened form asks for the form, nothing if nothing.

    The thread is asked for together with what every page of the web client asks.
    """
    if "/mail/thread/" in url:
        return params
    if "/mail/data" in url:
        asked = [one for one in params["fetch_params"] if one[0] == "mail.thread"]
        return asked and {**params, "fetch_params": asked}
    return params if is_of_model(screen, params) else None


class Visitor:
    """A user in a browser: what their screens ask of the server."""

    def __init__(self, browser, server, login):
        self.server, self.login, self.caller = server, login, server.login(login)
        self.context = browser.new_context(
            base_url=server.url, locale="fr-FR", viewport={"width": 1366, "height": 900}
        )
        self.context.add_cookies(self.caller.browser_cookies())

    def another(self):
        """Return the same user on another device, who only repeats calls."""
        twin = object.__new__(Visitor)
        twin.server, twin.caller = self.server, self.server.login(self.login)
        return twin

    def open(self, path, card):
        """Open a screen; return its calls and how many requests the first card took."""
        page = self.context.new_page()
        calls, requests = [], []

        def heard(request):
            if not requests or requests[-1] is not None:
                requests.append(request.url)
            if any(kind in request.url for kind in HEARD) and request.post_data:
                calls.append((request.url, request.post_data))

        page.on("request", heard)
        page.goto(f"/odoo/{path}")
        page.locator(card).first.wait_for(timeout=60_000)
        number = len(requests)
        page.wait_for_timeout(1000)
        page.close()
        return calls, number

    def form_calls(self, screen):
        """Return what an opened form asks: its record, and the thread below it."""
        self.open(screen.path, screen.card)
        calls, _number = self.open(screen.path, screen.card)
        kept = []
        for url, body in calls:
            params = json.loads(body)["params"]
            if asked := of_form(screen, url, params):
                kept.append((url, asked))
        if not {"web_read"} & {params.get("method") for _url, params in kept}:
            sys.exit(f"Error: {screen.path} reads no record")
        return kept

    def data_calls(self, screen):
        """Return the calls that read the rows of a screen, on all of its rows."""
        self.open(screen.path, screen.card)
        calls, number = self.open(screen.path, screen.card)
        kept = []
        for url, body in calls:
            params = json.loads(body)["params"]
            if is_of_model(screen, params):
                kept.append((url, params))
        if not kept:
            sys.exit(f"Error: {screen.path} reads nothing")
        return kept, number

    def replay(self, calls, domain=None):
        """Make the calls again; return the seconds they took."""
        begun = time.perf_counter()
        for url, params in calls:
            if domain is not None:
                params = {**params, "kwargs": {**params["kwargs"]}}
                if "domain" in params["kwargs"]:
                    params["kwargs"]["domain"] = domain
            self.caller.rpc(url.removeprefix(self.server.url), params)
        return time.perf_counter() - begun


def queries(log, visitor, calls, domain):
    """Return the SQL queries the calls make, as Odoo's log counts them."""
    visitor.replay(calls, domain)
    start = log.stat().st_size
    visitor.replay(calls, domain)
    time.sleep(0.3)
    with log.open("rb") as stream:
        stream.seek(start)
        text = stream.read().decode(errors="replace")
    return sum(int(number) for _path, number in LOG_LINE.findall(text))


def compare(key, ours, theirs, target, **more):
    """Replay two lists of calls in turn; return the line of their medians."""
    (mine, my_calls, my_domain), (other, their_calls, their_domain) = ours, theirs
    mine.replay(my_calls, my_domain), other.replay(their_calls, their_domain)
    left, right = [], []
    for _run in range(RUNS):
        left.append(mine.replay(my_calls, my_domain))
        right.append(other.replay(their_calls, their_domain))
    return row(key, statistics.median(left), statistics.median(right), target, **more)


def stock_domain(visitor, number):
    """Return the domain of the first ``number`` leads of the stock database."""
    found = visitor.caller.call(
        "crm.lead", "search", [], order="id", limit=1, offset=max(number - 1, 0)
    )
    last = found[0] if found else 2**31 - 1
    return [["type", "=", "opportunity"], ["id", "<=", last]]


def kanbans(browser, ours, stock, log):
    """Measure the three kanbans as animateur and as coordinator."""
    rows = []
    boss = Visitor(browser, stock, "boss")
    stock_calls, stock_requests = boss.data_calls(STOCK)
    for role, target in (("coordinator", 0.35), ("animateur", 0.15)):
        visitor = Visitor(browser, ours, role)
        for rank, screen in enumerate(KANBANS):
            calls, requests = visitor.data_calls(screen)
            count = visitor.caller.call(screen.model, "search_count", screen.domain)
            if role == "animateur":
                other = Visitor(browser, stock, f"seller{rank}")
                domain = [["type", "=", "opportunity"]]
            else:
                other, domain = boss, stock_domain(boss, count)
            rows.append(
                compare(
                    f"kanban_{screen.key}_{role}",
                    (visitor, calls, screen.domain),
                    (other, stock_calls, domain),
                    target,
                    rows=count,
                    queries=queries(log, visitor, calls, screen.domain),
                )
            )
            if role == "animateur":
                rows.append(
                    measured(
                        f"requests_{screen.key}", requests, 40, stock=stock_requests
                    )
                )
    return rows


def others(browser, ours, stock, log, stock_log):
    """Measure a participant's form and a search by name beside those of a lead."""
    visitor, boss = Visitor(browser, ours, "animateur"), Visitor(browser, stock, "boss")
    person = visitor.caller.call("club.participant", "search", [], limit=1)[0]
    lead = boss.caller.call("crm.lead", "search", [], limit=1)[0]
    form = Screen(
        "form", f"clubs-participants/{person}", "club.participant", None, THREAD
    )
    stock_form = Screen("form", f"crm/{lead}", "crm.lead", None, THREAD)
    whole = (visitor.form_calls(form), boss.form_calls(stock_form))
    record = tuple([one for one in calls if "/call_kw/" in one[0]] for calls in whole)
    lines = [
        compare(
            key,
            (visitor, calls, None),
            (boss, stock_calls, None),
            1,
            queries=queries(log, visitor, calls, None),
            stock_queries=queries(stock_log, boss, stock_calls, None),
        )
        for key, (calls, stock_calls) in {
            "participant_form": whole,
            "participant_form_record": record,
        }.items()
    ]
    coordinator = Visitor(browser, ours, "coordinator")
    mine = [search(coordinator, "club.participant")]
    theirs = [search(boss, "crm.lead")]
    lines.append(
        compare(
            "search_by_name",
            (coordinator, mine, None),
            (boss, theirs, None),
            1,
            queries=queries(log, coordinator, mine, None),
        )
    )
    return lines


def home_calls(visitor):
    """Return what the list of today and the clock in the top bar ask."""
    context = {"lang": "fr_FR", "tz": "Europe/Paris", "uid": visitor.caller.user["uid"]}
    board = {
        "model": "club.cohort",
        "method": "get_week_board",
        "args": [None],
        "kwargs": {"context": context},
    }
    url = f"{visitor.server.url}/web/dataset/call_kw/club.cohort/get_week_board"
    asked = {"fetch_params": ["systray_get_activities"], "context": context}
    return {
        "home_list": [(url, board)],
        "clock": [(f"{visitor.server.url}/mail/data", asked)],
    }


def homes(browser, ours, log):
    """Measure what stands on the first screen of who coaches and of who manages."""
    rows = []
    for role in ("animateur", "manager"):
        visitor = Visitor(browser, ours, role)
        for key, calls in home_calls(visitor).items():
            number = queries(log, visitor, calls, None)
            took = statistics.median(visitor.replay(calls) for _run in range(RUNS))
            rows += [
                measured(f"{key}_{role}_ms", round(1000 * took, 1), HOME_MS),
                measured(f"{key}_{role}_queries", number, HOME_QUERIES),
            ]
    return rows


def search(visitor, model):
    """Return the call of a list that is searched by a name that is there.

    A small network has fewer names than a big one: who is found is read besides.
    """
    (last,) = visitor.caller.call(
        model, "search_read", [], ["name"], order="id desc", limit=1
    )
    domain = [["name", "ilike", last["name"].lower()]]
    names = {"display_name": {}, "create_date": {}}
    params = {
        "model": model,
        "method": "web_search_read",
        "args": [],
        "kwargs": {"domain": domain, "specification": names, "limit": 80},
    }
    url = f"{visitor.server.url}/web/dataset/call_kw/{model}/web_search_read"
    return url, params


def main(name, stock_name):
    from playwright.sync_api import sync_playwright

    with (
        environment.ready(tests=True) as place,
        bench.served(place, name) as (ours, log),
        bench.served(place, stock_name) as (stock, stock_log),
        sync_playwright() as play,
    ):
        serve.warm(ours.url, name)
        serve.warm(stock.url, stock_name)
        browser = play.chromium.launch(executable_path=chromium.needed(), args=FLAGS)
        lines = kanbans(browser, ours, stock, log)
        lines += others(browser, ours, stock, log, stock_log)
        lines += homes(browser, ours, log)
        browser.close()
    tell(lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
