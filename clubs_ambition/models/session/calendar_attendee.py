from odoo import api, models

ANSWERS = {"state", "availability"}
"""What somebody invited says of an event: theirs to write, whoever moves the event."""


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
        """Hide who the reader may not see; sudo: to know whether a guest is a person."""
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
