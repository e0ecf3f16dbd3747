from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.club_guard_mixin import OPEN


class CalendarEvent(models.Model):
    """An event that is a club's session: who may write the session writes it here.

    Odoo lets every employee change and delete public events. What a session is about
    hangs on its event: it is asked first, before anything is sent or written.
    """

    _inherit = "calendar.event"

    club_session_ids = fields.One2many(
        "club.session",
        "event_id",
        groups="clubs_ambition.group_clubs_animateur,clubs_ambition.group_clubs_referent",
    )

    @api.depends("club_session_ids")
    def _compute_user_can_edit(self):
        super()._compute_user_can_edit()
        sessions = self._club_sessions()
        closed = sessions - sessions._filtered_access("write")
        for event in self:
            if event.sudo().club_session_ids & closed:
                event.user_can_edit = False

    def write(self, vals):
        sessions = self._club_sessions()
        if not sessions or self.env.context.get("club_session_move") is OPEN:
            return super().write(vals)
        self.check_access("write")
        self._club_check_sessions("write", vals)
        sessions = sessions.sudo()
        before = sessions._places()
        result = super().write(vals)
        # Both ends at once: the database compares them.
        sessions.flush_recordset(["start", "stop", "location"])
        sessions._notify_moved(before)
        return result

    def unlink(self):
        """Delete the sessions that stand on the events with them, or nothing at all."""
        sessions = self._club_sessions()
        if not sessions:
            return super().unlink()
        self._check_club_deletion()
        sessions.unlink()
        return super(CalendarEvent, self.exists()).unlink()

    def _club_sessions(self):
        """Return the sessions of the events; sudo: strangers are refused by them."""
        return self.sudo().club_session_ids.with_env(self.env)

    def _club_check_sessions(self, operation, vals=None):
        """Refuse what the calendar does to sessions (``vals`` written to their events).

        :raise UserError: they are another club's, or held, or would be repeated
        """
        sessions = self._club_sessions()
        if refused := sessions - sessions._filtered_access(operation):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club: its animateur or their manager "
                    "moves, changes or deletes it.",
                    self._club_label_of(refused),
                )
            )
        if vals and (vals.get("recurrency") or vals.get("recurrence_id")):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club, with its own attendance: generate "
                    "the next ones from the programme of its group.",
                    self._club_label_of(sessions),
                )
            )
        if operation == "write":
            sessions._check_not_held()

    @api.model
    def _club_label_of(self, sessions):
        """Return what the reader sees of the first event; sudo: to know which it is."""
        return sessions[0].sudo().event_id.with_env(self.env).display_name

    def _check_club_deletion(self):
        """Refuse to delete a session, or what is repeated with it, before any mail."""
        self.check_access("unlink")
        self._club_check_sessions("unlink")
        self._club_sessions()._unlink_except_held()

    def action_unlink_event(self, attendee_id=None, recurrence=False):
        self._check_club_deletion()
        return super().action_unlink_event(attendee_id, recurrence)
