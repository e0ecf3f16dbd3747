from odoo import api, models

from ..tools.guarded import OPEN

ANSWERS = {"state", "availability"}
"""What somebody invited says of an event: theirs to write, whoever moves the event."""


class CalendarAttendee(models.Model):
    """A guest of a meeting; only those who may write a session invite to it.

    Odoo writes “has accepted” in the name of the guest, whoever presses the button. A
    user with a role in the clubs who presses it for a guest signs with their own name.
    """

    _inherit = "calendar.attendee"

    # Who asks for their file, or is erased, is found among all who were ever invited.
    _club_partner_idx = models.Index("(partner_id)")

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

    def do_accept(self):
        return super(CalendarAttendee, self._club_told()).do_accept()

    def do_decline(self):
        return super(CalendarAttendee, self._club_told()).do_decline()

    def _club_told(self):
        """Return the guests, their answer told by who records it (``message_post``)."""
        return self.with_context(club_attendee=OPEN)

    def unlink(self):
        self._check_club_event()
        return super().unlink()

    def _check_club_event(self):
        """Refuse another list of people of a session to whoever may not write it."""
        self.event_id._club_sessions()._check_from_calendar()
