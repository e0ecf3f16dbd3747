from odoo import models


class MailComposeMessage(models.TransientModel):
    """A message is signed by who writes it, whatever its template would say."""

    _inherit = "mail.compose.message"

    def _compute_authorship(self):
        super()._compute_authorship()
        if self.env["mail.message"]._club_signs_own_name():
            me = self.env.user.partner_id
            self.update({"author_id": me.id, "email_from": me.email_formatted})
