"""Screens before and after years of work: what was done, and what was written.

Done activities on two fifths of the rows of each kanban and 100 000 messages on the
prospects, on both databases: each screen is opened without and with them, and may not
take a tenth longer. They are taken out again afterwards.
"""

import contextlib
import statistics
import sys

from common import HERE, environment, row, tell
from screens import FLAGS, KANBANS, RUNS, STOCK, THREAD, Screen, Visitor, home_calls

sys.path.insert(0, str(HERE.parent / "dev"))

from bootstrap import bench, serve
from bootstrap import browser as chromium
from bootstrap import environment as places

MESSAGES = 100_000
LONGER = 1.1
MARK = "bench: past"
PAST = (HERE / "sql" / "past.sql").read_text(encoding="utf-8")
TAKEN = """
DELETE FROM mail_activity WHERE NOT active AND summary = %(mark)s;
DELETE FROM mail_message WHERE subject = %(mark)s
"""
MODELS = ("club.candidacy", "club.placement", "crm.lead")


@contextlib.contextmanager
def past(name, models, scale):
    """Have a past in a database; take it out at the end."""
    with environment(name) as env:
        for model in models:
            messages = int(MESSAGES * scale) if model == "crm.lead" else 0
            values = {"model": model, "mark": MARK, "uid": env.uid}
            query = PAST.format(table=env[model]._table)
            env.cr.execute(query, {**values, "messages": messages})
        settle(env.cr)
    try:
        yield
    finally:
        with environment(name) as env:
            env.cr.execute(TAKEN, {"mark": MARK})
            settle(env.cr)


def settle(cr):
    """Have the planner know, as the server does by itself within the minute."""
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM ANALYZE mail_activity")
    cr.execute("VACUUM ANALYZE mail_message")


def screens(browser, ours, stock):
    """Return ``[(key, visitor, calls, domain)]`` of what is opened."""
    found = []
    for role in ("coordinator", "animateur"):
        visitor = Visitor(browser, ours, role)
        for screen in KANBANS:
            calls, _number = visitor.data_calls(screen)
            found.append((f"{screen.key}_{role}", visitor, calls, screen.domain))
    person = visitor.caller.call("club.participant", "search", [], limit=1)[0]
    path = f"clubs-participants/{person}"
    form = Screen("form", path, "club.participant", None, THREAD)
    found.append(("form_animateur", visitor, visitor.form_calls(form), None))
    found += [
        (f"{key}_animateur", visitor, calls, None)
        for key, calls in home_calls(visitor).items()
    ]
    boss = Visitor(browser, stock, "boss")
    return [*found, ("stock", boss, boss.data_calls(STOCK)[0], STOCK.domain)]


def timed(opened):
    """Return ``{key: median seconds}`` of screens opened in turn."""
    took = {key: [] for key, *_how in opened}
    for turn in range(RUNS + 1):
        for key, visitor, calls, domain in opened:
            seconds = visitor.replay(calls, domain)
            if turn:
                took[key].append(seconds)
    return {key: statistics.median(seconds) for key, seconds in took.items()}


def main(name, stock_name, scale):
    from playwright.sync_api import sync_playwright

    with (
        places.ready(tests=True) as place,
        bench.served(place, name) as (ours, _log),
        bench.served(place, stock_name) as (stock, _stock_log),
        sync_playwright() as play,
    ):
        serve.warm(ours.url, name)
        serve.warm(stock.url, stock_name)
        browser = play.chromium.launch(executable_path=chromium.needed(), args=FLAGS)
        opened = screens(browser, ours, stock)
        browser.close()
        without = timed(opened)
        with past(name, MODELS, scale), past(stock_name, ("crm.lead",), scale):
            after = timed(opened)
        again = timed(opened)
    before = {key: (without[key] + again[key]) / 2 for key in without}
    told = {"stock": round(after.pop("stock") / before.pop("stock"), 3)}
    tell([row(f"past_{key}", after[key], before[key], LONGER, **told) for key in after])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
