from odoo import api, models


class MailScheduledMessage(models.Model):
    """A message that waits is shown in a thread: it has the name of who wrote it."""

    _inherit = "mail.scheduled.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._check_club_author()
        return messages

    def write(self, vals):
        result = super().write(vals)
        self._check_club_author()
        return result

    def _check_club_author(self):
        """:raise AccessError: when somebody wrote in another's name"""
        Message = self.env["mail.message"]
        if not self.env.su and Message._club_signs_own_name():
            for message in self.sudo():
                Message._club_check_author(message.author_id.id)
