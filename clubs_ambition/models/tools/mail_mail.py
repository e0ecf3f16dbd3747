import re

from odoo import api, fields, models

from ...utils.calendar_files import content_type
from .guarded import OPEN

SEALED = re.compile(r'(?<=href=")[^"]*/clubs/reponse/-(?=")')
"""The button of a mail whose address is not told yet, whatever the host was then."""


class MailMail(models.Model):
    """A mail on its way: its subject is told to who may read the mail.

    One with a person in it is logged as it is written, in the name of who writes it.

    One with a link gets its secret as it leaves, so that no column of the database has
    it, nor does who reads the queue. It leaves by the agency's servers: the mailbox of
    who wrote would keep it.
    """

    _inherit = "mail.mail"

    club_link_id = fields.Many2one(
        "club.answer.link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        string="Link to put in",
    )
    club_reminder = fields.Boolean(
        readonly=True, copy=False, string="Calls a link to mind"
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self._club_links_nothing():
            vals_list = [{**vals, "club_link_id": False} for vals in vals_list]
        mails = super(MailMail, self.with_context(club_outgoing=True)).create(vals_list)
        mails = mails.with_env(self.env)
        self.env["club.leaving"]._mailed(mails)
        return mails

    def write(self, vals):
        if self._club_links_nothing():
            vals = {name: vals[name] for name in vals if name != "club_link_id"}
        return super().write(vals)

    def _club_links_nothing(self):
        """Tell whether a link is not to be put in; asked of Odoo's code, under sudo.

        Any other caller is refused the field, which only the code writes.
        """
        return self.env.su and self.env.context.get("club_link") is not OPEN

    def send(self, *args, **kwargs):
        """Send what people agree to by now: it may have been written before."""
        mails = self.env["club.privacy.effect"]._fit_to_leave(self)
        return super(MailMail, mails).send(*args, **kwargs)

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Keep on record who was given the notice with a mail that left."""
        if not failure_type:
            self.env["club.privacy.notice"]._left(self)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    def _filter_mail_mail_servers(self, mail_servers):
        servers = super()._filter_mail_mail_servers(mail_servers)
        if self.club_link_id:
            servers = servers.filtered(lambda server: not server.owner_user_id)
        return servers

    def _prepare_outgoing_body(self):
        """Put the address in the button of the mail, and in no other place.

        To an employer or a person, the notice goes along at the foot.
        sudo: keys are written by the code alone, whoever has the queue sent.
        """
        body = super()._prepare_outgoing_body()
        body = self.env["club.privacy.notice"]._with_foot(self, body)
        if not (link := self.club_link_id.sudo()):
            return body
        address = link._new_address()
        return SEALED.sub(lambda _found: address, body)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Say in the type of a calendar file what it does: invites, or cancels."""
        outgoing = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        for values in outgoing:
            values["attachments"] = [
                (name, content, content_type(name, mimetype, content))
                for name, content, mimetype in values["attachments"]
            ]
        return outgoing

    @api.depends_context("uid")
    def _compute_display_name(self):
        seen = self.sudo(False)._filtered_access("read").with_env(self.env)
        for mail in self - seen:
            mail.display_name = self.env._("Mail %s", mail._origin.id)
        super(MailMail, seen)._compute_display_name()
