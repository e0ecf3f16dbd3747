from odoo import models


class MailComposeMessage(models.TransientModel):
    """A message being written, signed by its writer whatever its template says."""

    _inherit = "mail.compose.message"

    def _compute_authorship(self):
        super()._compute_authorship()
        if self.env["mail.message"]._club_signs_own_name():
            me = self.env.user.partner_id
            self.update({"author_id": me.id, "email_from": me.email_formatted})
