from odoo import fields, models

MOVES = {"start", "stop", "location"}


class CalendarEvent(models.Model):
    """An event that is a club's session: moving it in the calendar moves the session."""

    _inherit = "calendar.event"

    club_session_ids = fields.One2many(
        "club.session",
        "event_id",
        groups="clubs_ambition.group_clubs_animateur,clubs_ambition.group_clubs_referent",
    )

    def write(self, vals):
        moved_by_session = self.env.context.get("club_session_move")
        if moved_by_session or not MOVES & vals.keys():
            return super().write(vals)
        sessions = self.sudo().club_session_ids
        if not sessions:
            return super().write(vals)
        before = {session: (session.start, session.location) for session in sessions}
        result = super().write(vals)
        sessions.filtered(
            lambda session: before[session] != (session.start, session.location)
        )._after_move(before)
        return result
