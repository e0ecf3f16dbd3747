from dataclasses import replace

from odoo import api, models

from . import (
    bilan_workbook,
    charter_sheet,
    cost_sheets,
    detail_sheets,
    figure_sheets,
    journey_sheet,
)


class ClubKpiWorkbook(models.AbstractModel):
    """Gathers the figures and lists of a Bilan into the sheets of its workbook."""

    _name = "club.kpi.workbook"
    _description = "Workbook of the Bilan"

    @api.model
    def _make(self, question, title, named=None):
        """Return ``(content, number of journeys listed)`` of the workbook.

        It leaves the agency when its reader reads no person, whatever is asked.

        :param named: set of the ids of the journeys of whoever is named, filled meanwhile
        """
        Kpi = self.env["club.kpi"]
        outside = question.outside or Kpi._leaves_agency(question.clubs)
        question = replace(question, outside=outside)
        answer = Kpi._answer(question, detailed=True)
        sheets = self._sheets(question, answer, title, named)
        content, counts = bilan_workbook.write(sheets)
        return content, counts[self.env._("Journeys")]

    @api.model
    def _sheets(self, question, answer, title, named=None):
        """Return the sheets of a detailed answer; long lists are read as they are written."""
        named = set() if named is None else named
        env = self.env
        lines = figure_sheets.club_lines(answer)
        main = figure_sheets.main(env, answer, title)
        by_club = figure_sheets.by_club(env, lines)
        by_month = figure_sheets.by_month(env, answer)
        main.charts += (
            figure_sheets.months_chart(env, by_month),
            figure_sheets.clubs_chart(env, by_club),
        )
        return (
            main,
            by_club,
            by_month,
            detail_sheets.funnel(env, question),
            detail_sheets.refusals(env, question),
            detail_sheets.employers(env, question),
            charter_sheet.charters(env, question),
            cost_sheets.costs(env, answer, lines),
            cost_sheets.budgets(env, question),
            journey_sheet.journeys(env, question, named),
            figure_sheets.definitions(env),
            figure_sheets.comparison(env, answer),
        )
