from odoo import api, models
from odoo.tools.misc import format_date

from ..answer.club_kpi_answer import Question
from ..const import MASK
from ..indicators.kpi_indicator import COUNT, RATE, UNITS
from ..indicators.kpi_registry import BY_KEY, INDICATORS
from ..indicators.kpi_small import hidden_cells, is_small
from . import bilan_workbook
from .bilan_sheets import (
    Chart,
    Column,
    Sheet,
    column_of,
    lines_sheet,
    place,
    ratio,
    sum_cell,
)
from .bilan_sheets import main_sheet as figures_sheet

CHARTED_CLUBS = 30


class ClubKpi(models.AbstractModel):
    """Gathers the figures and lists of a Bilan into the sheets of its workbook."""

    _inherit = "club.kpi"

    @api.model
    def _bilan_workbook(self, clubs, date_from, date_to, cutoff, title, outside=False):
        """Return ``(content, number of journeys listed)`` of the workbook.

        :param outside: the workbook leaves the agency, whoever makes it
        """
        outside = outside or self._leaves_agency()
        question = Question(clubs, date_from, date_to, cutoff, outside)
        answer = self._answer(question, detailed=True)
        sheets = self._bilan_sheets(question, answer, title)
        content, counts = bilan_workbook.write(sheets)
        return content, counts[self.env._("Journeys")]

    @api.model
    def _bilan_sheets(self, question, answer, title):
        """Return the sheets of a detailed answer; long lists are read as they are written."""
        lines = self._club_lines(answer)
        main = self._sheet_main(answer, title)
        by_club = self._sheet_clubs(lines)
        by_month = self._sheet_months(answer)
        main.charts += (self._chart_months(by_month), self._chart_clubs(by_club))
        return (
            main,
            by_club,
            by_month,
            self._sheet_funnel(question),
            self._sheet_refusals(question),
            self._sheet_employers(question),
            self._sheet_charters(question),
            self._sheet_costs(answer, lines),
            self._sheet_budgets(question),
            self._sheet_journeys(question),
            self._sheet_definitions(),
            self._sheet_comparison(answer),
        )

    def _sheet_main(self, answer, title):
        question = answer.question
        note = self.env._(
            "%(title)s\nFrom %(start)s to %(end)s, as known on %(cutoff)s.\nClubs: "
            "%(clubs)s. Journeys still running: %(running)s.\nA dash: nothing to "
            "divide by. Unknown: left out for want of the fact.",
            title=title,
            start=self._day(question.date_from),
            end=self._day(question.date_to),
            cutoff=self._day(question.cutoff),
            clubs=len(question.clubs),
            running=MASK if answer.running is None else answer.running,
        )
        if question.outside:
            note += "\n" + self._small_note()
        title = self.env._("Exits and what became of them")
        return figures_sheet(answer.figures, note, title)

    def _day(self, day):
        return format_date(self.env, day)

    def _running(self, clubs, date_from, date_to, cutoff):
        """Count the entrants' journeys not ended: their figures are provisional."""
        return (
            self.env["club.participant"]
            .sudo()
            .with_context(active_test=False)
            .search_count(
                [
                    ("club_id", "in", clubs.ids),
                    ("started_on", ">=", date_from),
                    ("started_on", "<=", min(date_to, cutoff)),
                    "|",
                    ("ended_on", "=", False),
                    ("ended_on", ">", cutoff),
                ]
            )
        )

    def _club_lines(self, answer):
        """Return ``[((club, territory), figures)]``; closed clubs if they did something."""
        figures = answer.by_club
        return [
            ((club.name, club.territory_id.complete_name), figures[club.id])
            for club in answer.question.clubs.sorted(lambda club: (club.name, club.id))
            if club.active
            or any(figure.numerator or figure.hidden for figure in figures[club.id])
        ]

    def _club_heading(self):
        return [
            Column(self.env._("Club"), width=28),
            Column(self.env._("Territory"), width=34),
        ]

    def _term_titles(self):
        """Return how the columns of a figure's two terms are headed."""
        return self.env._("Counted: %s"), self.env._("Out of: %s")

    def _sheet_clubs(self, lines):
        return lines_sheet(
            self.env._("By club"), self._club_heading(), lines, self._term_titles()
        )

    def _sheet_months(self, answer):
        keys = [indicator.key for indicator in INDICATORS if indicator.monthly]
        return lines_sheet(
            self.env._("By month"),
            [Column(self.env._("Month"), "month")],
            [((month,), found) for month, found in answer.by_month.items()],
            self._term_titles(),
            keys,
        )

    def _chart_clubs(self, sheet):
        title = self.env._("Positive exits of the entrants, by club")
        last = min(len(sheet.rows), CHARTED_CLUBS)
        return self._chart(sheet, "bar", title, ["positive_exit_entrants"], last)

    def _chart_months(self, sheet):
        title = self.env._("Entrants and journeys, by month")
        keys = ["entrants", "journeys"]
        return self._chart(sheet, "line", title, keys, len(sheet.rows))

    def _chart(self, sheet, kind, title, keys, last):
        """Return the chart of some indicators on the first lines of a sheet."""
        if not last:
            return Chart(kind, title, 0, (), 1, 0)
        columns = [column_of(sheet, self.env._(BY_KEY[key].label)) for key in keys]
        unit = BY_KEY[keys[0]].unit
        return Chart(kind, title, 0, tuple(columns), 1, last, unit, sheet)

    def _sheet_funnel(self, question):
        journeys, candidacies = self._funnel(*question.asked)
        blocks = [
            (self.env._("Journeys oriented"), self._journey_stages(), journeys),
            (self.env._("Candidacies sent"), self._candidacy_stages(), candidacies),
        ]
        rows = []
        charts = []
        for title, labels, counts in blocks:
            first = len(rows) + 1
            whole = next(iter(counts.values()))
            rows += [
                (
                    title,
                    labels[stage],
                    *self._share_cells(
                        (count, row, 2),
                        (whole, first + 1, 2),
                        question.outside and (is_small(count) or is_small(whole)),
                    ),
                )
                for row, (stage, count) in enumerate(counts.items(), first + 1)
            ]
            charts.append(Chart("column", title, 1, (2,), first, len(rows)))
        columns = [
            Column(self.env._("Funnel"), width=28),
            Column(self.env._("Stage"), width=28),
            Column(self.env._("Number"), "count"),
            Column(self.env._("Share of the first stage"), "rate", 16),
        ]
        return Sheet(self.env._("Funnel"), columns, rows, tuple(charts))

    def _share_cells(self, part, whole, hidden):
        """Return a number and its share of another one, computed again from both.

        :param part: ``(number, row, column)`` of its cell, as ``whole``'s
        """
        if hidden:
            return MASK, MASK
        share = part[0] / whole[0] if whole[0] else None
        return part[0], ratio(share, RATE, place(*part[1:]), place(*whole[1:]))

    def _journey_stages(self):
        return {
            "oriented": self.env._("Oriented"),
            "admitted": self.env._("Admitted"),
            "started": self.env._("Started"),
            "ended": self.env._("Ended"),
            "positive": self.env._("Positive exit"),
            "durable": self.env._("Durable employment"),
        }

    def _candidacy_stages(self):
        return {
            "sent": self.env._("Sent"),
            "interviewed": self.env._("Interview or further"),
            "hired": self.env._("Hired"),
        }

    def _sheet_refusals(self, question):
        found = self._refusals(*question.asked)
        total = sum(count for _reason, count in found)
        hidden = hidden_cells([count for _reason, count in found])
        hidden = hidden if question.outside else set()
        columns = [
            Column(self.env._("Reason of the refusal"), width=44),
            Column(self.env._("Candidacies"), "count"),
            Column(self.env._("Share"), "rate"),
        ]
        last = len(found) + 2
        rows = [
            (
                reason,
                *self._share_cells(
                    (count, index + 2, 1), (total, last, 1), index in hidden
                ),
            )
            for index, (reason, count) in enumerate(found)
        ]
        if rows:
            known = MASK if is_small(total) else total
            rows.append(
                (
                    self.env._("All reasons"),
                    known if hidden else sum_cell(total, COUNT, 1, last - 1),
                    None,
                )
            )
        title = self.env._("Why employers refuse")
        chart = Chart("bar", title, 0, (1,), 1, len(found))
        return Sheet(self.env._("Refusals"), columns, rows, (chart,))

    def _sheet_employers(self, question):
        columns = [
            Column(self.env._("Employer"), width=36),
            Column(self.env._("SIRET"), width=18),
            Column(self.env._("APE")),
            Column(self.env._("Clubs"), "count"),
            Column(self.env._("Contacts of the period"), "count", 14),
            Column(self.env._("Candidacies of the period"), "count", 14),
            Column(self.env._("Placements of the period"), "count", 14),
            Column(self.env._("Last seen"), "date"),
        ]
        found = self._employers(*question.asked, question.outside)
        rows = (tuple(row.values()) for row in found)
        return Sheet(self.env._("Employers"), columns, rows, heading=1, filtered=True)

    def _sheet_definitions(self):
        columns = [
            Column(self.env._("Key"), width=28),
            Column(self.env._("Indicator"), width=40),
            Column(self.env._("Unit")),
            Column(self.env._("Definition"), "long", 120),
        ]
        rows = [
            tuple(
                self.env._(text) if index else text
                for index, text in enumerate(
                    (
                        indicator.key,
                        indicator.label,
                        UNITS[indicator.unit],
                        indicator.definition,
                    )
                )
            )
            for indicator in INDICATORS
        ]
        return Sheet(self.env._("Definitions"), columns, rows)
