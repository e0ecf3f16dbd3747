from odoo import api, models
from odoo.tools import SQL

from .guarded import OPEN

FAILED = ("exception", "bounce")


class MailNotification(models.Model):
    """The notification of a message, whose failure is shown on its record too.

    While a mail is being sent, Odoo notes a failure first and takes it back afterwards:
    what really happened is reported by the mail (``mail.mail``).
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

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Leave out the address of whoever is not read any more: who wrote there, too."""
        query = super()._search(domain, offset, limit, order, **kwargs)
        if self.env.su or kwargs.get("bypass_access") or query.is_empty():
            return query
        names = ("id", "mail_message_id", "mail_email_address")
        columns = [SQL.identifier(self._table, name) for name in names]
        sent = self.env.execute_query(
            SQL(
                """SELECT id, mail_message_id FROM (%s) sent
                    WHERE mail_email_address IS NOT NULL""",
                query.select(*columns),
            )
        )
        messages = self.env["mail.message"].browse({message for _id, message in sent})
        gone = set(messages._club_gone().ids)
        if hidden := [one for one, message in sent if message in gone]:
            query.add_where(
                SQL("%s <> ALL(%s::int[])", SQL.identifier(self._table, "id"), hidden)
            )
        return query

    def _club_failed(self):
        mails = self.filtered(lambda one: one.notification_type == "email")
        self.env["club.arrival"]._notices_failed(mails)
