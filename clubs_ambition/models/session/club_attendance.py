from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import ASIDE
from ...utils import clock
from ...utils.races import alone, holding


class ClubAttendance(models.Model):
    """Whether one participant came to one session.

    One row a person and session: two people who record the same session at once
    write different rows, and lose nothing. ``cancelled`` means the club cancelled.
    """

    _name = "club.attendance"
    _description = "Attendance"
    _inherit = ["club.guard.mixin", "club.label.mixin"]
    _order = "session_id, participant_id"
    _rec_name = "participant_id"

    session_id = fields.Many2one(
        "club.session", required=True, index=True, ondelete="cascade"
    )
    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    club_id = fields.Many2one(
        related="session_id.club_id", store=True, index=True, precompute=True
    )
    session_start = fields.Datetime(related="session_id.start")
    initials = fields.Char(related="participant_id.initials", related_sudo=False)
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("present", "Present"),
            ("excused", "Excused"),
            ("absent", "Absent"),
            ("cancelled", "Cancelled by the club"),
            ("left", "Expected no more"),
        ],
        default="expected",
        required=True,
    )
    reason = fields.Selection(
        [
            ("job", "Job interview or work"),
            ("appointment", "Appointment"),
            ("family", "Family matter"),
            ("transport", "Transport"),
            ("proof", "Document seen"),
            ("other", "Other"),
        ],
        help="Why an absence is excused; never a medical fact.",
    )
    recorded_by = fields.Many2one("res.users", readonly=True, copy=False)
    recorded_on = fields.Datetime(readonly=True, copy=False)
    mail_message_id = fields.Many2one(
        "mail.message", "Last e-mail", readonly=True, copy=False, index="btree_not_null"
    )

    # what comes back, and who is told of it
    state_before = fields.Char(readonly=True, copy=False)
    told_cancelled = fields.Boolean(
        readonly=True,
        copy=False,
        help="The person was told that they need not come, and nothing since.",
    )

    can_interview = fields.Boolean(compute="_compute_can_interview")

    _fixed_fields = ("session_id", "participant_id")

    _person_uniq = models.UniqueIndex(
        "(session_id, participant_id)", "This person is on the list already."
    )
    _reason_excused = models.Constraint(
        "CHECK(reason IS NULL OR 'excused' IN (state, COALESCE(state_before, '')))",
        "A reason goes with an excused absence.",
    )

    @api.depends("state", "participant_id.state")
    def _compute_can_interview(self):
        for line in self:
            line.can_interview = (
                line.state == "present"
                and line.participant_id.state in ("oriented", "informed")
            )

    @api.constrains("session_id", "participant_id")
    @alone("a session keeps its club, and a club is changed before any list")
    def _check_club(self):
        for line in self.sudo():
            if line.participant_id.club_id != line.session_id.club_id:
                raise UserError(
                    self.env._(
                        "%s is a session of one club: only people of that club are on "
                        "its list.",
                        line.session_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; whoever was set aside on a list is taken up there."""
        known = self._left_on(vals_list)
        new = [vals for vals in vals_list if self._place(vals) not in known]
        made = super().create(new)
        following, lines = iter(made), self.browse()
        for vals in vals_list:
            line = known.get(self._place(vals))
            lines += line._come_back(vals) if line else next(following)
        if lines._is_guarded():
            lines.participant_id.check_access("read")
            self.env["club.roll"]._check_coming(lines)
            lines._check_list_open()
            for state, answered in made.grouped("state").items():
                if state != "expected":
                    answered._check_recordable(state)
                    answered._sign(state)
        return lines

    def write(self, vals):
        self._check_list_open()
        if "state" not in vals:
            return super().write(vals)
        self._check_recordable(vals["state"])
        super().write(
            {**vals, **({} if vals["state"] == "excused" else {"reason": False})}
        )
        self._sign(vals["state"])
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_list_open()

    @api.model
    def _place(self, vals):
        """Return which place of which list values are about."""
        return vals.get("session_id"), vals.get("participant_id")

    @api.model
    def _left_on(self, vals_list):
        """Return ``{place: line}`` of whoever was set aside there; sudo: it is put back."""
        places = {place for vals in vals_list if all(place := self._place(vals))}
        if not places:
            return {}
        sessions, people = zip(*places, strict=True)
        lines = self.sudo().search(
            [
                ("session_id", "in", list(sessions)),
                ("participant_id", "in", list(people)),
                ("state", "=", "left"),
            ]
        )
        found = {(one.session_id.id, one.participant_id.id): one for one in lines}
        return {
            place: line.with_env(self.env)
            for place, line in found.items()
            if place in places
        }

    def _come_back(self, vals):
        """Take up one line that had been set aside, for what is said of it now."""
        self._take_up()
        said = {name: vals[name] for name in ("state", "reason") if vals.get(name)}
        if said:
            self.write(said)
        return self

    # === ANSWERS === #

    def _sign(self, state):
        """Say who recorded the answer, and when."""
        recorded = state != "expected"
        self._unguarded("recorded_by", "recorded_on").write(
            {
                "recorded_by": recorded and self.env.uid,
                "recorded_on": recorded and fields.Datetime.now(),
            }
        )

    @alone("who adds a line holds the session, who closes it writes each line")
    def _check_list_open(self):
        """Refuse another list of people for what was held: reopening leaves a trace."""
        if self._is_guarded():
            for session in self.session_id:
                if session.state == "held":
                    self._refuse_closed(session)

    @alone("who closes a session holds each line of its list")
    def _check_recordable(self, state):
        """Refuse an answer of a session that is closed, or has not begun."""
        if not self._is_guarded("state"):
            return
        for line in self:
            session = line.session_id
            if session.state != "planned" or line.state == "left":
                self._refuse_closed(session)
            if state in ASIDE:
                raise UserError(
                    self.env._("Cancel the session itself, or end the journey.")
                )
            coming = clock.day(session, session.start) > clock.today(session)
            if coming and state in ("present", "absent"):
                raise UserError(
                    self.env._(
                        "%s is still to come: only an excuse can be recorded.",
                        session.name,
                    )
                )

    @api.model
    def _refuse_closed(self, session):
        raise UserError(
            self.env._(
                "%s is closed: reopen it to correct the attendance.", session.name
            )
        )

    # === ACTIONS === #

    def action_hold_interview(self):
        """Hold the interview of whoever came to the meeting."""
        return self.participant_id.action_hold_interview()

    def action_present(self):
        return self.write({"state": "present"})

    def action_excused(self):
        return self.write({"state": "excused"})

    def action_absent(self):
        return self.write({"state": "absent"})

    # === SESSIONS === #

    def _worked_on(self):
        """Filter the lines of whoever is neither left alone nor erased.

        sudo: an attendance is worked on by who runs its session.
        """
        journeys = self.sudo().participant_id
        kept = self.env["club.restriction"]._worked_on(journeys)
        return self.filtered(lambda line: line.sudo().participant_id in kept)

    @api.model
    def _expect_people_of(self, sessions, joining=None):
        """Expect the person of an interview, and everybody seated of the group.

        :param joining: who enters the group, when nobody else is to be expected
        """
        if joining is None:
            self.env["club.seat"]._hold_groups(sessions.cohort_id)
        lines = []
        for session in sessions:
            people = session.participant_id
            if not people and session.kind != "information":
                people = session.cohort_id.participant_ids.filtered("is_seated")
                people = people if joining is None else people & joining
            people -= session.attendance_ids.participant_id
            if session.cohort_id:
                people = self.env["club.restriction"]._worked_on(people)
            lines += [
                {"session_id": session.id, "participant_id": person.id}
                for person in people
            ]
        self.create(lines)

    @api.model
    def _counts(self, sessions):
        """Return ``{session id: {state: people}}``, those of cancelled sessions apart."""
        groups = self._read_group(
            [("session_id", "in", sessions.ids)], ["session_id", "state"], ["__count"]
        )
        counts = {(session.id, state): count for session, state, count in groups}
        states = ("expected", "present", "excused", "absent")
        return {
            session.id: {state: counts.get((session.id, state), 0) for state in states}
            for session in sessions
        }

    @api.model
    @holding("attendance_ids")
    def _check_answered(self, sessions):
        """Refuse to close a session before everybody expected has an answer."""
        for session in sessions:
            unknown = session.attendance_ids._worked_on().filtered(
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

    def _follow_session(self, state):
        """Draw the consequences of a session held, cancelled or planned again."""
        if state == "held":
            self._inform_present()
        elif state == "cancelled":
            self._call_off()
        elif state == "planned":
            self.filtered(lambda line: line.state == "cancelled")._take_up()

    def _call_off(self):
        """Set the lines of cancelled sessions aside, and note who was told."""
        now = fields.Datetime.now()
        told = self.filtered(lambda one: one.state == "expected")
        told = told.filtered(lambda one: one.session_start > now)
        told._keep(told_cancelled=True)
        self._put_aside("cancelled")

    def _put_aside(self, state):
        """Set lines aside as they are: the answer, its reason and its author stay."""
        answers = self.grouped(lambda one: one.state_before or one.state)
        for answer, lines in answers.items():
            lines._keep(state=state, state_before=answer)
        self._forget_lists()

    def _take_up(self):
        """Give lines set aside their answer back, and tell who was told otherwise."""
        off = self.filtered(lambda one: one.state == "left")
        for answer, lines in self.grouped(lambda one: one.state_before).items():
            known = answer and answer not in ASIDE
            lines._keep(state=answer if known else "expected", state_before=False)
        self._forget_lists()
        told = self.filtered("told_cancelled")
        told._keep(told_cancelled=False)
        self.env["club.session.mail"]._notify_back(told - off, told & off)

    def _keep(self, **vals):
        """Write what is no answer of anybody: nobody signs it."""
        super(ClubAttendance, self._unguarded(*vals)).write(vals)  # pylint: disable=super-method-mismatch

    def _forget_lists(self):
        """Have the lists read again: they leave out who is expected no more."""
        self.session_id.invalidate_recordset(["attendance_ids"], flush=False)
        self.participant_id.invalidate_recordset(["attendance_ids"], flush=False)

    def _inform_present(self):
        """Inform, from then on, whoever came to an information meeting."""
        came = self.filtered(lambda one: one.session_id.kind == "information")
        came = came.filtered(lambda one: one.state == "present")
        came.participant_id.filtered(lambda one: one.state == "oriented").write(
            {"state": "informed"}
        )

    def _uninform(self):
        """Take back that a meeting informed whoever came, and moved on no further."""
        for session, lines in self.grouped("session_id").items():
            journeys = lines.participant_id._moved_with(session)
            journeys.filtered(lambda one: one.state == "informed").write(
                {"state": "oriented"}
            )

    @api.model
    def _roll_call(self, session):
        """Return what the roll call shows of one session, people by name."""
        lines = session.attendance_ids._worked_on()
        lines = lines.filtered(lambda line: line.state != "cancelled")
        self.env["club.privacy.look"]._note(lines)
        return {
            "id": session.id,
            "name": session.name,
            "start": fields.Datetime.to_string(session.start),
            "location": session.location or "",
            "state": session.state,
            "reasons": self._fields["reason"]._description_selection(self.env),
            "lines": [
                {
                    "id": line.id,
                    "name": line.participant_id.name,
                    "initials": line.initials,
                    "state": line.state,
                    "reason": line.reason or "",
                }
                for line in lines._by_name()
            ],
        }

    def _by_name(self):
        """Return the lines in the order of the people's names."""
        return self.sorted(lambda line: line.participant_id.name or "")
