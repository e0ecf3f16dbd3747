"""How the planner is kept from taking a long list for one row.

Of tables written a moment ago (a fresh base, a mass import) it knows nothing until the
server has looked at them: it takes each relation of a query for a row or two, and looks
through one for every line of another. Thousands of journeys took 40 seconds.
"""

from contextlib import contextmanager

from odoo.tools import SQL

FEW = 1000
"""Journeys up to which no plan is slow; with more, none is good that loops."""


@contextmanager
def planned(cr, frame):
    """Have what is planned inside joined as a whole, when the clubs have many journeys.

    An error undoes the setting with the transaction.
    """
    cr.execute(
        SQL(
            "SELECT 1 FROM club_participant WHERE club_id = ANY(%s::int[]) "
            "OFFSET %s LIMIT 1",
            list(frame.clubs),
            FEW,
        )
    )
    if not cr.rowcount:
        yield
        return
    cr.execute("SET LOCAL enable_nestloop TO off")
    yield
    cr.execute("SET LOCAL enable_nestloop TO DEFAULT")
