"""Runs the queries behind the figures: one a row set, whatever the lines."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from odoo.tools import SQL

from ..indicators.kpi_registry import INDICATORS, ROWS
from ..rows.kpi_rows import FIRST_MONTH


def measure(env, frame):
    """Return ``{line: {(key, role): number}}``; a line without rows is empty."""
    _prepare(env)
    measured = defaultdict(dict)
    for rows, measures in _wanted(frame).items():
        _measure_rows(env, frame, rows, measures, measured)
    return measured


def measure_each(env, frame):
    """Return the same of all, of each club and of each month, by ``by``."""
    _prepare(env)
    each = {by: defaultdict(dict) for by in ("all", "club", "month")}
    lines = replace(frame, by="each")
    for rows, measures in _wanted(lines).items():
        _measure_rows_each(env, lines, rows, measures, each)
    return each


def _prepare(env):
    """Have what is pending written; compiling takes longer than these queries."""
    env.flush_all()
    env.cr.execute("SET LOCAL jit TO off")


def _wanted(frame):
    """Return ``{row set: [((key, role), aggregate)]}`` of the indicators."""
    wanted = defaultdict(list)
    for indicator in INDICATORS:
        if frame.by != "month" or indicator.monthly:
            for role, measured in indicator.measures().items():
                wanted[measured.rows].append(((indicator.key, role), measured.sql))
    return wanted


def _measure_rows(env, frame, rows, measures, measured):
    """Add to ``measured`` the numbers of one row set, for each line of the frame."""
    query = SQL(
        "SELECT grp, %s FROM (%s) line GROUP BY grp",
        SQL(", ").join(sql for _name, sql in measures),
        ROWS[rows](frame),
    )
    names = [name for name, _sql in measures]
    for group, *numbers in env.execute_query(query):
        measured[group].update(zip(names, numbers, strict=True))


def _measure_rows_each(env, frame, rows, measures, each):
    """Add to ``each`` the numbers of one row set: of all, of each club, each month.

    Rows are of no line of a kind where it is NULL.
    """
    query = SQL(
        """
        SELECT grp[1], grp[2], grp[3], %s FROM (%s) line
      GROUP BY GROUPING SETS ((grp[1]), (grp[2]), (grp[3]))
        """,
        SQL(", ").join(sql for _name, sql in measures),
        ROWS[rows](frame),
    )
    names = [name for name, _sql in measures]
    for club, month, whole, *numbers in env.execute_query(query):
        found = zip(names, numbers, strict=True)
        if club is not None:
            each["club"][club].update(found)
        elif month is not None:
            each["month"][FIRST_MONTH + timedelta(days=month)].update(found)
        elif whole is not None:
            each["all"][whole].update(found)
