"""The bar of a kanban's columns, whatever share of the rows has something planned.

In a transaction that is rolled back, activities are dealt anew to 1, 20 and 80 % of
the rows, of one user or of a thousand; ours is timed beside the stock bar of as many
leads. Nothing is tuned to the share that the other measures have.
"""

import sys

from common import HERE, environment, paired, row, tell

SHARES = ((1, 1000), (20, 1), (20, 1000), (80, 1000))
"""Per cent of the rows, and users they are dealt to."""
BARS = (
    ("candidacies", "club.candidacy", "state"),
    ("prospection", "crm.lead", "stage_id"),
)
TARGETS = {"coordinator": 0.35, "animateur": 0.15}
COLORS = dict.fromkeys(("planned", "today", "overdue"), "success")
DEAL = (HERE / "sql" / "deal.sql").read_text(encoding="utf-8")


def deal(env, model, share, users):
    """Deal activities of ``model``; let the planner know, as the server does in time."""
    people = env["res.users"].sudo().search([], limit=users, order="id desc")
    values = {"model": model, "people": people.ids, "share": share}
    env.cr.execute(DEAL.format(table=env[model]._table), values)
    env.cr.execute(f"ANALYZE mail_activity, {env[model]._table}")


def bar(env, login, model, group_by, domain):
    """Return the call that reads the bar of a kanban as one user."""
    user = env["res.users"].search([("login", "=", login)])
    mine = env(user=user.id, su=False)[model]
    progress = {"field": "activity_state", "colors": COLORS}
    return lambda: mine.read_progress_bar(domain, group_by, progress)


def main(name, stock_name):
    rows = []
    with environment(name) as ours, environment(stock_name) as stock:
        for share, users in SHARES:
            deal(stock, "crm.lead", share, users)
            whole = bar(stock, "boss", "crm.lead", "stage_id", [])
            for key, model, group_by in BARS:
                deal(ours, model, share, users)
                domain = [("club_id", "!=", False)]
                for login, target in TARGETS.items():
                    timed = paired(bar(ours, login, model, group_by, domain), whole)
                    told = f"planned_{key}_{login}_{share}pct_{users}"
                    rows.append(row(told, *timed, target))
    tell(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
