from odoo import api, fields, models
from odoo.exceptions import UserError

from ...utils import clock


class ClubAttendance(models.Model):
    """Whether one participant came to one session.

    One row a person and session: two people who record the same session at once
    write different rows, and lose nothing. ``cancelled`` means the club cancelled.
    """

    _name = "club.attendance"
    _description = "Attendance"
    _inherit = ["club.guard.mixin", "club.label.mixin", "club.nir.refusal.mixin"]
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
    recorded_by = fields.Many2one("res.users", readonly=True)
    recorded_on = fields.Datetime(readonly=True)

    can_interview = fields.Boolean(compute="_compute_can_interview")

    _fixed_fields = ("session_id", "participant_id")
    _protected_fields = ("recorded_by", "recorded_on")

    _person_uniq = models.UniqueIndex(
        "(session_id, participant_id)", "This person is on the list already."
    )
    _reason_excused = models.Constraint(
        "CHECK(reason IS NULL OR state = 'excused')",
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
    def _check_club(self):
        for line in self.sudo():
            if line.participant_id.club_id != line.session_id.club_id:
                raise UserError(
                    self.env._(
                        "%s is a session of one club: only people of that club are on "
                        "its list.",
                        line.session_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if lines._is_guarded():
            lines.participant_id.check_access("read")
            lines._check_list_open()
            for state, told in lines.grouped("state").items():
                if state != "expected":
                    told._check_recordable(state)
                    told._sign(state)
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

    def _sign(self, state):
        """Say who recorded the answer, and when."""
        recorded = state not in ("expected", "cancelled")
        self._unguarded().write(
            {
                "recorded_by": recorded and self.env.uid,
                "recorded_on": recorded and fields.Datetime.now(),
            }
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_list_open()

    def _check_list_open(self):
        """Refuse another list of people for what was held: reopening leaves a trace."""
        if self._is_guarded():
            for session in self.session_id:
                if session.state == "held":
                    session._refuse_list()

    def _check_recordable(self, state):
        """An answer is recorded while the session is open, and has begun."""
        if not self._is_guarded():
            return
        for line in self:
            session = line.session_id
            if session.state != "planned":
                session._refuse_list()
            if state == "cancelled":
                raise UserError(self.env._("Cancel the session itself."))
            coming = clock.day(session, session.start) > clock.today(session)
            if coming and state in ("present", "absent"):
                raise UserError(
                    self.env._(
                        "%s is still to come: only an excuse can be recorded.",
                        session.name,
                    )
                )

    def action_hold_interview(self):
        """From who came to the meeting to their interview: one gesture."""
        return self.participant_id.action_hold_interview()

    def action_present(self):
        return self.write({"state": "present"})

    def action_excused(self):
        return self.write({"state": "excused"})

    def action_absent(self):
        return self.write({"state": "absent"})
