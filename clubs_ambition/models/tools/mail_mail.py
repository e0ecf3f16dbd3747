from odoo import api, models


class MailMail(models.Model):
    """A mail on its way: its subject is told to who may read the mail.

    One with a person in it is logged as it is written, in the name of who writes it.
    """

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        self.env["club.leaving"]._mailed(mails)
        return mails

    @api.depends_context("uid")
    def _compute_display_name(self):
        seen = self.sudo(False)._filtered_access("read").with_env(self.env)
        for mail in self - seen:
            mail.display_name = self.env._("Mail %s", mail._origin.id)
        super(MailMail, seen)._compute_display_name()
