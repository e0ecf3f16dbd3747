from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import COACH, SESSION_KINDS


class ClubSession(models.Model):
    """One dated gathering of a club: a meeting, a workshop, an interview.

    Its time and place are those of an event of Odoo's calendar, so that moving it
    there moves it here. The event carries the animateur only, never the people: the
    calendar of an agency is read by everybody.
    """

    _name = "club.session"
    _description = "Session"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.transition.mixin",
        "club.nir.refusal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "start, id"

    _initial_states = ("planned",)
    _transitions = {
        "planned": ("held", "cancelled"),
        "held": ("planned",),
        "cancelled": ("planned",),
    }
    _handed_over = ("animateur_id", [("state", "=", "planned")])
    _fixed_fields = ("club_id", "event_id")
    _held_fields = frozenset(
        {
            *("name", "kind", "start", "stop", "location"),
            *("cohort_id", "participant_id", "animateur_id"),
        }
    )
    """What was proved by holding it: corrected by a manager, or once reopened."""
    _protected_fields = ("programme_key",)

    event_id = fields.Many2one(
        "calendar.event",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        ondelete="restrict",
    )
    name = fields.Char(
        related="event_id.name",
        tracking=True,
        string="Title",
        help="",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    start = fields.Datetime(
        related="event_id.start",
        tracking=True,
        string="Starts",
        help="",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    stop = fields.Datetime(
        related="event_id.stop",
        tracking=True,
        string="Ends",
        help="",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    location = fields.Char(
        related="event_id.location",
        tracking=True,
        store=True,
        readonly=False,
        precompute=True,
        string="Room",
    )
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
    note = fields.Text(
        groups=COACH,
        help="Objective, relevant, and readable by the person concerned.",
    )
    programme_key = fields.Char(
        copy=False, readonly=True, help="What generated it: a re-run skips it."
    )
    attendance_ids = fields.One2many("club.attendance", "session_id", groups=COACH)
    expected_count = fields.Integer(compute="_compute_counts", groups=COACH)
    present_count = fields.Integer(compute="_compute_counts", groups=COACH)
    unknown_count = fields.Integer(compute="_compute_counts", groups=COACH)

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
            animateurs = session.club_id.animateur_ids
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
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "planned") & Domain("stop", "<", "now")
        return late if True in value else ~late

    @api.depends("attendance_ids.state")
    def _compute_counts(self):
        groups = self.env["club.attendance"]._read_group(
            [("session_id", "in", self.ids)], ["session_id", "state"], ["__count"]
        )
        counts = {(session.id, state): count for session, state, count in groups}
        for session in self:
            of = {
                state: counts.get((session.id, state), 0)
                for state in ("expected", "present", "excused", "absent")
            }
            session.expected_count = sum(of.values())
            session.present_count = of["present"]
            session.unknown_count = of["expected"]

    @api.constrains("cohort_id", "club_id", "participant_id")
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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        for session in self:
            if session.state == "held":
                raise UserError(
                    self.env._("%s was held: it stays in the figures.", session.name)
                )

    def write(self, vals):
        if self._held_fields & vals.keys():
            self._check_not_held()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _check_not_held(self):
        """Refuse to correct what was held, but by a manager; the thread keeps it."""
        if not self._is_guarded() or self._is_manager():
            return
        if held := self.filtered(lambda session: session.state == "held"):
            raise UserError(
                self.env._(
                    "%s was held, and counts: reopen it to correct it, or ask a "
                    "manager.",
                    held[0].name,
                )
            )

    def _refuse_list(self):
        raise UserError(
            self.env._("%s is closed: reopen it to correct the attendance.", self.name)
        )

    def _expect_people(self):
        """Expect the person of an interview, and everybody seated of the group."""
        lines = []
        for session in self:
            people = session.participant_id or (
                session.cohort_id.participant_ids.filtered("is_seated")
                if session.kind != "information"
                else session.participant_id
            )
            people -= session.attendance_ids.participant_id
            lines += [
                {"session_id": session.id, "participant_id": person.id}
                for person in people
            ]
        self.env["club.attendance"].create(lines)

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "held":
            self._check_attendance_known()

    def _check_attendance_known(self):
        """Refuse to close a session before everybody expected has an answer."""
        for session in self:
            unknown = session.attendance_ids.filtered(
                lambda line: line.state == "expected"
            )
            if unknown:
                raise UserError(
                    self.env._(
                        "%(session)s: say whether these people came: %(names)s.",
                        session=session.name,
                        names=", ".join(unknown.participant_id.mapped("display_name")),
                    )
                )
            if session.start > fields.Datetime.now():
                raise UserError(self.env._("%s has not started yet.", session.name))

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        lines = self.attendance_ids._unguarded()
        if new == "held":
            self._inform_present()
        if new == "cancelled":
            lines.write({"state": "cancelled"})
        elif new == "planned":
            lines.filtered(lambda line: line.state == "cancelled").write(
                {"state": "expected"}
            )
            self.filtered(
                lambda session: (
                    before[session] == "cancelled"
                    and session.start > fields.Datetime.now()
                )
            )._expect_people()

    def _inform_present(self):
        """Whoever came to an information meeting is informed from then on."""
        meetings = self.filtered(lambda session: session.kind == "information")
        came = meetings.attendance_ids.filtered(lambda line: line.state == "present")
        came.participant_id.filtered(lambda one: one.state == "oriented").write(
            {"state": "informed"}
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
        self.attendance_ids.filtered(lambda line: line.state == "expected").write(
            {"state": "present"}
        )
        return True
