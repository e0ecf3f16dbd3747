from odoo import api, fields, models
from odoo.tools.misc import format_date

from . import bilan_workbook
from .bilan_sheets import DASH, Cell, Chart, Column, Sheet, column_of, lines_sheet
from .bilan_sheets import main_sheet as figures_sheet
from .kpi_indicator import UNITS
from .kpi_registry import BY_KEY, INDICATORS

CHARTED_CLUBS = 30


class ClubKpi(models.AbstractModel):
    """Gathers the figures and lists of a Bilan into the sheets of its workbook."""

    _inherit = "club.kpi"

    @api.model
    def _bilan_workbook(self, clubs, date_from, date_to, cutoff, title):
        """Return ``(content, number of journeys listed)`` of the workbook."""
        period = (clubs, date_from, date_to, cutoff)
        main = self._sheet_main(*period, title)
        by_club = self._sheet_clubs(*period)
        by_month = self._sheet_months(*period)
        journeys = self._sheet_journeys(*period)
        main.charts += (self._chart_months(by_month), self._chart_clubs(by_club))
        sheets = (
            main,
            by_club,
            by_month,
            self._sheet_funnel(*period),
            self._sheet_refusals(*period),
            self._sheet_employers(*period),
            journeys,
            self._sheet_definitions(),
        )
        content, counts = bilan_workbook.write(sheets)
        return content, counts[journeys.name]

    def _sheet_main(self, clubs, date_from, date_to, cutoff, title):
        note = self.env._(
            "%(title)s\nFrom %(start)s to %(end)s, as known on %(cutoff)s.\nClubs: "
            "%(clubs)s. Journeys still running: %(running)s.\nA dash: nothing to "
            "divide by. Unknown: left out for want of the fact.",
            title=title,
            start=self._day(date_from),
            end=self._day(date_to),
            cutoff=self._day(cutoff),
            clubs=len(clubs),
            running=self._running(clubs, date_from, date_to, cutoff),
        )
        figures = self._compute_indicators(clubs, date_from, date_to, cutoff)
        return figures_sheet(figures, note, self.env._("Exits and what became of them"))

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

    def _sheet_clubs(self, clubs, date_from, date_to, cutoff):
        figures = self._compute_by_club(clubs, date_from, date_to, cutoff)
        heading = [
            Column(self.env._("Club"), width=28),
            Column(self.env._("Territory"), width=34),
        ]
        lines = [
            ((club.name, club.territory_id.complete_name), figures[club.id])
            for club in clubs.sorted(lambda club: (club.name, club.id))
            if club.active or any(figure.numerator for figure in figures[club.id])
        ]
        return lines_sheet(
            self.env._("By club"), heading, lines, self.env._("Out of: %s")
        )

    def _sheet_months(self, clubs, date_from, date_to, cutoff):
        figures = self._compute_by_month(clubs, date_from, date_to, cutoff)
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

    def _sheet_funnel(self, clubs, date_from, date_to, cutoff):
        journeys, candidacies = self._funnel(clubs, date_from, date_to, cutoff)
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
                (title, labels[stage], count, count / whole if whole else DASH)
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

    def _sheet_refusals(self, clubs, date_from, date_to, cutoff):
        found = self._refusals(clubs, date_from, date_to, cutoff)
        total = sum(count for _reason, count in found)
        columns = [
            Column(self.env._("Reason of the refusal"), width=44),
            Column(self.env._("Candidacies"), "count"),
            Column(self.env._("Share"), "rate"),
        ]
        rows = [(reason, count, count / total) for reason, count in found]
        title = self.env._("Why employers refuse")
        chart = Chart("bar", title, 0, (1,), 1, len(rows))
        return Sheet(self.env._("Refusals"), columns, rows, (chart,))

    def _sheet_employers(self, clubs, date_from, date_to, cutoff):
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
        rows = (
            tuple(row.values())
            for row in self._employers(clubs, date_from, date_to, cutoff)
        )
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

    # === JOURNEYS === #

    def _sheet_journeys(self, clubs, date_from, date_to, cutoff):
        columns = [
            Column(self.env._("Person"), width=28),
            Column(self.env._("Club"), width=28),
            Column(self.env._("Group"), width=24),
            Column(self.env._("Entry"), "date"),
            Column(self.env._("Exit"), "date"),
            Column(self.env._("Age at entry"), width=14),
            Column(self.env._("Priority district"), width=16),
            Column(self.env._("Below level II")),
            Column(self.env._("Renewed")),
            Column(self.env._("Referrals"), "count"),
            Column(self.env._("Candidacies"), "count"),
            Column(self.env._("Positive exit")),
            Column(self.env._("Durable employment")),
            Column(self.env._("Outcome"), width=22),
            Column(self.env._("Days to the outcome"), "days"),
            Column(self.env._("Exit reason"), width=36),
        ]
        words = self._journey_words()
        rows = (
            self._journey_row(row, words)
            for row in self._journeys(clubs, date_from, date_to, cutoff)
        )
        return Sheet(self.env._("Journeys"), columns, rows)

    def _journey_words(self):
        return {
            "age": self._selection_labels("club.kpi.report", "age_band"),
            "district": self._selection_labels("club.kpi.report", "district"),
            "kind": self._selection_labels("club.placement", "kind"),
            "yes": {True: self.env._("Yes"), False: self.env._("No"), None: DASH},
        }

    def _journey_row(self, row, words):
        """Return the row of a journey; without a name, its days are months."""
        kind = "date" if row["readable"] else "month"
        yes = words["yes"]
        return (
            row["name"] or f"P-{row['person']:05d}",
            row["club"],
            row["cohort"],
            Cell(fields.Date.to_date(row["started_on"]), kind),
            Cell(fields.Date.to_date(row["ended_on"]) or None, kind),
            words["age"][row["age_band"]],
            words["district"].get(row["district"], DASH),
            yes[row["below_level_ii"]],
            yes[row["renewed"]],
            row["referrals"],
            row["candidacies"],
            yes[row["positive"]],
            yes[row["durable"]],
            words["kind"].get(row["kind"]),
            row["days"],
            row["reason"],
        )
