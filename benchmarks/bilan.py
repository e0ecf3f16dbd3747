"""The Bilan of a year: the registry beside one statement over the base tables.

Both give the same figures, digit for digit, or the measure fails. What keeping the
facts costs is the same writes with our triggers and without them.
"""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal

from common import FIRST, HERE, LAST, environment, paired, row, tell

COST_RUNS = 15
"""A tenth is little beside what one run differs from the next."""
ORM_WRITES, WRITES = 1000, 2000
"""Enough that the function, planned again after each ALTER, does not count."""
TODAY = datetime.now(tz=UTC).date()


def raw(env, clubs, cutoff):
    text = (HERE / "sql" / "raw_bilan.sql").read_text(encoding="utf-8")
    values = {"first": FIRST, "last": LAST, "cutoff": cutoff, "clubs": clubs.ids}
    env.cr.execute(text, values)
    return {key: rest for key, *rest in env.cr.fetchall()}


def check(figures, found):
    """Compare every figure of the statement with the registry's."""
    wrong = []
    for figure in figures:
        if figure.key not in found:
            continue
        numerator, denominator, unknown = found[figure.key]
        pairs = [(figure.unknown, unknown)]
        if figure.key == "days_to_positive_exit":
            pairs.append((figure.value, numerator))
        else:
            pairs.append((figure.numerator, numerator or 0))
        if denominator is not None:
            pairs.append((figure.denominator, denominator or 0))
        if any(
            abs(Decimal(str(a or 0)) - Decimal(b or 0)) > Decimal("1e-6")
            for a, b in pairs
        ):
            wrong.append((figure.key, pairs))
    if wrong or len(found) < 28:
        sys.exit(f"Error: the figures differ: {wrong}")


def bilan(env, key, clubs, whole, target):
    """Measure ours on ``clubs`` against the statement on ``whole``."""
    cutoff = TODAY
    Kpi = env["club.kpi"]
    period = (date.fromisoformat(FIRST), date.fromisoformat(LAST), cutoff)
    check(Kpi._compute_indicators(clubs, *period), raw(env, clubs, cutoff))
    ours, reference = paired(
        lambda: Kpi._compute_indicators(clubs, *period), lambda: raw(env, whole, cutoff)
    )
    return row(key, ours, reference, target, figures_equal=True)


def write_cost(env):
    """Write the same candidacies with the triggers and without, rolled back."""
    cr = env.cr

    def writes():
        cr.execute("SAVEPOINT bench")
        cr.execute(
            "UPDATE club_candidacy SET answered_on = CURRENT_DATE, write_date = now() "
            "WHERE id IN (SELECT id FROM club_candidacy WHERE answered_on IS NULL "
            "ORDER BY id DESC LIMIT %s)",
            [WRITES],
        )
        cr.execute("ROLLBACK TO SAVEPOINT bench")

    def orm():
        with env.cr.savepoint() as save:
            records = env["club.candidacy"].search(
                [("state", "=", "sent")], limit=ORM_WRITES
            )
            for record in records:
                record.answered_on = TODAY
                env.flush_all()
            save.rollback()
        env.invalidate_all()

    def without(call):
        def silent():
            cr.execute("SAVEPOINT off")
            cr.execute("ALTER TABLE club_candidacy DISABLE TRIGGER USER")
            call()
            cr.execute("ROLLBACK TO SAVEPOINT off")

        return silent

    def added(key, call):
        # Both sides pay for the ALTER: what differs is the triggers alone.
        def watched():
            cr.execute("SAVEPOINT off")
            cr.execute("ALTER TABLE club_candidacy ENABLE TRIGGER USER")
            call()
            cr.execute("ROLLBACK TO SAVEPOINT off")

        ours, reference = paired(watched, without(call), COST_RUNS)
        return row(key, ours, reference, 1.1)

    return [added("facts_write_cost", orm), added("facts_write_cost_bare_sql", writes)]


def main(name):
    with environment(name) as env:
        clubs = env["club.club"].search([])
        busy = clubs[len(clubs) // 2]
        rows = [
            bilan(env, "bilan_network_year", clubs, clubs, 0.5),
            bilan(env, "bilan_club_year", busy, clubs, 0.05),
            *write_cost(env),
        ]
    tell(rows)


if __name__ == "__main__":
    main(sys.argv[1])
