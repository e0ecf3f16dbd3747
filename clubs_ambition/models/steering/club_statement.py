from dataclasses import replace
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...kpi.answer.kpi_published import Published, figure_of
from ...kpi.answer.kpi_question import Answer, Line, Question
from ...utils import actions
from . import kept_files

HALVES = {"first": (1,), "second": (2,), "year": (1, 2)}
"""The half-years that a period is made of."""


class ClubStatement(models.Model):
    """The Bilan of a territory and a half-year or year, frozen as it was published.

    It is what observers read, and they read nothing else. Small numbers are hidden
    once, beside all that was published before, so that no statement less another gives
    one back. A statement is neither changed nor deleted: a correction is another
    version, which replaces it in plain sight.
    """

    _name = "club.statement"
    _description = "Published statement"
    _not_handed_over = ("user_id",)
    _inherit = ["club.label.mixin"]
    _order = "date_to desc, date_from, territory_id, version desc, id desc"
    _rec_names_search = ["territory_id"]

    name = fields.Char(compute="_compute_name")
    territory_id = fields.Many2one(
        "club.territory",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    year = fields.Integer(required=True, readonly=True, copy=False, aggregator=None)
    part = fields.Selection(
        [
            ("first", "First half-year"),
            ("second", "Second half-year"),
            ("year", "Whole year"),
        ],
        "Period",
        required=True,
        readonly=True,
        copy=False,
    )
    date_from = fields.Date("From", required=True, readonly=True, copy=False)
    date_to = fields.Date("To", required=True, readonly=True, copy=False)
    club_ids = fields.Many2many(
        "club.club",
        string="Clubs",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    version = fields.Integer(
        required=True, readonly=True, copy=False, default=1, aggregator=None
    )
    reason = fields.Text("Reason of the correction", readonly=True, copy=False)
    former_id = fields.Many2one(
        "club.statement",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    next_ids = fields.One2many("club.statement", "former_id", "Replaced by")
    replacement_id = fields.Many2one(
        "club.statement", "In force", compute="_compute_replacement_id"
    )
    user_id = fields.Many2one(
        "res.users",
        "Published by",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    published_on = fields.Datetime(
        "Published on", required=True, readonly=True, copy=False
    )
    committee_meeting_ids = fields.Many2many(
        "club.committee.meeting",
        compute="_compute_committee_meeting_ids",
        string="Steering committees",
    )

    figures = fields.Json(readonly=True, copy=False)
    no_running = fields.Boolean(
        "No journey was running any more", readonly=True, copy=False
    )
    figures_html = fields.Html(compute="_compute_figures_html", sanitize=False)
    workbook = fields.Binary(attachment=True, readonly=True, copy=False)
    workbook_name = fields.Char(compute="_compute_file_names")
    workbook_sha256 = fields.Char(
        "Fingerprint of the workbook", readonly=True, copy=False
    )
    paper = fields.Binary("Bilan (PDF)", attachment=True, readonly=True, copy=False)
    paper_name = fields.Char(compute="_compute_file_names")
    paper_sha256 = fields.Char("Fingerprint of the PDF", readonly=True, copy=False)

    _version_uniq = models.UniqueIndex(
        "(territory_id, year, part, version)",
        "This version of the statement was published meanwhile: read it first.",
    )
    _former_uniq = models.UniqueIndex(
        "(former_id) WHERE former_id IS NOT NULL",
        "This statement was replaced meanwhile: correct the version in force.",
    )

    @api.depends("territory_id.name", "year", "part", "version")
    @api.depends_context("lang")
    def _compute_name(self):
        for statement in self:
            names = statement._names()
            if statement.version > 1:
                name = self.env._(
                    "%(place)s, %(period)s (version %(version)s)", **names
                )
            else:
                name = self.env._("%(place)s, %(period)s", **names)
            statement.name = name

    @api.depends("territory_id.name", "year", "part", "version")
    @api.depends_context("lang")
    def _compute_file_names(self):
        for statement in self:
            place, period, version = statement._names().values()
            statement.workbook_name, statement.paper_name = kept_files.names(
                "bilan publié", place, period, f"v{version}"
            )

    def _names(self):
        """Return what a statement is called by."""
        return {
            "place": self.territory_id.name,
            "period": self._period_name(self.year, self.part),
            "version": self.version,
        }

    @api.depends("next_ids")
    def _compute_replacement_id(self):
        """Find the version in force, where it is another one."""
        for statement in self:
            last = statement
            while last.next_ids:
                last = last.next_ids[:1]
            statement.replacement_id = last != statement and last

    @api.depends("territory_id")
    @api.depends_context("uid")
    def _compute_committee_meeting_ids(self):
        Meeting = self.env["club.committee.meeting"]
        found = Meeting.search([("territory_id", "in", self.territory_id.ids)])
        for statement in self:
            statement.committee_meeting_ids = found.filtered(
                lambda one, place=statement.territory_id: one.territory_id == place
            )

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        for statement in self:
            statement.figures_html = self._figures_page(statement._answer())

    def write(self, vals):
        if self:
            raise UserError(
                self.env._(
                    "A published statement does not change: publish a correction, "
                    "which replaces it."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_statement(self):
        raise UserError(
            self.env._("A published statement is not deleted: it was read already.")
        )

    # === WHAT WAS PUBLISHED === #

    def _answer(self):
        """Return the answer as it was published, of the frozen figures alone.

        sudo: which clubs were counted is no secret to whoever reads the statement.
        """
        self.ensure_one()
        lines = [
            self._line(figure_of(data), data["before"] and figure_of(data["before"]))
            for data in self.figures or []
        ]
        clubs = self.sudo().club_ids
        question = Question(clubs, self.date_from, self.date_to, self.date_to, True)
        running = 0 if self.no_running else None
        return Answer(question, lines, None, running, published=True)

    @api.model
    def _line(self, figure, before):
        """Return a figure beside that of the year before, or beside nothing."""
        terms = dict.fromkeys(("numerator", "denominator", "value", "unknown"))
        nothing = replace(figure, **terms, hidden=frozenset(), detail="")
        return Line(figure, before or nothing, None)

    @api.model
    def _figures_page(self, answer):
        """Return the chart and the table of the figures, as the Bilan shows them."""
        return self.env["ir.qweb"]._render(
            "clubs_ambition.statement_figures",
            {
                "answer": answer,
                "message": "",
                "texts": self.env["club.kpi.text"],
                "rates": self.env["club.kpi.paper"]._rates_chart(answer),
            },
        )

    def _published(self):
        """Return the figures of one statement with what they are of."""
        return Published(
            self._cells(self.club_ids, self.part),
            [figure_of(data) for data in self.figures],
        )

    @api.model
    def _cells(self, clubs, part):
        """Return the clubs and half-years that a statement of a year is of."""
        return frozenset((club, half) for club in clubs.ids for half in HALVES[part])

    @api.model
    def _dates(self, year, part):
        """Return the first and the last day of a period."""
        halves = HALVES[part]
        first = date(year, 1 if 1 in halves else 7, 1)
        return first, date(year, 12, 31) if 2 in halves else date(year, 6, 30)

    @api.model
    def _period_name(self, year, part):
        if part == "year":
            return self.env._("year %s", year)
        if part == "first":
            return self.env._("first half of %s", year)
        return self.env._("second half of %s", year)

    @api.model
    def _in_force(self, territory, year, part):
        """Return the last version of a statement, if there is one.

        sudo: who publishes for a territory may not be attached to it any more.
        """
        return self.sudo().search(
            [
                ("territory_id", "=", territory.id),
                ("year", "=", year),
                ("part", "=", part),
            ],
            order="version desc",
            limit=1,
        )

    # === ACTIONS === #

    def action_correct(self):
        """Open the dialog that publishes another version."""
        self.ensure_one()
        return actions.dialog(
            "club.statement.publish",
            self.env._("Correct the statement"),
            default_territory_id=self.territory_id.id,
            default_year=self.year,
            default_part=self.part,
        )

    def action_open_replacement(self):
        """Open the version in force."""
        return self.replacement_id._open()

    def _open(self):
        return actions.window(
            self._name, res_id=self.id, view_mode="form", views=[(False, "form")]
        )
