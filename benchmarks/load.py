"""Users at once on two workers: our screens mixed, beside the stock kanban.

Twenty who do not think between two screens: the hardest they can do. Sixteen are
animateurs, four are coordinators who see the country; so are the stock ones, sixteen
sellers and four managers. Then as many animateurs and coordinators in proportion who
think, as people do, and the same while somebody makes the workbook of the network. Who
thinks opens screens, not the Bilan of the whole country at each fourth one: that is
asked for once in a while, has a measure of its own, and is part of the workbook.
"""

import itertools
import random
import statistics
import sys
import threading
import time

from common import HERE, LAST, measured, row, tell
from screens import FLAGS, KANBANS, STOCK, Screen, Visitor
from workbook import SINCE

sys.path.insert(0, str(HERE.parent / "dev"))

from bootstrap import bench, environment, serve
from bootstrap import browser as chromium

ANIMATEURS, COORDINATORS = 16, 4
THINKING = {20: 0.3, 60: 0.5, 150: 1.5}
"""Users who think, and the seconds in which 95 of 100 of their screens open."""
THOUGHT, WORST = 3, 3  # seconds: mean between two screens; the longest screen
THINKERS_OPEN = 12  # screens each opens
WORKBOOK = 1.25  # what a workbook under way makes of the p95 of twenty, at most
ROUNDS, OPENED = 2, 6  # turns of ours and stock; screens each user opens in a turn
BOARD = Screen("board", "clubs-week", "club.cohort", None, ".o_club_grid")
BILAN = Screen(
    "bilan",
    "action-clubs_ambition.club_bilan_action",
    "club.bilan",
    None,
    ".modal .o_form_view",
)


class Crowd:
    """Users of one server, each with a session and screens to open in turn."""

    def __init__(self, browser, server, roles):
        self.kinds = []
        for login, number, screens, domain in roles:
            visitor = Visitor(browser, server, login)
            calls = {screen.key: visitor.data_calls(screen)[0] for screen in screens}
            self.kinds.append((visitor, calls, number, domain))
        self.seconds, self.errors = {}, []

    def users(self, number, without=()):
        """Return so many users, of each kind its share, and what they open in turn."""
        whole = sum(kind[2] for kind in self.kinds)
        found = []
        for visitor, calls, share, domain in self.kinds:
            for rank in range(number * share // whole):
                keys = [key for key in calls if key not in without]
                turn = itertools.cycle(keys[rank % len(keys) :] + keys)
                found.append((visitor.another(), calls, turn, domain))
        return found

    def open_all(self, number, opened=OPENED, thought=0):
        """Have so many open their screens at once; ``thought``: seconds in between."""
        users = self.users(number, [BILAN.key] if thought else ())
        barrier = threading.Barrier(len(users))

        def run(rank, visitor, calls, turn, domain):
            chance = random.Random(rank)
            barrier.wait(timeout=60)
            for key in itertools.islice(turn, opened):
                if thought:
                    time.sleep(chance.expovariate(1 / thought))
                begun = time.perf_counter()
                try:
                    visitor.replay(calls[key], domain)
                except Exception as error:  # noqa: BLE001 -- counted, and told
                    self.errors.append(f"{key}: {error}")
                took = time.perf_counter() - begun
                self.seconds.setdefault(key, []).append(took)

        threads = [
            threading.Thread(target=run, args=(rank, *user))
            for rank, user in enumerate(users)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def share(self, part, key=None):
        """Return the seconds below which a part (in %) of the screens opened."""
        return statistics.quantiles(self.all_seconds(key), n=100)[part - 1]

    def all_seconds(self, key=None):
        kept = [key] if key else self.seconds
        return [took for screen in kept for took in self.seconds[screen]]

    def forget(self):
        self.seconds, self.errors = {}, []


def thinking(crowd, visitor):
    """Measure users who think, then twenty of them while a workbook is made."""
    rows = []
    for number, target in THINKING.items():
        crowd.forget()
        crowd.open_all(number, THINKERS_OPEN, THOUGHT)
        part, worst = crowd.share(95), max(crowd.all_seconds())
        told = {"told": sorted(set(crowd.errors))[:3]} if crowd.errors else {}
        rows += [
            measured(f"thinking_{number}_p95", round(part, 3), target),
            measured(f"thinking_{number}_worst", round(worst, 3), WORST),
            measured(f"thinking_{number}_errors", len(crowd.errors), 0, **told),
        ]
    calm = rows[0]["ours"]
    crowd.forget()
    asked = threading.Thread(
        target=workbooks, args=(visitor, stop := threading.Event())
    )
    asked.start()
    crowd.open_all(min(THINKING), THINKERS_OPEN, THOUGHT)
    stop.set()
    asked.join()
    return [*rows, row("thinking_20_workbook", crowd.share(95), calm, WORKBOOK)]


def workbooks(visitor, stop):
    """Have the workbook of the network made, again and again until told to stop."""
    period = {"date_from": SINCE, "date_to": LAST}
    while not stop.is_set():
        visitor.caller.get("/clubs_ambition/bilan.xlsx", params=period)


def lines(ours, stock):
    """Return what was measured: ours over stock, and each of our screens."""
    rows = [
        row(f"load_p{part}", ours.share(part), stock.share(part), 1.5)
        for part in (50, 95)
    ]
    rows += [
        row(f"load_p95_{key}", ours.share(95, key), stock.share(95), 1.5)
        for key in sorted(ours.seconds)
    ]
    told = {"told": sorted(set(ours.errors))[:3]} if ours.errors else {}
    return [
        *rows,
        measured("load_errors", len(ours.errors), 0, **told, stock=len(stock.errors)),
    ]


def main(name, stock_name):
    from playwright.sync_api import sync_playwright

    workers = ("--workers", 2)
    with (
        environment.ready(tests=True) as place,
        bench.served(place, name, *workers) as (mine, _log),
        bench.served(place, stock_name, *workers) as (theirs, _other),
        sync_playwright() as play,
    ):
        serve.warm(mine.url, name)
        serve.warm(theirs.url, stock_name)
        browser = play.chromium.launch(executable_path=chromium.needed(), args=FLAGS)
        roles = (
            ("animateur", ANIMATEURS, (*KANBANS, BOARD), None),
            ("coordinator", COORDINATORS, (*KANBANS, BILAN), None),
        )
        ours = Crowd(browser, mine, roles)
        # The whole pipeline they may see, as ours; not only what is assigned to them.
        domain = [["type", "=", "opportunity"]]
        roles = (
            ("seller0", ANIMATEURS, (STOCK,), domain),
            ("boss", COORDINATORS, (STOCK,), domain),
        )
        stock = Crowd(browser, theirs, roles)
        for _round in range(ROUNDS):
            ours.open_all(ANIMATEURS + COORDINATORS)
            stock.open_all(ANIMATEURS + COORDINATORS)
        found = lines(ours, stock)
        found += thinking(ours, Visitor(browser, mine, "coordinator"))
        browser.close()
    tell(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
