from odoo import api, models
from odoo.tools.misc import format_date

from . import bilan_workbook
from .bilan_sheets import (
    DASH,
    MASK,
    Chart,
    Column,
    Sheet,
    column_of,
    lines_sheet,
)
from .bilan_sheets import main_sheet as figures_sheet
from .club_kpi_answer import Question
from .kpi_indicator import UNITS
from .kpi_registry import BY_KEY, INDICATORS
from .kpi_small import hidden_cells, is_small

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
        answer = self._answer(question)
        main = self._sheet_main(answer, title)
        by_club = self._sheet_clubs(question)
        by_month = self._sheet_months(question)
        journeys = self._sheet_journeys(question)
        main.charts += (self._chart_months(by_month), self._chart_clubs(by_club))
        sheets = (
            main,
            by_club,
            by_month,
            self._sheet_funnel(question),
            self._sheet_refusals(question),
            self._sheet_employers(question),
            journeys,
            self._sheet_definitions(),
            self._sheet_comparison(answer),
        )
        content, counts = bilan_workbook.write(sheets)
        return content, counts[journeys.name]

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

    def _sheet_clubs(self, question):
        figures = self._answer_by_club(question)
        heading = [
            Column(self.env._("Club"), width=28),
            Column(self.env._("Territory"), width=34),
        ]
        lines = [
            ((club.name, club.territory_id.complete_name), figures[club.id])
            for club in question.clubs.sorted(lambda club: (club.name, club.id))
            if club.active
            or any(figure.numerator or figure.hidden for figure in figures[club.id])
        ]
        return lines_sheet(
            self.env._("By club"), heading, lines, self.env._("Out of: %s")
        )

    def _sheet_months(self, question):
        figures = self._answer_by_month(question)
        keys = [indicator.key for indicator in INDICATORS if indicator.monthly]
        return lines_sheet(
            self.env._("By month"),
            [Column(self.env._("Month"), "month")],
            [((month,), found) for month, found in figures.items()],
            self.env._("Out of: %s"),
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
                (title, labels[stage], *self._stage_cells(count, whole, question))
                for stage, count in counts.items()
            ]
            charts.append(Chart("column", title, 1, (2,), first, len(rows)))
        columns = [
            Column(self.env._("Funnel"), width=28),
            Column(self.env._("Stage"), width=28),
            Column(self.env._("Number"), "count"),
            Column(self.env._("Share of the first stage"), "rate", 16),
        ]
        return Sheet(self.env._("Funnel"), columns, rows, tuple(charts))

    def _stage_cells(self, count, whole, question):
        """Return the number of a stage and its share of the first one."""
        if question.outside and (is_small(count) or is_small(whole)):
            return MASK, MASK
        return count, count / whole if whole else DASH

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
        columns = [
            Column(self.env._("Reason of the refusal"), width=44),
            Column(self.env._("Candidacies"), "count"),
            Column(self.env._("Share"), "rate"),
        ]
        rows = [
            (reason, MASK, MASK)
            if question.outside and index in hidden
            else (reason, count, count / total)
            for index, (reason, count) in enumerate(found)
        ]
        title = self.env._("Why employers refuse")
        chart = Chart("bar", title, 0, (1,), 1, len(rows))
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
        return Sheet(self.env._("Employers"), columns, rows)

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
