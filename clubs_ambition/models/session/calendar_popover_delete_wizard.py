from odoo import models


class CalendarPopoverDeleteWizard(models.TransientModel):
    _inherit = "calendar.popover.delete.wizard"

    def action_send_mail_and_delete(self):
        """Ask before the mail leaves: it is sent at once."""
        event = self.calendar_event_id
        (event | event.recurrence_id.calendar_event_ids)._check_club_deletion()
        return super().action_send_mail_and_delete()
