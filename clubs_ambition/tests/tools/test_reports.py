from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_common import ServerCase

REPORT = """Return-Path: <>
From: {sender}
To: bounce@example.com
Subject: Report
Message-Id: <report-{number}@example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain

About your message.
--b
Content-Type: message/{kind}

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {email}
{said}

--b
Content-Type: message/rfc822

Message-Id: {reference}
From: club@example.com
To: {email}

Hello
--b--
"""
DELIVERY, OPENED = "delivery-status", "disposition-notification"
NO_FAILURE = {
    "it waits": (DELIVERY, "Action: delayed\nStatus: 4.4.1"),
    "it arrived": (DELIVERY, "Action: delivered\nStatus: 2.0.0"),
    "it went on": (DELIVERY, "Action: relayed\nStatus: 2.0.0"),
    "it was read": (OPENED, "Disposition: manual-action/MDN-sent-manually; displayed"),
}


@tagged("post_install", "-at_install")
class TestReports(ServerCase):
    """Not every report says that a message did not arrive; what is lost always shows."""

    def report(self, reference, email, kind, said, number):
        self.env["mail.thread"].message_process(
            False,
            REPORT.format(
                reference=reference,
                email=email,
                number=number,
                kind=kind,
                said=said,
                sender="mailer-daemon@example.com",
            ),
        )
        self.env.invalidate_all()

    def sent(self, session):
        """Send a link and tell of a session; return what each is known by."""
        with self.server():
            self.link.sudo()._send()
            self.queue()
        line = session.sudo().attendance_ids.filtered(
            lambda one: one.participant_id == self.yanis
        )
        key = self.env["club.answer.key"].search([("link_id", "=", self.link.id)])
        return {
            "yanis@example.com": line.mail_message_id.message_id,
            "boulangerie@example.com": key[-1:].message_ref,
        }

    def test_what_waits_or_was_read_did_arrive(self):
        number = 0
        for email, reference in self.sent(self.moved()).items():
            for name, (kind, said) in NO_FAILURE.items():
                number += 1
                with self.subTest(name, email=email):
                    self.report(reference, email, kind, said, number)
                    self.assertFalse(self.rows())
        contact = self.env["club.contact"].search(
            [("partner_id", "=", self.employer.id)]
        )
        self.assertEqual(contact.mapped("outcome"), ["reached"])

    def test_what_failed_for_good_shows(self):
        session = self.moved()
        told = self.sent(session)
        self.assertFalse(self.rows())
        for number, (email, reference) in enumerate(told.items()):
            self.report(reference, email, DELIVERY, "Action: failed", number)
        self.assertEqual(self.rows().mapped("reason"), ["bounce"] * 2)
        for about in (session, self.first, self.link, self.employer):
            self.assertIn("came back", self.shown(about))

    # === TAKEN OUT OF THE QUEUE, LOST === #

    def test_what_is_deleted_in_the_queue_shows(self):
        session = self.moved()
        self.link.sudo()._send()
        mails = self.env["mail.mail"].search([("state", "=", "outgoing")])
        self.assertGreaterEqual(len(mails), 2)
        mails.unlink()
        self.env.invalidate_all()
        self.assertIn("cancelled", self.shown(session))
        self.assertIn("cancelled", self.shown(self.link))

    def test_of_what_is_not_there_any_more_nothing_is_said_to_be_sent(self):
        arrival = self.env["club.arrival"]
        row = arrival._rows().create(
            {
                "club_id": self.club.id,
                "reason": "cancelled",
                "person_id": self.yanis.person_id.id,
                "res_model": self.yanis._name,
                "res_id": self.yanis.id,
            }
        )
        with self.assertRaisesRegex(UserError, "not there any more"):
            row.with_user(self.animateur).action_resend()
        self.assertTrue(row.exists())

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_a_mail_whose_file_is_lost_does_not_leave_without_it(self):
        session = self.moved()
        line = session.sudo().attendance_ids.filtered(
            lambda one: one.participant_id == self.yanis
        )
        file = line.mail_message_id.attachment_ids
        file.flush_recordset()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'ff/lost', db_datas = NULL "
            "WHERE id = %s",
            [file.id],
        )
        self.env.invalidate_all()
        with self.server() as got:
            self.queue()
        self.assertNotIn("yanis@example.com", got)
        self.assertIn("lina@example.com", got)
        (row,) = self.rows()
        self.assertEqual(row.reason, "file")
        self.assertIn("files is not on the server", self.shown(session))
        with self.assertRaisesRegex(UserError, "with the file"):
            row.action_resend()
