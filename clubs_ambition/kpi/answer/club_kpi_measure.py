from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..indicators.kpi_registry import INDICATORS, PER_LINE, ROWS
from ..rows.kpi_rows import FIRST_MONTH


class ClubKpi(models.AbstractModel):
    """Runs the queries behind the figures: one a row set, whatever the lines."""

    _inherit = "club.kpi"

    def _measure(self, frame):
        """Return ``{line: {(key, role): number}}``; a line without rows is empty."""
        self._prepare_measuring()
        measured = defaultdict(dict)
        for rows, measures in self._wanted(frame).items():
            self._measure_rows(frame, rows, measures, measured)
        return measured

    def _measure_each(self, frame):
        """Return the same of all, of each club and of each month, by ``by``.

        Row sets that are the same whatever the lines are read once for the three.
        """
        self._prepare_measuring()
        each = {by: defaultdict(dict) for by in ("all", "club", "month")}
        for rows, measures in self._wanted(frame).items():
            if rows not in PER_LINE:
                self._measure_rows_each(frame, rows, measures, each)
        for by, measured in each.items():
            lines = replace(frame, by=by)
            for rows, measures in self._wanted(lines).items():
                if rows in PER_LINE:
                    self._measure_rows(lines, rows, measures, measured)
        return each

    def _prepare_measuring(self):
        """Have what is pending written; compiling takes longer than these queries."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL jit TO off")

    def _wanted(self, frame):
        """Return ``{row set: [((key, role), aggregate)]}`` of the indicators."""
        wanted = defaultdict(list)
        for indicator in INDICATORS:
            if frame.by != "month" or indicator.monthly:
                for role, measure in indicator.measures().items():
                    wanted[measure.rows].append(((indicator.key, role), measure.sql))
        return wanted

    def _measure_rows(self, frame, rows, measures, measured):
        query = SQL(
            "SELECT grp, %s FROM (%s) line GROUP BY grp",
            SQL(", ").join(sql for _name, sql in measures),
            ROWS[rows](frame),
        )
        names = [name for name, _sql in measures]
        for group, *numbers in self.env.execute_query(query):
            measured[group].update(zip(names, numbers, strict=True))

    def _measure_rows_each(self, frame, rows, measures, each):
        query = SQL(
            """
            SELECT grp[1], grp[2], %s FROM (%s) line
          GROUP BY GROUPING SETS ((grp[1]), (grp[2]), ())
            """,
            SQL(", ").join(sql for _name, sql in measures),
            ROWS[rows](replace(frame, by="each")),
        )
        names = [name for name, _sql in measures]
        for club, month, *numbers in self.env.execute_query(query):
            if club is not None:
                line = each["club"][club]
            elif month is not None:
                line = each["month"][FIRST_MONTH + timedelta(days=month)]
            else:
                line = each["all"][0]
            line.update(zip(names, numbers, strict=True))
