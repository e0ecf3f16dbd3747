from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import email_normalize, mute_logger

from ...models.tools.guarded import OPEN
from ..answer_common import AnswerCase
from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

QUIET = ("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
RIGHT = "right@example.org"


class ServerCase(AnswerCase):
    """A mail server that refuses some addresses, and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.mail"].with_context(club_written_again=OPEN).search([]).unlink()
        cls.yanis.person_id.email = "yanis@example.com"
        cls.lina.person_id.email = "lina@example.com"
        cls.env.company.email = "agence@example.com"
        cls.referent.email = "referent@example.com"
        cls.manager.email = "manager@example.com"
        cls.animateur.email = "animateur@example.com"

    @contextmanager
    def server(self, *refused, down=False):
        """Serve mails; yield the list of the addresses that got one."""
        got = []

        def send(_server, message, *_args, **_kwargs):
            email = email_normalize(message["To"])
            if email in refused or "*" in refused:
                raise MailDeliveryException(
                    "Mail Delivery Failed", f"SMTPRecipientsRefused: {email}"
                )
            got.append(email)
            return message["Message-Id"]

        def connect(_server, *_args, **_kwargs):
            if down:
                raise ConnectionRefusedError("Connection refused")

        with (
            patch.object(IrMail_Server, "_disable_send", lambda *_args: False),
            patch.object(IrMail_Server, "_connect__", connect),
            patch.object(IrMail_Server, "send_email", send),
            mute_logger(*QUIET),
        ):
            yield got

    def queue(self):
        self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()

    def rows(self, user=None):
        return self.env["club.undelivered"].with_user(user or self.animateur).search([])

    def listed(self):
        """Return what the home says of what did not arrive."""
        listed = self.club.with_user(self.animateur)._today_list()
        return [line for line in listed if line["kind"] == "undelivered"]

    def session(self, **vals):
        start = fields.Datetime.now() + timedelta(minutes=45)
        return (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Information",
                    "kind": "information",
                    "club_id": self.club.id,
                    "animateur_id": self.animateur.id,
                    "start": start,
                    "stop": start + timedelta(hours=2),
                    **vals,
                }
            )
        )

    def shown(self, record):
        """Return what the form says, by the call that the browser makes."""
        mine = record.with_user(self.animateur)
        (values,) = mine.web_read({"club_undelivered_text": {}})
        return values["club_undelivered_text"] or ""

    def moved(self):
        session = self.session(kind="thematic", cohort_id=self.cohort.id)
        session.location = "Room B"
        return session

    def waiting(self):
        """Remind a manager of a renewal that waits; return it."""
        renewal = (
            self.env["club.renewal"]
            .with_user(self.animateur)
            .create(
                {
                    "participant_id": self.yanis.id,
                    "reason": "x",
                    "objectives": "y",
                }
            )
        )
        renewal.with_user(self.env.ref("base.user_root"))._notify_waiting(
            self.manager, 10
        )
        return renewal
