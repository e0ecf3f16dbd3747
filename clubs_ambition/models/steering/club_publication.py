from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.misc import format_date

from ...kpi.answer.kpi_published import data_of, figure_of, release
from ...kpi.answer.kpi_question import Answer, Question
from ...kpi.workbook import bilan_workbook, statement_sheets
from ...utils import clock
from ...utils.races import alone
from . import kept_files
from .club_statement import HALVES

FIRST_YEAR = 2000
NUMBERS = ("key", "numerator", "denominator", "value", "unknown", "hidden")
"""What of a figure tells that a correction changes something: not its words."""


class ClubPublication(models.AbstractModel):
    """Publishes the statement of a territory and a period: a gesture, once and for all."""

    _name = "club.publication"
    _description = "Publication of statements"

    @api.model
    def _last_period(self):
        """Return ``(year, part)`` of the last half-year that is over."""
        today = clock.today(self)
        return (today.year, "first") if today.month > 6 else (today.year - 1, "second")

    @api.model
    def _check_publisher(self, territory):
        """Refuse whoever neither manages the territory nor coordinates."""
        if not territory:
            raise UserError(self.env._("Choose the territory."))
        if not self.env["club.pack"]._produces_for(territory):
            raise AccessError(
                self.env._(
                    "Statements are published by the manager of the territory, or a "
                    "coordinator: ask one of them."
                )
            )

    @api.model
    def _check_period(self, year, part):
        """Refuse what is no half-year or year, or is not over."""
        if (
            part not in HALVES
            or not FIRST_YEAR <= (year or 0) <= clock.today(self).year
        ):
            raise UserError(self.env._("Choose a year and a half-year that are over."))
        last = self.env["club.statement"]._dates(year, part)[1]
        if last >= clock.today(self):
            raise UserError(
                self.env._(
                    "This period ends on %s: it is published once it is over.",
                    format_date(self.env, last),
                )
            )

    @api.model
    @alone("who publishes comes alone: see _publish_alone")
    def _prepare_answer(self, territory, year, part):
        """Return the answer that a statement would freeze, small numbers hidden.

        sudo: what was published of other territories is looked at, and not told.

        :raise AccessError: for whoever does not publish for the territory
        :raise UserError: when there is nothing to publish
        """
        self._check_publisher(territory)
        self._check_period(year, part)
        clubs = self.env["club.kpi"]._scope(territory)
        if not clubs:
            raise UserError(
                self.env._(
                    "%s has no club: there is nothing to publish.", territory.name
                )
            )
        Statement = self.env["club.statement"]
        first, last = Statement._dates(year, part)
        question = Question(clubs, first, last, last, True)
        figures = self.env["club.kpi"]._compute_indicators(*question.asked)
        others = Statement.sudo().search([("year", "=", year)], order="id")
        former = Statement._in_force(territory, year, part)
        shown = release(
            figures,
            Statement._cells(clubs, part),
            former._published().figures if former else [],
            [one._published() for one in others],
        )
        before = self._figures_before(territory, year, part)
        lines = [Statement._line(figure, before.get(figure.key)) for figure in shown]
        running = self.env["club.kpi"]._count_running(*question.asked)
        return Answer(question, lines, None, None if running else 0, published=True)

    @api.model
    def _figures_before(self, territory, year, part):
        """Return ``{key: figure}`` published of the same period of the year before."""
        before = self.env["club.statement"]._in_force(territory, year - 1, part)
        return {data["key"]: figure_of(data) for data in before.figures or []}

    @api.model
    def _publish(self, territory, year, part, reason=None):
        """Freeze the figures of a territory and a period, and log that they left.

        sudo: no role may create a statement by hand, or it would prove nothing.

        :raise UserError: for a correction without a reason, or that changes nothing
        """
        self._publish_alone(territory)
        Statement = self.env["club.statement"]
        former = Statement._in_force(territory, year, part)
        answer = self._prepare_answer(territory, year, part)
        figures = [self._line_data(line) for line in answer.lines]
        self._check_correction(former, figures, reason)
        vals = {
            "territory_id": territory.id,
            "date_from": answer.question.date_from,
            "date_to": answer.question.date_to,
        }
        self.env["club.export.log"]._log(
            **vals,
            door="statement",
            cutoff=answer.question.cutoff,
            club_count=len(answer.question.clubs),
        )
        vals |= self._prepare_files(answer, territory, year, part) | {
            "year": year,
            "part": part,
            "club_ids": [Command.set(answer.question.clubs.ids)],
            "version": former.version + 1,
            "former_id": former.id,
            "reason": reason if former else False,
            "figures": figures,
            "no_running": answer.running == 0,
            "user_id": self.env.uid,
            "published_on": fields.Datetime.now(),
        }
        return Statement.sudo().create(vals).with_env(self.env)

    @api.model
    def _publish_alone(self, territory):
        """Have two publications of one network come one after the other.

        Each looks at what the other published: who comes second at one instant is run
        again by the server. sudo: the top of the tree is nobody's to write.
        """
        top = int(territory.sudo().parent_path.split("/")[0])
        self.env.cr.execute(
            "UPDATE club_territory SET write_date = write_date WHERE id = %s", [top]
        )

    @api.model
    def _check_correction(self, former, figures, reason):
        if former and not (reason or "").strip():
            raise UserError(
                self.env._("Say why the statement is corrected: its readers are told.")
            )
        if former and _numbers(former.figures) == _numbers(figures):
            raise UserError(
                self.env._(
                    "Nothing that may be told has changed since version %s: changes of "
                    "fewer than five persons are not published.",
                    former.version,
                )
            )

    @api.model
    def _line_data(self, line):
        """Return a figure and the one before as JSON says them, one or none."""
        known = line.previous.value is not None or line.previous.hidden
        before = data_of(line.previous) if known else None
        return data_of(line.figure) | {"before": before}

    @api.model
    def _prepare_files(self, answer, territory, year, part):
        """Return the values of the workbook and of the PDF."""
        period = self.env["club.statement"]._period_name(year, part)
        title = f"{territory.name}, {period}"
        book, _counts = bilan_workbook.write(
            statement_sheets.sheets(self.env, answer, title)
        )
        papers = self.env["club.kpi.paper"]
        paper = kept_files.printed(
            self.env, lambda: papers._make_published(answer, title)
        )
        return kept_files.values(book, paper)


def _numbers(figures):
    """Return the numbers of frozen figures, without their words."""
    return [[figure[name] for name in NUMBERS] for figure in figures]
