"""Twenty users at once on two workers: our screens mixed, beside the stock kanban.

Nobody thinks between two screens: it is the hardest twenty users can do. Sixteen are
animateurs, four are coordinators who see the country; so are the stock ones, sixteen
sellers and four managers.
"""

import itertools
import statistics
import sys
import threading
import time

from common import HERE, measured, row, tell
from screens import FLAGS, KANBANS, STOCK, Screen, Visitor

sys.path.insert(0, str(HERE.parent / "dev"))

from bootstrap import bench, environment, serve
from bootstrap import browser as chromium

ANIMATEURS, COORDINATORS = 16, 4
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
        self.users = []
        for login, number, screens, domain in roles:
            visitor = Visitor(browser, server, login)
            calls = {screen.key: visitor.data_calls(screen)[0] for screen in screens}
            for rank in range(number):
                same = Visitor(browser, server, login)
                keys = list(calls)
                turn = itertools.cycle(keys[rank % len(keys) :] + keys)
                self.users.append((same, calls, turn, domain))
        self.seconds, self.errors = {}, []

    def open_all(self):
        """Have everybody open their screens, all at once."""
        barrier = threading.Barrier(len(self.users))

        def run(visitor, calls, turn, domain):
            barrier.wait(timeout=60)
            for key in itertools.islice(turn, OPENED):
                begun = time.perf_counter()
                try:
                    visitor.replay(calls[key], domain)
                except Exception as error:  # noqa: BLE001 -- counted, and told
                    self.errors.append(f"{key}: {error}")
                took = time.perf_counter() - begun
                self.seconds.setdefault(key, []).append(took)

        threads = [threading.Thread(target=run, args=user) for user in self.users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def share(self, part, key=None):
        """Return the seconds below which a part (in %) of the screens opened."""
        kept = [key] if key else self.seconds
        seconds = [took for screen in kept for took in self.seconds[screen]]
        return statistics.quantiles(seconds, n=100)[part - 1]


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
            ours.open_all()
            stock.open_all()
        browser.close()
    tell(lines(ours, stock))


if __name__ == "__main__":
    main(*sys.argv[1:])
