# pylint: disable=translation-required
"""What anybody can write, or read, signs for nobody: a sender's address, an invitation's."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from ..answer_common import AnswerCase
from ..common import ClubsCase
from .table_common import TableCase

MAIL = """From: {sender}
To: {to}
Subject: S
Message-Id: <unsigned-{number}@x.example>
In-Reply-To: {parent}
Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install", "security")
class TestMailsUnsigned(TableCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env, "t_boss", groups="base.group_user", email="boss@clubs.example"
        )
        cls.animateur.email = "animateur@clubs.example"
        cls.gone = new_test_user(
            cls.env, "t_gone", groups="base.group_user", email="gone@clubs.example"
        )
        cls.gone.active = False
        cls.env.company.email = "agency@clubs.example"
        cls.number = 0

    def bring(self, sender, record, body="Hello", to="any@x.example"):
        """Have the mail server bring an answer to a record; return what came of it."""
        record = record.sudo()
        parent = record.message_post(body="x", message_type="comment")
        self.number += 1
        text = MAIL.format(
            sender=sender,
            to=to,
            number=self.number,
            parent=parent.message_id,
            body=body,
        )
        self.env["mail.thread"].message_process(None, text.encode())
        self.env.invalidate_all()
        return record.message_ids.filtered(
            lambda one: one.message_type == "email" and one.id > parent.id
        )

    def senders(self):
        yield self.animateur.partner_id
        yield self.boss.partner_id
        yield self.gone.partner_id
        yield self.env.company.partner_id

    def threads(self):
        """Yield a record of each model of ours with a thread, and of Odoo's."""
        thread = self.env.registry["mail.thread"]
        for name, made in self.made.items():
            if name.startswith("club.") and issubclass(self.env.registry[name], thread):
                yield next(iter(made.values()))
        yield self.employer
        yield self.env["crm.lead"].create({"name": "Lead", "club_id": self.club.id})

    def test_no_mail_is_signed_by_who_works_here(self):
        walked = 0
        for record in self.threads():
            for sender in self.senders():
                with self.subTest(model=record._name, sender=sender.email):
                    message = self.bring(sender.email_formatted, record)
                    self.assertEqual(len(message), 1)
                    self.assertFalse(message.author_id)
                    self.assertEqual(message.email_from, sender.email_formatted)
                    walked += 1
        self.assertGreater(walked, 40)

    def test_what_it_makes_is_made_by_nobody_of_them(self):
        """A prospect, and what there is to do about it."""
        domain = self.env["mail.alias.domain"].search([], limit=1)
        domain = domain or domain.create({"name": "clubs.example"})
        self.club.team_id.alias_name = "club-of-test"
        to = f"club-of-test@{domain.name}"
        tasks = self.env["mail.activity"].search([])
        text = MAIL.format(
            sender=self.animateur.email_formatted,
            to=to,
            number="new",
            parent="<none@x.example>",
            body="Hello",
        )
        self.env["mail.thread"].message_process(None, text.encode())
        made = self.env["mail.activity"].search([]) - tasks
        record = self.env[made[0].res_model].browse(made[0].res_id)
        for one in (*made, record, *record.message_ids):
            self.assertNotEqual(one.create_uid, self.animateur)
        self.assertNotIn(self.animateur.partner_id, record.message_ids.author_id)

    def test_a_contact_still_signs(self):
        """What an employer writes tells that it is in touch with the club."""
        self.employer.email = "chef@azur.example"
        message = self.bring("Chef <chef@azur.example>", self.made_one("crm.lead"))
        self.assertEqual(message.author_id, self.employer)

    def made_one(self, model):
        return self.env[model].create({"name": "Lead", "club_id": self.club.id})

    def test_elsewhere_only_who_has_a_role_in_the_clubs_is_unsigned(self):
        """Who works with Odoo's own records answers by mail as before."""
        elsewhere = self.env["res.partner"].create({"name": "Of nobody's club"})
        message = self.bring(self.boss.email_formatted, elsewhere)
        self.assertEqual(message.author_id, self.boss.partner_id)
        message = self.bring(self.animateur.email_formatted, elsewhere)
        self.assertFalse(message.author_id)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_who_has_no_role_is_not_the_mail_server_either(self):
        """Odoo lets every employee bring a mail, in whatever name."""
        parent = self.employer.message_post(body="x", message_type="comment")
        text = MAIL.format(
            sender=self.animateur.email_formatted,
            to="any@x.example",
            number="own",
            parent=parent.message_id,
            body="Hello",
        )
        gateway = self.env["mail.thread"].with_user(self.boss)
        with self.assertRefused(AccessError, "brought by the mail server only"):
            gateway.message_process(None, text.encode())


@tagged("post_install", "-at_install", "security")
class TestMailIsNoAnswer(AnswerCase):
    def test_a_mail_does_not_stand_for_what_a_link_says(self):
        """The same words, in a mail that says it is from the employer."""
        link = self.link.sudo()
        lead = self.env["club.answer.employer"]._prospect(link)
        lead.message_post(
            body="A cook",
            author_id=self.employer.id,
            message_type="email",
        )
        tasks = lead.activity_ids
        self.env["club.answer.employer"]._receive_need(link, "link", "A cook")
        self.assertTrue(lead.activity_ids - tasks)


@tagged("post_install", "-at_install", "security")
class TestInvitationUnsigned(ClubsCase, HttpCase):
    def test_the_address_of_an_invitation_signs_for_nobody(self):
        """Odoo shows it to whoever reads the meeting, who opens it without account."""
        self.manager.email = "manager@clubs.example"
        invited = self.manager.partner_id
        event = self.env["calendar.event"].with_user(self.animateur)
        event = event.create(
            {
                "name": "Coffee",
                "start": "2026-01-21 08:00:00",
                "stop": "2026-01-21 09:00:00",
                "partner_ids": [Command.set((invited | self.animateur.partner_id).ids)],
            }
        )
        guest = event.attendee_ids.filtered(lambda one: one.partner_id == invited)
        address = f"?token={guest.access_token}&id={event.id}"
        self.authenticate(None, None)
        for gesture, state in (("accept", "accepted"), ("decline", "declined")):
            with self.subTest(gesture):
                before = event.message_ids
                self.env.flush_all()
                self.url_open(f"/calendar/meeting/{gesture}{address}")
                self.env.invalidate_all()
                self.assertEqual(guest.state, state)
                message = event.message_ids - before
                self.assertEqual(len(message), 1)
                self.assertFalse(message.author_id)
                self.assertEqual(message.email_from, invited.email_formatted)

    @mute_logger("odoo.http")
    def test_the_key_of_a_call_opens_no_thread(self):
        """Odoo tells it to whoever reads the meeting; no model's that no portal shows."""
        thread = self.env.registry["mail.thread"]
        portal = self.env.registry["portal.mixin"]
        found = [
            name
            for name, model in self.env.registry.items()
            if issubclass(model, thread) and not issubclass(model, portal)
            if not model._abstract and "access_token" in model._fields
        ]
        self.assertIn("calendar.event", found)
        event = self.env["calendar.event"].create(
            {
                "name": "Coffee",
                "start": "2026-01-21 08:00:00",
                "stop": "2026-01-21 09:00:00",
                "access_token": "x" * 32,
                "partner_ids": [Command.set(self.manager.partner_id.ids)],
            }
        )
        before = event.message_ids
        self.env.flush_all()
        self.authenticate(None, None)
        thread = {"thread_model": event._name, "thread_id": event.id, "token": "x" * 32}
        said = {
            "body": "x",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        for path, more in (
            ("/mail/message/post", {"post_data": said}),
            ("/mail/chatter_fetch", {}),
        ):
            with self.subTest(path), self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(path, {**thread, **more})
        self.env.invalidate_all()
        self.assertEqual(event.message_ids, before)
