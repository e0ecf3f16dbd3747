from odoo import models

from . import sent_once


class MailComposeMessage(models.TransientModel):
    """A message being written: signed by its writer whatever its template says, sent once."""

    _inherit = "mail.compose.message"

    def _compute_authorship(self):
        super()._compute_authorship()
        if self.env["mail.message"]._club_signs_own_name():
            me = self.env.user.partner_id
            self.update({"author_id": me.id, "email_from": me.email_formatted})

    def action_send_mail(self):
        return sent_once.pressed(self, super().action_send_mail)

    def action_schedule_message(self):
        return sent_once.pressed(self, super().action_schedule_message)
