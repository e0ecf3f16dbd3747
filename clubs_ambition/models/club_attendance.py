from odoo import api, fields, models
from odoo.exceptions import UserError

from ..utils import clock


class ClubAttendance(models.Model):
    """Whether one participant came to one session.

    One row a person and session: two people who record the same session at once
    write different rows, and lose nothing. ``cancelled`` means the club cancelled.
    """

    _name = "club.attendance"
    _description = "Attendance"
    _inherit = ["club.guard.mixin", "club.label.mixin", "club.text.guard.mixin"]
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

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        self._check_recordable(vals["state"])
        super().write(
            {**vals, **({} if vals["state"] == "excused" else {"reason": False})}
        )
        recorded = vals["state"] not in ("expected", "cancelled")
        super(ClubAttendance, self._opened()).write(
            {
                "recorded_by": recorded and self.env.uid,
                "recorded_on": recorded and fields.Datetime.now(),
            }
        )
        return True

    def _check_recordable(self, state):
        """An answer is recorded while the session is open, and has begun."""
        if not self._is_guarded():
            return
        for line in self:
            session = line.session_id
            if session.state != "planned":
                raise UserError(
                    self.env._(
                        "%s is closed: reopen it to correct the attendance.",
                        session.name,
                    )
                )
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
