import logging
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...utils.calendar_files import content_type
from ...utils.races import alone
from .club_arrival import FILE_LOST
from .guarded import OPEN

_logger = logging.getLogger(__name__)

SEALED = re.compile(r'(?<=href=")[^"]*/clubs/reponse/-(?=")')
"""The placeholder in the button of a mail, whatever the host was when it was written."""

WAITING = ("outgoing", "exception")
"""States of a mail that may still leave."""

QUEUED = "clubs_ambition.queued_mails"
"""Where a transaction keeps the mails that nobody sends right after it."""

LATER = timedelta(minutes=15)
"""Delay after which the queue looks for mails meant to leave right after a transaction.

Long after a slow server has taken them: looked for sooner, they would leave twice.
"""


class MailMail(models.Model):
    """A mail on its way; only those who may read it see its subject as its label.

    A mail about a person is logged when it is queued, in the name of its writer.

    A mail with a link gets its secret as it leaves, so that neither a column of the
    database nor a reader of the queue has it. It leaves by the agency's servers, for the
    writer's own mailbox would keep it.
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
        for mail in mails.filtered(lambda one: one.state in ("cancel", "exception")):
            kind = mail.failure_type or "cancelled"
            self.env["club.arrival"]._mail_failed(mail, kind)
        mails._club_leave_soon()
        return mails

    def write(self, vals):
        """Write, and record as not arrived the mails cancelled before they left."""
        if self._club_links_nothing():
            vals = {name: vals[name] for name in vals if name != "club_link_id"}
        cancelled = vals.get("state") == "cancel" and self.filtered(
            lambda one: one.state in WAITING
        )
        result = super().write(vals)
        for mail in cancelled or ():
            self.env["club.arrival"]._mail_failed(mail, "cancelled")
        return result

    def unlink(self):
        """Delete, and record as not arrived the mails that had not left."""
        if self.env.context.get("club_written_again") is not OPEN:
            for mail in self.filtered(lambda one: one.state == "outgoing"):
                self.env["club.arrival"]._mail_failed(mail, "cancelled")
        return super().unlink()

    def _club_links_nothing(self):
        """Tell whether Odoo's code, under sudo, tries to set the link of a mail.

        Any other caller is refused the field, which only our code writes.
        """
        return self.env.su and self.env.context.get("club_link") is not OPEN

    # === LEAVING === #

    def _club_leave_soon(self):
        """Have the queue sent right after the transaction, if a mail is about the clubs.

        A cancellation does not wait for the hour. Mails that Odoo sends by itself right
        after the transaction are looked for once more, a little later.
        """
        ours = self.filtered(
            lambda one: (
                one.state == "outgoing"
                and not (one.club_link_id or one.scheduled_date)
                and (one.model or "").startswith("club.")
            )
        )
        precommit = self.env.cr.precommit
        if ours and QUEUED not in precommit.data:
            precommit.add(self.browse()._club_wake_queue)
        if ours:
            precommit.data.setdefault(QUEUED, set()).update(ours.ids)

    def _club_wake_queue(self):
        """Wake the job that sends the queue; sudo: a job, whoever writes."""
        waiting = self.env.cr.precommit.data.get(QUEUED)
        job = self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()
        job._trigger(None if waiting else fields.Datetime.now() + LATER)

    def send_after_commit(self):
        self.env.cr.precommit.data.get(QUEUED, set()).difference_update(self.ids)
        return super().send_after_commit()

    def send(self, *args, **kwargs):
        """Send what people agree to by now: it may have been written before.

        A demonstration without mail server sends nothing: it stays in the queue. What was
        taken back with a part of its transaction is no more.
        """
        if self.env["ir.mail_server"]._club_is_mute():
            return True
        mails = self.env["club.privacy.effect"]._fit_to_leave(self.exists())
        sending = mails.with_context(club_sending=OPEN)
        return super(MailMail, sending).send(*args, **kwargs)

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Keep on record who was given the notice with a mail that left, and who was not.

        A mail may leave for some of those it is to; one that is to nobody does not.
        """
        pids = [partner.id for partner in success_pids or ()]
        reached = {"pids": pids, "emails": success_emails or ()}
        try:
            with self.env.cr.savepoint():
                self._club_note_arrival(reached, failure_type, failure_reason)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # It has left: begun anew by Odoo, it would leave twice.
            _logger.info("Mails %s: who was reached is not noted", self.ids)
        if not failure_type:
            self.env["club.privacy.notice"]._left(self)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    def _club_note_arrival(self, reached, failure_type, failure_reason):
        """Keep who of the mails was reached (``pids``, ``emails``) and who was not."""
        arrival = self.env["club.arrival"]
        for mail in self:
            nobody = "mail_email_missing" if mail.state == "exception" else None
            if kind := failure_type or nobody:
                arrival._mail_failed(mail, kind, failure_reason, **reached)
            if not kind or any(reached.values()):
                arrival._mail_left(mail, **reached, whole=not kind)

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
        keys = self.env["club.answer.key"].sudo()
        address = link._new_address(keys._way_of_mail(link))
        keys._left_in(link, self.message_id)
        return SEALED.sub(lambda _found: address, body)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Say in the type of a calendar file what it does: invites, or cancels.

        A mail whose file is lost does not leave without it.
        """
        self._club_check_files()
        outgoing = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        for values in outgoing:
            values["attachments"] = [
                (name, content, content_type(name, mimetype, content))
                for name, content, mimetype in values["attachments"]
            ]
        return outgoing

    @alone("what is on the disk is of no row")
    def _club_check_files(self):
        """Refuse to send a mail of which a file is gone from the server."""
        if self.env["club.arrival"]._lost_files(self.attachment_ids):
            raise UserError(FILE_LOST)

    @api.depends_context("uid")
    def _compute_display_name(self):
        seen = self.sudo(False)._filtered_access("read").with_env(self.env)
        for mail in self - seen:
            mail.display_name = self.env._("Mail %s", mail._origin.id)
        super(MailMail, seen)._compute_display_name()
