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

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        """Send; what is written and sent at once leaves even if all else is undone."""
        leaving = self.env["club.leaving"]
        now = self.env.cr.now()
        lines = leaving._mail_lines(self.filtered(lambda one: one.create_date == now))
        answer = super()._send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            smtp_session=smtp_session,
            alias_domain_id=alias_domain_id,
            mail_server=mail_server,
            post_send_callback=post_send_callback,
        )
        if lines:
            leaving._sent(lines)
        return answer

    @api.depends_context("uid")
    def _compute_display_name(self):
        seen = self.sudo(False)._filtered_access("read").with_env(self.env)
        for mail in self - seen:
            mail.display_name = self.env._("Mail %s", mail._origin.id)
        super(MailMail, seen)._compute_display_name()
