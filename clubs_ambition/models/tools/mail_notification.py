from odoo import api, models

from .guarded import OPEN

FAILED = ("exception", "bounce")


class MailNotification(models.Model):
    """What is noted of a message that did not arrive is shown on its record too.

    While a mail is being sent, Odoo notes a failure first and takes it back after: what
    came of it is told by the mail (``mail.mail``).
    """

    _inherit = "mail.notification"

    @api.model_create_multi
    def create(self, vals_list):
        notices = super().create(vals_list)
        left_out = notices.filtered(
            lambda one: one.notification_status == "canceled" and one.failure_type
        )
        (
            notices.filtered(lambda one: one.notification_status in FAILED) | left_out
        )._club_failed()
        return notices

    def write(self, vals):
        result = super().write(vals)
        sending = self.env.context.get("club_sending") is OPEN
        if vals.get("notification_status") in FAILED and not sending:
            self._club_failed()
        return result

    def _club_failed(self):
        mails = self.filtered(lambda one: one.notification_type == "email")
        self.env["club.arrival"]._notices_failed(mails)
