from odoo import api, fields, models

from .club_guard_mixin import OPEN

MOVES = {"start", "stop", "location"}

ANSWERS = {"state", "availability"}
"""What somebody invited says of an event: theirs to write, whoever moves the event."""


class CalendarEvent(models.Model):
    """An event that is a club's session: who may write the session writes it here.

    Odoo lets every employee change and delete public events. What a session is about
    hangs on its event: it is asked first, before anything is told or written.
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
        told = sessions.sudo()
        before = {session: (session.start, session.location) for session in told}
        result = super().write(vals)
        # Both ends at once: the database compares them.
        told.flush_recordset(["start", "stop", "location"])
        told.filtered(
            lambda session: before[session] != (session.start, session.location)
        )._after_move(before)
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


class CalendarPopoverDeleteWizard(models.TransientModel):
    _inherit = "calendar.popover.delete.wizard"

    def action_send_mail_and_delete(self):
        """Ask before the mail leaves: it is sent at once."""
        event = self.calendar_event_id
        (event | event.recurrence_id.calendar_event_ids)._check_club_deletion()
        return super().action_send_mail_and_delete()


class CalendarAttendee(models.Model):
    """Who is invited to a session is invited by who may write it."""

    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._check_club_event()  # whatever said it: values, or a context
        return attendees

    def write(self, vals):
        if not vals.keys() - ANSWERS:
            return super().write(vals)
        self._check_club_event()
        result = super().write(vals)
        self._check_club_event()
        return result

    def unlink(self):
        self._check_club_event()
        return super().unlink()

    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        """sudo: whether a guest is a person out of sight decides what is told."""
        partners = self.sudo().partner_id.with_env(self.env)
        named = partners._club_named_to_reader()
        hidden = self.filtered(
            lambda one: one.sudo().partner_id.id in (partners - named)._ids
        )
        for attendee in hidden:
            attendee.display_name = attendee.sudo(False).partner_id.display_name
        super(CalendarAttendee, self - hidden)._compute_display_name()

    def _check_club_event(self):
        """Refuse another list of people of a session to who may not write it."""
        self.event_id._club_sessions()._check_from_calendar("write", {})


class ResPartner(models.Model):
    """The meetings of a contact are the same list, seen from the other side."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        named = {"default_meeting_ids", *(name for vals in vals_list for name in vals)}
        if named & {"meeting_ids", *self.env.context}:
            partners._check_club_meetings(self.browse().meeting_ids)
        return partners

    def write(self, vals):
        if "meeting_ids" not in vals:
            return super().write(vals)
        before = {partner: partner.sudo().meeting_ids for partner in self}
        result = super().write(vals)
        for partner in self:
            partner._check_club_meetings(before[partner])
        return result

    def _check_club_meetings(self, before):
        """Refuse a session gained or lost by who may not write it; sudo: see above."""
        now = self.sudo().meeting_ids
        events = ((now | before) - (now & before)).with_env(self.env)
        events._club_sessions()._check_from_calendar("write", {})
