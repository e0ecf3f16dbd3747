from contextlib import suppress
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from .guarded import OPEN

TODO = "mail.mail_activity_data_todo"


class MailScheduledMessage(models.Model):
    """A message to be sent later, shown in a thread with the name of its writer.

    If the writer has left by then, nothing is sent in their name, and they get no mail
    about it: the colleague who has their place reads it, and sends it.
    """

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
        """Refuse a message signed with the name of somebody else."""
        Message = self.env["mail.message"]
        if not self.env.su and Message._club_signs_own_name():
            for message in self.sudo():
                Message._club_check_author(message.author_id.id)

    def _post_message(self, raise_exception=True):
        """Post; what somebody who left wrote of the clubs goes to who took over.

        What is about who asked to be left alone waits until it is lifted: Odoo would
        delete it, and mail the text to whoever wrote it.
        """
        waiting = self.browse() if raise_exception else self._club_left_alone()
        later = fields.Datetime.now() + timedelta(days=1)
        waiting.with_context(club_restriction=OPEN).scheduled_date = later
        left = (self - waiting).filtered(lambda one: one._club_author_left())
        for message in left:
            message._club_leave_to_heir()
        posted = self - waiting - left
        result = super(MailScheduledMessage, posted)._post_message(raise_exception)
        left.unlink()
        return result

    def _club_left_alone(self):
        """Filter those about somebody who asked to be left alone; sudo: none is told."""
        alone = self.env["club.restriction"]
        return self.filtered(
            lambda one: alone._persons_pointed(one) or alone._contacts_pointed(one)
        )

    def _club_record(self):
        """Return the record of the clubs that a message is to be posted on, if it is one.

        sudo: whose it is decides who may post there.
        """
        self.ensure_one()
        names = self.env["club.departure"]._models_bearing()
        if self.sudo().model not in names:
            return None
        record = self.env[self.sudo().model].sudo().browse(self.sudo().res_id).exists()
        ours = record._name.startswith("club.") or record._club_is_traced()
        return record if record and ours else None

    def _club_author_left(self):
        """Tell whether who wrote it may not read any more what it is about."""
        record, author = self._club_record(), self.sudo().create_uid
        if not record or author.id == SUPERUSER_ID:
            return False
        departure = self.env["club.departure"]
        return not departure._readable(author, record._name, record.ids)

    def _club_leave_to_heir(self):
        """Give what was to be said to whoever has the place of whoever left, to send or not.

        The text is in what is to be done, which who reads the record reads.
        """
        message, record = self.sudo(), self._club_record()
        heir = record._club_heir() if "activity_ids" in record._fields else None
        record._message_log(
            body=self.env._(
                "A message that %s had planned was not sent: they are not here any more.",
                message.author_id.name,
            )
        )
        if not heir:
            return
        told = record.with_context(lang=heir.lang)
        summary = told.env._("A planned message was not sent: send it, or not")
        words = told.env._(
            "%s, who is not here any more, had planned it:", message.author_id.name
        )
        note = Markup("<p>%s</p>%s") % (words, message.body or "")
        # A number that may stand nowhere is not repeated.
        with suppress(UserError):
            told.activity_schedule(TODO, summary=summary, note=note, user_id=heir.id)
