from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import CHANNELS, COACH, ON_LIST, SESSION_KINDS
from ...utils import actions, clock
from ...utils.races import holding
from ...utils.searches import true_where

MOVES = {"start", "stop", "location"}
SHOWN = MOVES | {"name", "animateur_id"}
"""What Odoo's calendar shows of a session."""

TO_CLOSE_ACTIVITY = "clubs_ambition.mail_activity_type_to_close"


class ClubSession(models.Model):
    """One dated gathering of a club: a meeting, a workshop, an interview.

    Its hours, its room, its list and its proof are its own. An event of Odoo's calendar
    shows it (``club.session.calendar``) and may be lost: nothing here hangs on it. The
    event carries the animateur only, never the people: the calendar of an agency is
    read by everybody.
    """

    _name = "club.session"
    _description = "Session"
    _inherit = [
        *("club.guard.mixin", "club.label.mixin", "club.transition.mixin"),
        *("club.calendar.entry.mixin", "club.thread.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "start, id"
    _initial_states = ("planned",)
    _transitions = {
        "planned": ("held", "cancelled"),
        "held": ("planned",),
        "cancelled": ("planned",),
    }
    _handed_over = ("animateur_id", [("state", "=", "planned")])
    _follows_elsewhere = ("event_id", "calendar_sequence")  # it only rises
    _fixed_fields = ("club_id",)
    _held_fields = SHOWN | {"kind", "cohort_id", "participant_id"}
    """What was proved by holding it: corrected by a manager, or once reopened."""

    event_id = fields.Many2one(
        "calendar.event",
        readonly=True,
        index=True,
        copy=False,
        ondelete="set null",
        string="Event of the calendar",
        help="Shows the session in Odoo's calendar; lost, nothing of the session is.",
    )
    name = fields.Char(string="Title", required=True, tracking=True)
    start = fields.Datetime(string="Starts", required=True, tracking=True)
    stop = fields.Datetime(string="Ends", required=True, tracking=True)
    location = fields.Char(string="Room", tracking=True)
    kind = fields.Selection(
        SESSION_KINDS, required=True, default="group", index=True, tracking=True
    )
    club_id = fields.Many2one(
        "club.club",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    cohort_id = fields.Many2one(
        "club.cohort",
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('club_id', '=', club_id)]",
    )
    seats_free = fields.Integer(related="cohort_id.seats_free", string="Free seats")
    animateur_id = fields.Many2one(
        "res.users",
        compute="_compute_animateur_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    participant_id = fields.Many2one(
        "club.participant",
        index="btree_not_null",
        ondelete="restrict",
        groups=COACH,
        help="Whom an individual interview is with.",
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    is_to_close = fields.Boolean(
        compute="_compute_is_to_close",
        search="_search_is_to_close",
        string="To close",
        help="Past, and the attendance is not complete.",
    )
    conflict_label = fields.Char(compute="_compute_conflict_label", groups=COACH)
    note = fields.Text(
        groups=COACH,
        help="Objective, relevant, and readable by the person concerned.",
    )
    programme_key = fields.Char(
        copy=False, readonly=True, help="What generated it: a re-run skips it."
    )
    attendance_ids = fields.One2many(
        "club.attendance", "session_id", domain=ON_LIST, groups=COACH
    )
    expected_count = fields.Integer(compute="_compute_counts", groups=COACH)
    present_count = fields.Integer(compute="_compute_counts", groups=COACH)
    unknown_count = fields.Integer(compute="_compute_counts", groups=COACH)
    employer_ids = fields.Many2many(
        "res.partner",
        "club_session_employer_rel",
        "session_id",
        "partner_id",
        domain=[("is_company", "=", True)],
        string="Employers met",
        groups=COACH,
    )
    employers_channel = fields.Selection(
        [pair for pair in CHANNELS if pair[0] in ("fair", "visit")],
        default="fair",
        required=True,
        string="Met at a",
        groups=COACH,
    )
    contact_ids = fields.One2many("club.contact", "session_id", groups=COACH)
    employers_to_log = fields.Integer(compute="_compute_employers_to_log", groups=COACH)

    _dates_order = models.Constraint(
        "CHECK(stop > start)", "A session ends after it starts."
    )
    _interview_person = models.Constraint(
        "CHECK((kind = 'interview') = (participant_id IS NOT NULL))",
        "An individual interview is with one person, a group session with a group.",
    )
    _event_uniq = models.UniqueIndex("(event_id)", "This event has its session.")
    _programme_uniq = models.UniqueIndex(
        "(cohort_id, programme_key) WHERE programme_key IS NOT NULL",
        "The programme has generated this session already.",
    )
    _club_start_idx = models.Index("(club_id, start)")
    _to_close_idx = models.Index("(club_id, stop) WHERE state = 'planned'")

    @api.depends("club_id", "participant_id")
    def _compute_animateur_id(self):
        for session in self:
            animateurs = self.env["club.stand.in"]._present(session.club_id)
            mine = self.env.user in animateurs and self.env.user
            session.animateur_id = (
                session.sudo().participant_id.animateur_id
                or session.animateur_id
                or mine
                or animateurs[:1]
            )

    @api.depends("state", "stop")
    def _compute_is_to_close(self):
        now = fields.Datetime.now()
        for session in self:
            session.is_to_close = (
                session.state == "planned" and session.stop and session.stop < now
            )

    def _search_is_to_close(self, operator, value):
        late = Domain("state", "=", "planned") & Domain("stop", "<", "now")
        return true_where(lambda: late, operator, value)

    @api.depends("start", "stop", "location", "animateur_id", "state")
    def _compute_conflict_label(self):
        """Name a session that takes the same room or animateur at the same time."""
        calendar = self.env["club.session.calendar"]
        for session in self:
            session.conflict_label = calendar._conflict_label(session)

    @api.depends("attendance_ids.state")
    def _compute_counts(self):
        counts = self.env["club.attendance"]._counts(self)
        for session in self:
            of = counts[session.id]
            session.expected_count = sum(of.values())
            session.present_count = of["present"]
            session.unknown_count = of["expected"]

    @api.depends("employer_ids", "contact_ids")
    def _compute_employers_to_log(self):
        for session in self:
            met = session.employer_ids - session.contact_ids.partner_id
            session.employers_to_log = len(met)

    @api.constrains("cohort_id", "club_id", "participant_id")
    @holding("participant_id")
    def _check_club(self):
        for session in self:
            others = session.cohort_id.club_id | session.participant_id.club_id
            if others - session.club_id:
                raise UserError(
                    self.env._(
                        "%s is a session of one club: its group and its person are "
                        "of that club.",
                        session.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create sessions with whoever is expected, and show them in the calendar."""
        calendar = self.env["club.session.calendar"]
        club = self.default_get(["club_id"]).get("club_id")
        sessions = super().create([calendar._placed(vals, club) for vals in vals_list])
        self.env["club.attendance"]._expect_people_of(sessions)
        calendar._project(sessions)
        return sessions

    def write(self, vals):
        """Write; the event follows, and who is expected hears of another time or room."""
        moving = MOVES & vals.keys()
        before = self._places() if moving else {}
        lists = self.env["club.roll"]._lists(self, vals)
        if held := self._held_fields & vals.keys():
            self._check_not_held(*held)
        result = super().write(vals)
        self.env["club.roll"]._follow(lists)
        if SHOWN & vals.keys():
            self.env["club.session.calendar"]._project(self)
        if moving:
            self.env["club.session.mail"]._notify_moved(self, before)
        return result

    def unlink(self):
        self.env["club.session.mail"]._call_off(self)
        events = self._quiet_events()
        result = super().unlink()
        events.unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        for session in self:
            if session.state == "held":
                raise UserError(
                    self.env._("%s was held: it stays in the figures.", session.name)
                )

    # === STATES === #

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "held":
            self.env["club.attendance"]._check_answered(self)

    def _after_transition(self, before, new):
        if new == "cancelled":
            self.env["club.seat"]._hold_groups(self.cohort_id)  # who enters hears of it
            self._notify_expected("mail_template_session_cancelled")
        super()._after_transition(before, new)
        lines = self.attendance_ids._worked_on()
        lines._follow_session(new)
        if new != "planned":
            self._set_tasks_aside(TO_CLOSE_ACTIVITY)
            return
        lines.filtered(lambda line: before[line.session_id] == "held")._uninform()
        now = fields.Datetime.now()
        self.env["club.attendance"]._expect_people_of(
            self.filtered(lambda one: before[one] == "cancelled" and one.start > now)
        )

    def _check_not_held(self, *names):
        """Refuse to correct what was held, but by a manager; the thread keeps it."""
        if not self._is_guarded(*names) or self._is_manager():
            return
        if held := self.filtered(lambda session: session.state == "held"):
            raise UserError(
                self.env._(
                    "%s was held, and counts: reopen it to correct it, or ask a "
                    "manager.",
                    held[0].name,
                )
            )

    def _check_from_calendar(self, vals=None):
        """Refuse what the calendar may not do to sessions (``vals`` of their events)."""
        self.env["club.session.calendar"]._check_change(self, vals)

    def _quiet_events(self):
        """Return the events to write; sudo: the animateur's, whoever moves them."""
        return self.env["club.session.calendar"]._quiet(self.sudo().event_id)

    def _places(self):
        """Return ``{session: (start, room)}``."""
        return {session: (session.start, session.location) for session in self}

    def _entry_turned(self):
        self.env["club.session.calendar"]._free(self)

    def _notify_expected(self, template):
        self.env["club.session.mail"]._notify(self, template)

    @api.model
    def _cron_nag(self):
        """Put one activity on each session to close, but interviews of whoever has left."""
        journeys = self.env["club.exit.effect"]._domain_open_to("activities")
        nobody = Domain("participant_id", "=", False)
        followed = nobody | Domain("participant_id", "any", journeys)
        late = Domain("is_to_close", "=", True) & followed
        self.env["club.job"]._work_through(self._name, late, type(self)._nag)

    def _nag(self):
        """Put one activity on each that has none yet, for its animateur."""
        waiting = self - self.filtered("activity_ids")
        self.env["club.race"]._hold(waiting)  # who closes one at once has written it
        for user, sessions in waiting.grouped("animateur_id").items():
            sessions.activity_schedule(
                TO_CLOSE_ACTIVITY,
                user_id=user.id or self.env.uid,
                date_deadline=clock.today(self),
            )

    # === ACTIONS === #

    def action_close(self):
        return self.write({"state": "held"})

    def action_cancel(self):
        return self.write({"state": "cancelled"})

    def action_reopen(self):
        return self.write({"state": "planned"})

    def action_all_present(self):
        """Mark everybody not answered yet as present: then correct."""
        expected = self.attendance_ids._worked_on()
        expected.filtered(lambda line: line.state == "expected").write(
            {"state": "present"}
        )
        return True

    def action_invite(self):
        """Invite to an information meeting those of the club who wait for one."""
        self.ensure_one()
        return self.env["club.session.mail"]._invite(self)

    def action_log_employers(self):
        """Log one contact for each employer met that has none of this session."""
        self.ensure_one()
        self.env["club.race"]._hold(self)  # of two taps, the second logs nobody
        employers = self.employer_ids - self.contact_ids.partner_id
        self.env["club.contact"]._log_meeting(self, employers)

    def action_show_in_calendar(self):
        """Show the session in the calendar again, where its event was deleted."""
        self.check_access("write")
        self.env["club.session.calendar"]._project(self)
        return True

    def action_roll_call(self):
        """Open the attendance of one session, made for the thumb."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "clubs_ambition.roll_call",
            "name": self.env._("Attendance"),
            "params": {"session_id": self.id},
            "context": {"active_id": self.id},
        }

    @api.readonly
    def get_roll_call(self):
        """Return what the roll call shows of one session, people by name."""
        self.ensure_one()
        return self.env["club.attendance"]._roll_call(self)

    def action_open_participants(self):
        """Return the people of the session, to work with them."""
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_participant_action",
            domain=[("id", "in", self.attendance_ids.participant_id.ids)],
            context={},
        )
