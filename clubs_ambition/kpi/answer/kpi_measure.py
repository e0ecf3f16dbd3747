"""Runs the queries behind the figures: one a row set, whatever the lines."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from odoo.tools import SQL

from ..indicators.kpi_registry import INDICATORS, PER_LINE, ROWS
from ..rows.kpi_rows import FIRST_MONTH


def measure(env, frame):
    """Return ``{line: {(key, role): number}}``; a line without rows is empty."""
    _prepare(env)
    measured = defaultdict(dict)
    for rows, measures in _wanted(frame).items():
        _measure_rows(env, frame, rows, measures, measured)
    return measured


def measure_each(env, frame):
    """Return the same of all, of each club and of each month, by ``by``.

    Row sets that are the same whatever the lines are read once for the three.
    """
    _prepare(env)
    each = {by: defaultdict(dict) for by in ("all", "club", "month")}
    for rows, measures in _wanted(frame).items():
        if rows not in PER_LINE:
            _measure_rows_each(env, frame, rows, measures, each)
    for by, measured in each.items():
        lines = replace(frame, by=by)
        for rows, measures in _wanted(lines).items():
            if rows in PER_LINE:
                _measure_rows(env, lines, rows, measures, measured)
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
    """Add to ``each`` the numbers of one row set: of all, of each club, each month."""
    query = SQL(
        """
        SELECT grp[1], grp[2], %s FROM (%s) line
      GROUP BY GROUPING SETS ((grp[1]), (grp[2]), ())
        """,
        SQL(", ").join(sql for _name, sql in measures),
        ROWS[rows](replace(frame, by="each")),
    )
    names = [name for name, _sql in measures]
    for club, month, *numbers in env.execute_query(query):
        if club is not None:
            line = each["club"][club]
        elif month is not None:
            line = each["month"][FIRST_MONTH + timedelta(days=month)]
        else:
            line = each["all"][0]
        line.update(zip(names, numbers, strict=True))
