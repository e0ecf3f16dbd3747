from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_datetime

from ...const import MANAGER
from ...kpi.answer.kpi_question import Question
from ...utils import clock
from ...utils.races import alone

FROZEN = ("territory_id", "date", "date_from", "date_to", "cutoff")
"""What the figures of a held meeting rest on."""


class ClubCommitteeMeeting(models.Model):
    """A meeting of the steering committee of a territory, and what it decided.

    Its figures are those known at its cut-off, frozen when it is held: a late answer
    changes the next Bilan, not what a prefect was shown. They leave the agency, so
    small numbers are hidden and nobody is named. Observers read its words; figures
    they read where they are published (``club.statement``).
    """

    _name = "club.committee.meeting"
    _description = "Steering committee meeting"
    _inherit = [
        "club.label.mixin",
        "club.guard.mixin",
        "club.transition.mixin",
        "club.undelivered.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["territory_id", "place"]
    _initial_states = ("planned",)
    _transitions = {
        "planned": ("held", "cancelled"),
        "held": (),
        "cancelled": ("planned",),
    }
    _handed_over = ("user_id", [("state", "=", "planned")])

    name = fields.Char(compute="_compute_name")
    territory_id = fields.Many2one(
        "club.territory",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user.club_territory_ids[:1],
    )
    date = fields.Datetime(required=True, tracking=True)
    place = fields.Char()
    chair = fields.Char(help="Who chairs: a prefect or their delegate, a director.")
    user_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, string="Prepared by"
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        copy=False,
        tracking=True,
    )
    attendee_ids = fields.One2many(
        "club.committee.attendee", "meeting_id", string="Members"
    )
    agenda = fields.Html(compute="_compute_agenda", store=True, readonly=False)
    club_points = fields.Html(string="Club by club", copy=False)
    financing = fields.Html(copy=False)
    minutes = fields.Html(copy=False)
    decision_ids = fields.One2many(
        "club.committee.decision", "meeting_id", string="Decisions"
    )
    next_on = fields.Date(string="Next meeting on", copy=False)

    # figures
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: clock.year_until(clock.today(self)),
    )
    date_to = fields.Date("To", required=True, default=clock.today)
    cutoff = fields.Date("Cut-off", required=True, default=clock.today, tracking=True)
    pack_id = fields.Many2one(
        "club.pack",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=MANAGER,
    )
    pack_on = fields.Datetime(
        related="pack_id.produced_on", string="Pack produced on", groups=MANAGER
    )
    frozen_on = fields.Datetime(copy=False, readonly=True)
    figures = fields.Json(related="pack_id.figures", groups=MANAGER)
    pack_xlsx = fields.Binary("Workbook", related="pack_id.workbook", groups=MANAGER)
    pack_xlsx_name = fields.Char(related="pack_id.workbook_name", groups=MANAGER)
    pack_pdf = fields.Binary("Bilan (PDF)", related="pack_id.paper", groups=MANAGER)
    pack_pdf_name = fields.Char(related="pack_id.paper_name", groups=MANAGER)
    figures_html = fields.Html(
        compute="_compute_figures_html", sanitize=False, groups=MANAGER
    )

    _period_order = models.Constraint(
        "CHECK(date_to >= date_from AND cutoff >= date_from)",
        "The period ends after it starts, and something of it is known at the cut-off.",
    )
    _held_frozen = models.Constraint(
        "CHECK(state != 'held' OR frozen_on IS NOT NULL)",
        "A meeting that was held has its figures.",
    )
    _territory_date_idx = models.Index("(territory_id, date)")

    @api.depends("territory_id.name", "date")
    @api.depends_context("lang", "tz")
    def _compute_name(self):
        for meeting in self:
            day = meeting.date and format_datetime(
                self.env, meeting.date, dt_format="d MMMM y"
            )
            parts = (meeting.territory_id.name, day)
            meeting.name = " – ".join(part for part in parts if part)

    @api.depends("territory_id")
    def _compute_agenda(self):
        """Pre-fill what every committee goes through, and what it left to do."""
        for meeting in self.filtered(lambda one: not one.agenda):
            meeting.agenda = self.env["ir.qweb"]._render(
                "clubs_ambition.committee_agenda",
                {"open": meeting._open_decisions().mapped("name")},
            )

    def _open_decisions(self):
        """Return what earlier meetings of the territory decided and is not done."""
        return self.env["club.committee.decision"].search(
            [
                ("meeting_id.territory_id", "=", self.territory_id.id),
                ("state", "=", "todo"),
                ("meeting_id", "!=", self._origin.id),
            ],
            limit=20,
        )

    @alone("the meeting itself is written")
    def write(self, vals):
        held = self.filtered(lambda meeting: meeting.state == "held")
        changed = [name for name in FROZEN if name in vals]
        if held and changed and self._is_guarded(*changed):
            raise UserError(
                self.env._(
                    "This meeting was held: its territory, dates and figures stay as "
                    "they were. Plan another one."
                )
            )
        if changed and vals.get("state") == "held":
            # What is frozen is frozen on the dates that come with it.
            self.write({name: one for name, one in vals.items() if name != "state"})
            changed, vals = [], {"state": "held"}
        result = super().write(vals)
        if changed:
            self._forget_pack()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        wanted = [vals.get("state") for vals in vals_list]
        meetings = super().create([{**vals, "state": "planned"} for vals in vals_list])
        for meeting, state in zip(meetings, wanted, strict=True):
            if state and state != "planned":
                meeting.state = state
        return meetings

    # === TRANSITIONS === #

    def _check_transition(self, old, new, vals):
        """Freeze the figures of what is held."""
        super()._check_transition(old, new, vals)
        if new == "held":
            self._freeze()

    def _after_transition(self, before, new):
        """Set aside the preparation of a cancelled meeting, until it is planned again."""
        super()._after_transition(before, new)
        if new == "cancelled":
            self._set_tasks_aside("mail.mail_activity_data_todo")

    # === FIGURES === #

    def _question(self):
        """Return what the figures answer; they leave the agency.

        :raise UserError: when the dates do not make a period
        """
        self.ensure_one()
        dates = self.date_from, self.date_to, self.cutoff
        self.env["club.kpi"]._check_period(*dates)
        clubs = self.env["club.kpi"]._scope(self.territory_id)
        return Question(clubs, *dates, outside=True)

    def _prepare_pack(self):
        """Produce the pack that the members get, as known now."""
        for meeting in self:
            pack = self.env["club.pack"]._produce(
                meeting._question(), meeting.territory_id
            )
            meeting._unguarded("pack_id").pack_id = pack

    def _prepare_pack_for_organiser(self):
        """Produce packs by schedule, in the language of who will hand them out."""
        for meeting in self:
            lang = meeting.user_id.lang or self.env.lang
            meeting.with_context(lang=lang)._prepare_pack()

    def _forget_pack(self):
        """Let go of a pack that answers another question than the meeting's."""
        for meeting in self.filtered("pack_id"):
            pack = meeting.pack_id
            asked = ("territory_id", "date_from", "date_to", "cutoff")
            if any(pack[name] != meeting[name] for name in asked):
                meeting._unguarded("pack_id").pack_id = False

    def _freeze(self):
        """Keep the figures the members were given, or those known now; once."""
        self.filtered(lambda meeting: not meeting.pack_id)._prepare_pack()
        for meeting in self:
            meeting._unguarded("frozen_on").frozen_on = meeting.pack_id.produced_on

    def _figure_lines(self):
        """Return the figures on screen: those of the pack, or those of now."""
        self.ensure_one()
        if self.figures:
            return self.figures
        answer = self.env["club.kpi"]._answer(self._question())
        figure_text = self.env["club.kpi.text"]._figure_text
        return [
            {
                "label": figure.label,
                "detail": figure.detail,
                "text": figure_text(figure),
            }
            for figure in answer.figures
        ]

    @api.depends("figures", "territory_id", "date_from", "date_to", "cutoff")
    @api.depends_context("uid", "lang")
    def _compute_figures_html(self):
        for meeting in self:
            values = {"lines": [], "message": ""}
            try:
                values["lines"] = meeting.territory_id and meeting._figure_lines()
            except (AccessError, UserError) as error:
                values["message"] = str(error)
            meeting.figures_html = self.env["ir.qweb"]._render(
                "clubs_ambition.committee_figures", values
            )

    # === ACTIONS === #

    def action_prepare_pack(self):
        """Produce the pack, or another one with what is known by now.

        Where nothing changed since, it stays the one there is, and says so.

        :raise UserError: once held: what a prefect was shown stays as it was
        """
        self.env["club.pack"]._check_producer()
        if any(meeting.state != "planned" for meeting in self):
            raise UserError(
                self.env._("The pack of a meeting that was held or cancelled stays.")
            )
        before = self.pack_id
        self._prepare_pack()
        return self._tell_unchanged() if before and self.pack_id == before else None

    def _tell_unchanged(self):
        message = self.env._(
            "Nothing has changed since this pack was produced: it is the same one."
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message},
        }

    def action_hold(self):
        """Close the figures: the meeting has taken place."""
        self.state = "held"

    def action_cancel(self):
        self.state = "cancelled"

    def action_reopen(self):
        """Plan again what was cancelled, with what was to be done for it."""
        self.state = "planned"

    def action_print_minutes(self):
        self.ensure_one()
        return self.env.ref(
            "clubs_ambition.club_committee_report_minutes"
        ).report_action(self)
