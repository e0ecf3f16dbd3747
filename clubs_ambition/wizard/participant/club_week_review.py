from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...const import TIMEZONE
from ...utils import clock

INTERVIEW = timedelta(minutes=30)


class ClubWeekReview(models.TransientModel):
    """The weekly point with one participant, in one dialog and one gesture.

    What was set out is reviewed (done, carried over, dropped), the interview gets
    its note and its attendance, the next objectives and the next interview are set.
    It is also what a cell of the week board opens: the facts of that week.
    """

    _name = "club.week.review"
    _description = "Weekly point"
    _inherit = ["club.dialog.access.mixin"]
    _over_texts = {"note": "session_id.note"}

    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    week_start = fields.Date(
        required=True,
        string="Week of",
        default=lambda self: clock.monday(clock.today(self)),
    )
    signal_label = fields.Char(
        related="participant_id.signal_label", related_sudo=False
    )
    session_id = fields.Many2one(
        "club.session",
        compute="_compute_session_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Interview",
    )
    can_close = fields.Boolean(compute="_compute_can_close")
    answer = fields.Selection(
        [("present", "Present"), ("excused", "Excused"), ("absent", "Absent")],
        default="present",
        string="At the interview",
    )
    note = fields.Text(
        compute="_compute_note",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="Objective, relevant, and readable by the person.",
    )
    line_ids = fields.One2many(
        "club.week.review.line",
        "review_id",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Objectives to review",
    )
    next_ids = fields.One2many(
        "club.week.review.next", "review_id", string="Next objectives"
    )
    next_week = fields.Date(compute="_compute_next_week")
    next_start = fields.Datetime(string="Next interview")
    has_next = fields.Boolean(compute="_compute_has_next")
    facts_label = fields.Char(compute="_compute_facts_label")
    objective_ids = fields.Many2many("club.objective", compute="_compute_facts")
    attendance_ids = fields.Many2many("club.attendance", compute="_compute_facts")
    candidacy_ids = fields.Many2many("club.candidacy", compute="_compute_facts")

    def _monday(self):
        """Return the first day of the week; of this one while none is chosen."""
        return self.week_start or clock.monday(clock.today(self))

    def _bounds(self):
        """Return the week in UTC, as sessions are kept, from Monday to Monday there."""
        zone = pytz.timezone(self.participant_id.club_id.tz or TIMEZONE)
        days = (self._monday(), self._monday() + timedelta(weeks=1))
        return tuple(
            zone.localize(fields.Datetime.to_datetime(day))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in days
        )

    @api.depends("participant_id", "week_start")
    def _compute_session_id(self):
        """Find the interview of the week, the one to hold first."""
        for review in self:
            start, stop = review._bounds()
            found = self.env["club.session"].search(
                [
                    ("participant_id", "=", review.participant_id.id),
                    ("kind", "=", "interview"),
                    ("start", ">=", start),
                    ("start", "<", stop),
                    ("state", "!=", "cancelled"),
                ]
            )
            planned = found.filtered(lambda one: one.state == "planned")
            review.session_id = planned[:1] or found[-1:]

    @api.depends("session_id")
    def _compute_can_close(self):
        now = fields.Datetime.now()
        for review in self:
            session = review.session_id
            review.can_close = session.state == "planned" and session.start <= now

    @api.depends("session_id")
    def _compute_note(self):
        for review in self:
            review.note = review.session_id.note

    @api.depends("participant_id", "week_start")
    def _compute_line_ids(self):
        """List what is still open of this week and of those before."""
        for review in self:
            still_open = review.participant_id.objective_ids.filtered(
                lambda one, review=review: (
                    one.state in ("todo", "doing")
                    and not one.carried_to_ids
                    and one.week_start <= review._monday()
                )
            )
            review.line_ids = [Command.clear()] + [
                Command.create({"objective_id": one.id})
                for one in still_open.sorted("week_start")
            ]

    @api.depends("week_start")
    def _compute_next_week(self):
        this_week = clock.monday(clock.today(self))
        for review in self:
            review.next_week = max(review._monday(), this_week)

    @api.depends("participant_id")
    def _compute_has_next(self):
        for review in self:
            review.has_next = self.env["club.session"].search_count(
                [
                    ("participant_id", "=", review.participant_id.id),
                    ("kind", "=", "interview"),
                    ("state", "=", "planned"),
                    ("start", ">", fields.Datetime.now()),
                    ("id", "!=", review.session_id.id),
                ],
                limit=1,
            )

    @api.depends("participant_id", "week_start")
    def _compute_facts(self):
        for review in self:
            start, stop = review._bounds()
            journey, monday = review.participant_id, review._monday()
            sunday = monday + timedelta(days=6)
            review.attendance_ids = journey.attendance_ids.filtered(
                lambda line, start=start, stop=stop: (
                    start <= line.session_start < stop and line.state != "cancelled"
                )
            ).sorted("session_start")
            review.candidacy_ids = journey.candidacy_ids.filtered(
                lambda one, monday=monday, sunday=sunday: (
                    one.sent_on and monday <= one.sent_on <= sunday
                )
            )
            review.objective_ids = journey.objective_ids.filtered(
                lambda one, monday=monday: (
                    one.week_start == monday
                    and (one.state in ("done", "dropped") or one.carried_to_ids)
                )
            )

    @api.depends("attendance_ids", "candidacy_ids")
    def _compute_facts_label(self):
        """Sum up the week for who clicks a cell of the board."""
        states = dict(
            self.env["club.attendance"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for review in self:
            lines = review.attendance_ids.grouped("state")
            words = [
                self.env._(
                    "%(what)s: %(said)s", what=states[state], said=len(lines[state])
                )
                for state in lines
            ]
            if review.candidacy_ids:
                words.append(
                    self.env._("candidacies sent: %s", len(review.candidacy_ids))
                )
            review.facts_label = " · ".join(words)

    # === ACTIONS === #

    def action_confirm(self):
        """Save the review, the note, the objectives and the next interview, or nothing."""
        self.ensure_one()
        self._check_given()
        if self.line_ids.objective_id.participant_id - self.participant_id:
            raise UserError(self.env._("These objectives are somebody else's."))
        for line in self.line_ids.filtered("outcome"):
            line._apply()
        self._set_next()
        self._save_note()
        self._close_interview()
        self._plan_next()
        return {"type": "ir.actions.act_window_close"}

    def _set_next(self):
        """Create the next objectives; pressed twice, or in two tabs, each is set once."""
        objectives = self.env["club.objective"]
        self.env["club.turn"]._take(("week", self.participant_id.id, self.next_week))
        week = [("participant_id", "=", self.participant_id.id)]
        week.append(("week_start", "=", self.next_week))
        known = set(objectives.search(week).mapped("name"))
        lines = self.next_ids.filtered(lambda line: line.name not in known)
        objectives.create([line._objective_values() for line in lines])

    def _save_note(self):
        """Write the note on the interview, if it changed."""
        session = self.session_id
        if session and (self.note or "") != (session.note or ""):
            session.note = self.note

    def _close_interview(self):
        """Record whether the person came to the interview, and close it."""
        if self.can_close and self.answer:
            session = self.session_id
            lines = session.attendance_ids.filtered(
                lambda line: line.participant_id == self.participant_id
            )
            lines.write({"state": self.answer})
            session.write({"state": "held"})

    def _plan_next(self):
        """Create the next interview, if its time was chosen."""
        if not self.next_start:
            return
        if self.next_start <= fields.Datetime.now():
            raise UserError(self.env._("The next interview is still to come."))
        journey = self.participant_id
        sessions = self.env["club.session"]
        self.env["club.turn"]._take(("interview", journey.id, self.next_start))
        planned = [
            ("participant_id", "=", journey.id),
            ("start", "=", self.next_start),
            ("state", "!=", "cancelled"),
        ]
        if sessions.search_count(planned, limit=1):
            return
        sessions.create(
            {
                "name": self.env._("Individual interview"),
                "kind": "interview",
                "club_id": journey.club_id.id,
                "cohort_id": journey.cohort_id.id,
                "participant_id": journey.id,
                "start": self.next_start,
                "stop": self.next_start + INTERVIEW,
            }
        )
