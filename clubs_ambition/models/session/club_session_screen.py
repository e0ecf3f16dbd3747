from odoo import api, fields, models
from odoo.fields import Domain

from ...const import COACH
from ...utils import actions, clock


class ClubSession(models.Model):
    """The roll call, and what the form warns of."""

    _inherit = "club.session"

    conflict_label = fields.Char(compute="_compute_conflict_label", groups=COACH)

    @api.depends("start", "stop", "location", "animateur_id", "state")
    def _compute_conflict_label(self):
        """Name a session that takes the same room or animateur at the same time."""
        for session in self:
            other = session._conflicts()[:1]
            session.conflict_label = other._conflict_words() if other else False

    def _conflict_words(self):
        return self.env._(
            "At the same time, in the same room or with the same animateur: "
            "%(name)s (%(group)s).",
            name=self.name,
            group=self.cohort_id.name or self.club_id.name,
        )

    def _conflicts(self):
        self.ensure_one()
        if not (self.start and self.stop) or self.state == "cancelled":
            return self.browse()
        overlapping = self.search(
            [
                ("start", "<", self.stop),
                ("stop", ">", self.start),
                ("state", "!=", "cancelled"),
                ("id", "!=", self._origin.id),
                "|",
                ("animateur_id", "=", self.animateur_id.id or 0),
                ("club_id", "=", self.club_id.id),
            ]
        )
        return overlapping.filtered(
            lambda other: (
                other.animateur_id == self.animateur_id
                or (self.location and other.location == self.location)
            )
        )

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
        lines = self.attendance_ids.filtered(lambda line: line.state != "cancelled")
        return {
            "id": self.id,
            "name": self.name,
            "start": fields.Datetime.to_string(self.start),
            "location": self.location or "",
            "state": self.state,
            "reasons": self.env["club.attendance"]
            ._fields["reason"]
            ._description_selection(self.env),
            "lines": [
                {
                    "id": line.id,
                    "name": line.participant_id.name,
                    "initials": line.initials,
                    "state": line.state,
                    "reason": line.reason or "",
                }
                for line in lines.sorted(lambda line: line.participant_id.name or "")
            ],
        }

    def action_open_participants(self):
        """Return the people of the session, to work with them."""
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_participant_action",
            domain=[("id", "in", self.attendance_ids.participant_id.ids)],
            context={},
        )

    @api.model
    def _cron_nag(self):
        """Put one activity on each session that is past and not closed.

        No interview of somebody about whom nothing is to be done any more.
        """
        journeys = self.env["club.participant"]._domain_open_to("activities")
        late = self.search(
            Domain("is_to_close", "=", True)
            & (
                Domain("participant_id", "=", False)
                | Domain("participant_id", "any", journeys)
            )
        )
        activity = "clubs_ambition.mail_activity_type_to_close"
        for session in late - late.filtered("activity_ids"):
            session.activity_schedule(
                activity,
                user_id=session.animateur_id.id or self.env.uid,
                date_deadline=clock.today(self),
            )

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new != "planned":
            self.activity_unlink(["clubs_ambition.mail_activity_type_to_close"])
