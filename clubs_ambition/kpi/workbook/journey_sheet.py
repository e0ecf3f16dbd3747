"""The list of the journeys behind the figures, named to whoever may read them."""

from itertools import chain, islice

from odoo.tools import SQL

from ..const import DASH
from ..indicators.kpi_small import SMALL
from ..rows import kpi_detail, many_rows
from .bilan_sheets import Cell, Column, Sheet, selection_labels

BATCH = 5000
NOBODY = SQL("SELECT NULL::int")


def journeys(env, question, named):
    """Return the sheet of one row a journey, read as they are written.

    :param named: to which the ids of the journeys of whoever is named are added
    """
    columns = [
        Column(env._("Person"), width=28),
        Column(env._("Club"), width=28),
        Column(env._("Group"), width=24),
        Column(env._("Entry"), "date"),
        Column(env._("Exit"), "date"),
        Column(env._("Age at entry"), width=14),
        Column(env._("Priority district"), width=16),
        Column(env._("Below level II")),
        Column(env._("Renewed")),
        Column(env._("Referrals"), "count"),
        Column(env._("Candidacies"), "count"),
        Column(env._("Positive exit")),
        Column(env._("Durable employment")),
        Column(env._("Outcome"), width=22),
        Column(env._("Days to the outcome"), "days"),
        Column(env._("Exit reason"), width=36),
    ]
    found = _read(env, question)
    if question.outside:
        rows = _outside_rows(found, len(columns))
    else:
        words = _words(env)
        rows = (_row(row, words) for row in _named(found, named))
    return Sheet(env._("Journeys"), columns, rows, heading=1, filtered=True)


def _read(env, question):
    """Yield one row a journey, in batches read from a database cursor.

    Memory does not grow with the number of journeys. Those the user may not
    read have no name, no day, no district: only what serves the figures.
    """
    frame = env["club.kpi"]._frame(*question.asked)
    readable = NOBODY if question.outside else _readable(env)
    cr = env.cr
    with many_rows.planned(cr, frame):
        query = kpi_detail.journeys(frame, readable)
        cr.execute(SQL("DECLARE club_kpi_journeys NO SCROLL CURSOR FOR %s", query))
    rows = [None] * BATCH
    while len(rows) == BATCH:
        cr.execute(SQL("FETCH FORWARD %s FROM club_kpi_journeys", BATCH))
        rows = [kpi_detail.Journey._make(values) for values in cr.fetchall()]
        yield from rows
    cr.execute(SQL("CLOSE club_kpi_journeys"))


def _named(found, named):
    """Yield the rows, and keep of which journeys the person is named: ids alone."""
    for row in found:
        if row.readable and row.name:
            named.add(row.id)
        yield row


def _readable(env):
    """Return the SELECT of the ids of the journeys whose person may be named."""
    if not env["club.kpi"]._names_shown():
        return NOBODY
    Participant = env["club.participant"].with_context(active_test=False)
    return Participant._search([]).subselect()


def _outside_rows(found, width):
    """Yield what leaves the agency of journeys: a number, and how many candidacies.

    Whatever else could be counted again club by club, month by month.
    """
    first = list(islice(found, SMALL))
    for row in chain(first, found) if len(first) == SMALL else ():
        cells = [DASH] * width
        cells[0] = f"P-{row.person:05d}"
        cells[9:11] = row.referrals, row.candidacies
        yield cells


def _words(env):
    """Return how the values of the list are written."""
    return {
        "age": selection_labels(env, "club.kpi.report", "age_band"),
        "district": selection_labels(env, "club.kpi.report", "district"),
        "kind": selection_labels(env, "club.placement", "kind"),
        "yes": {True: env._("Yes"), False: env._("No"), None: DASH},
    }


def _row(row, words):
    """Return the row of a journey; without a name, its days are months."""
    yes = words["yes"]
    days = row.started_on, row.ended_on
    if not row.readable:
        days = [Cell(day, "month") for day in days]
    return (
        row.name or f"P-{row.person:05d}",
        row.club,
        row.cohort,
        *days,
        words["age"][row.age_band],
        words["district"].get(row.district, DASH),
        yes[row.below_level_ii],
        yes[row.renewed],
        row.referrals,
        row.candidacies,
        yes[row.positive],
        yes[row.durable],
        words["kind"].get(row.kind),
        row.days,
        row.reason,
    )
