from odoo import api, fields, models

from ..tools.guarded import OPEN


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
        sessions._check_from_calendar("write", vals)
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

    def _check_club_deletion(self):
        """Refuse to delete a session, or what is repeated with it, before any mail."""
        self.check_access("unlink")
        sessions = self._club_sessions()
        sessions._check_from_calendar("unlink", {})
        sessions._unlink_except_held()

    def action_unlink_event(self, attendee_id=None, recurrence=False):
        self._check_club_deletion()
        return super().action_unlink_event(attendee_id, recurrence)
