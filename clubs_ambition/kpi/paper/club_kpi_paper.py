from odoo import api, models
from odoo.tools.misc import format_date

from ..const import MASK
from ..indicators.kpi_indicator import COUNT, EUROS, RATE
from ..indicators.kpi_small import hidden_cells
from ..rows import kpi_detail, kpi_detail_clubs
from ..workbook.bilan_sheets import term_cell
from . import bilan_svg

CHARTED = (
    "positive_exit_entrants",
    "positive_exit_leavers",
    "durable_entrants",
    "durable_leavers",
    "retention_3m",
    "retention_6m",
    "priority_district",
    "below_level_ii",
)
"""Rates drawn as bars on the first page."""

TILES = ("entrants", "positive_exit_leavers", "durable_leavers", "cost_per_participant")
"""Figures written in large type on the first page."""

MOST_MONTHS = 24
MOST_CLUBS = 40
"""A longer list is no page to hand round: the workbook has it."""

MOST_REASONS = 6
"""The rare reasons are in the workbook."""


class ClubKpiPaper(models.AbstractModel):
    """Puts the figures of a Bilan on a few pages for the steering committee."""

    _name = "club.kpi.paper"
    _description = "Bilan on paper"

    @api.model
    def _make(self, question, title):
        """Return the PDF of a question. It leaves the agency, whoever prints it."""
        answer = self.env["club.kpi"]._answer(question, detailed=True)
        return self._print({**self._values(answer, title), **self._lists(answer)})

    @api.model
    def _make_published(self, answer, title):
        """Return the PDF of figures that are published: no club, no month, no list."""
        return self._print(self._values(answer, title))

    def _print(self, values):
        # sudo: printing reads the layout of the company, which partners do not see.
        report = self.env["ir.actions.report"].sudo()
        content, _kind = report._render_qweb_pdf(
            "clubs_ambition.report_bilan", data=values
        )
        return content

    def _values(self, answer, title):
        """Return what the pages are made of, lists left out."""
        question = answer.question
        return {
            "texts": self.env["club.kpi.text"],
            "answer": answer,
            "title": title,
            "period": self.env._(
                "From %(start)s to %(end)s",
                start=format_date(self.env, question.date_from),
                end=format_date(self.env, question.date_to),
            ),
            "known": self.env._(
                "As known on %s", format_date(self.env, question.cutoff)
            ),
            "tiles": [line for line in answer.lines if line.figure.key in TILES],
            "rates": self._rates_chart(answer),
            "running_note": self._running_note(answer),
            **dict.fromkeys(("months", "clubs", "clubs_note", "funders", "refusals")),
        }

    def _lists(self, answer):
        """Return the tables and charts of months, clubs, funders and refusals."""
        clubs = self._clubs_table(answer)
        return {
            "months": self._months_chart(answer),
            "clubs": clubs[:MOST_CLUBS],
            "clubs_note": self._clubs_note(clubs),
            "funders": self._funders_table(answer.question),
            "refusals": self._refusals_chart(answer.question),
        }

    def _rates_chart(self, answer):
        """Return a bar a rate, beside what it was and the region's."""
        lines = {line.figure.key: line for line in answer.lines}
        texts = self.env["club.kpi.text"]
        bars = [
            bilan_svg.Bar(
                line.figure.label,
                texts._value_or_mask(line.figure),
                line.figure.value,
                line.previous.value,
                line.median,
            )
            for line in (lines[key] for key in CHARTED if key in lines)
        ]
        return bilan_svg.rates(bars, self.env._("Public and exits"))

    def _months_chart(self, answer):
        """Return the chart of entries and positive exits, nothing for long periods."""
        months = answer.by_month
        if not 1 < len(months) <= MOST_MONTHS:
            return ""
        keys = {"entrants": "value", "positive_exit_leavers": "numerator"}
        series = []
        for key, term in keys.items():
            figures = [
                next(one for one in figures if one.key == key)
                for figures in months.values()
            ]
            series.append((figures[0].label, [term_cell(one, term) for one in figures]))
        labels = [format_date(self.env, month, date_format="MM/yy") for month in months]
        title = self.env._("Entrants and positive exits, by month")
        return bilan_svg.months(labels, series, title, self.env._("hidden"))

    def _clubs_table(self, answer):
        """Return ``[(club, [figure])]`` of the clubs that did something, the first ones.

        One club alone is the whole: it needs no table.
        """
        clubs = answer.question.clubs
        if len(clubs) < 2:
            return []
        wanted = ("entrants", *TILES[1:3], "fill_rate", "attendance_rate")
        rows = []
        for club in clubs.sorted(lambda club: (club.name, club.id)):
            figures = {figure.key: figure for figure in answer.by_club[club.id]}
            entrants = figures["entrants"]
            if entrants.numerator or entrants.hidden:
                rows.append((club.name, [figures[key] for key in wanted]))
        return rows

    def _clubs_note(self, clubs):
        if len(clubs) <= MOST_CLUBS:
            return ""
        return self.env._(
            "The first %(shown)s clubs of %(all)s: the workbook has them all.",
            shown=MOST_CLUBS,
            all=len(clubs),
        )

    def _running_note(self, answer):
        if not answer.running:
            return ""
        return self.env._(
            "Journeys still running: %s. The figures of the entrants are provisional.",
            answer.running,
        )

    def _funders_table(self, question):
        """Return ``[(funder, euros of the period, share)]``, the largest first."""
        frame = self.env["club.kpi"]._frame(*question.asked)
        value_text = self.env["club.kpi.text"]._value_text
        sums = {}
        for line in self.env.execute_query_dict(kpi_detail_clubs.budget_lines(frame)):
            sums[line["funder"]] = sums.get(line["funder"], 0) + float(line["share"])
        whole = sum(sums.values())
        return [
            (
                funder,
                value_text(EUROS, euros),
                value_text(RATE, euros / whole if whole else None),
            )
            for funder, euros in sorted(sums.items(), key=lambda one: (-one[1], one[0]))
        ]

    def _refusals_chart(self, question):
        """Return a bar a reason, nothing when nobody refused. It leaves the agency."""
        frame = self.env["club.kpi"]._frame(*question.asked)
        value_text = self.env["club.kpi.text"]._value_text
        found = self.env.execute_query(kpi_detail.refusals(frame))
        counts = [count for _reason, count in found]
        whole = sum(counts)
        hidden = hidden_cells(counts)
        bars = [
            bilan_svg.Bar(reason, MASK, None)
            if index in hidden
            else bilan_svg.Bar(
                reason,
                f"{value_text(COUNT, count)} ({value_text(RATE, count / whole)})",
                count / whole,
            )
            for index, (reason, count) in enumerate(found[:MOST_REASONS])
        ]
        title = self.env._("Why employers refuse")
        return bars and bilan_svg.rates(bars, title)
