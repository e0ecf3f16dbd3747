# pylint: disable=translation-required
from email.utils import formataddr

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import email_normalize, mute_logger

from ..answer_common import AnswerCase

MAIL = "From: {sender}\nTo: {to}\nSubject: S\nMessage-Id: <{n}@x.com>\n\nHello\n"


@tagged("post_install", "-at_install", "security", "hours")
class TestOwnName(AnswerCase, HttpCase):
    """Who has a role in the clubs writes no message in the name of somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env, "t_boss", groups="base.group_user", email="boss@clubs.example"
        )
        for user in (cls.animateur, cls.manager, cls.referent, cls.coordinator):
            user.email = user.email or f"{user.login}@clubs.example"
        cls.roles = (cls.animateur, cls.manager, cls.coordinator)
        cls.robot = cls.env.ref("base.partner_root")
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Somebody else's",
                "model_id": cls.env["ir.model"]._get("res.partner").id,
                "subject": "S",
                "body_html": "<p>B</p>",
                "email_from": cls.boss.email_formatted,
                "email_to": "x@example.com",
            }
        )

    def others(self):
        """Yield the values that say another's name, of every field that tells one."""
        for partner in (
            self.boss.partner_id,
            self.employer,
            self.env.company.partner_id,
            self.robot,
        ):
            yield {"author_id": partner.id}
            if partner.email:
                yield {"email_from": partner.email_formatted}
                yield {"author_id": False, "email_from": partner.email_formatted}
        yield {"author_id": False, "email_from": "The Director"}
        yield {"email_from": formataddr(("Boss", "elsewhere@example.com"))}
        guest = self.env["mail.guest"].create({"name": "Guest"})
        yield {"author_id": False, "author_guest_id": guest.id}

    def test_who_has_two_addresses_writes_with_them(self):
        me = self.animateur.partner_id
        me.email = "work@clubs.example, home@clubs.example"
        record = self.record_of(self.animateur)
        message = record.message_post(body="Hello")
        self.assertEqual(message.author_id, me)
        with self.assertRefused(AccessError, "leave the author and the sender of"):
            sender = "work@clubs.example, boss@clubs.example"
            record.message_post(body="Hello", email_from=sender)

    def record_of(self, user):
        """Return a thread in which a user may write."""
        return self.env["res.partner"].with_user(user).browse(user.partner_id.id)

    def roads(self, record, said):
        """Yield the roads by which a caller says who a message is by."""
        env, name = record.env, record._name
        post = {k: value for k, value in said.items() if k != "author_guest_id"}
        yield "post", lambda: record.message_post(body="x", **said)
        yield (
            "notify",
            lambda: record.message_notify(
                body="x", partner_ids=self.boss.partner_id.ids, **post
            ),
        )
        yield (
            "away",
            lambda: record.message_post(body="x", message_type="out_of_office", **said),
        )
        values = {"model": name, "res_id": record.id, "body": "x"}
        yield "create", lambda: env["mail.message"].create({**values, **said})
        context = {f"default_{key}": value for key, value in said.items()}
        yield (
            "context",
            lambda: env["mail.message"].with_context(**context).create(dict(values)),
        )
        yield "write", lambda: record.message_post(body="x").write(dict(said))
        for mode in ("comment", "mass_mail"):
            composed = {
                "model": name,
                "res_ids": record.ids,
                "composition_mode": mode,
                "subject": "S",
                "body": "x",
                "partner_ids": self.boss.partner_id.ids,
            }
            yield (
                f"composer {mode}",
                lambda composed=composed: (
                    env["mail.compose.message"]
                    .create({**composed, **post})
                    .action_send_mail()
                ),
            )
        yield (
            "template",
            lambda: self.template.with_user(env.user).send_mail(
                record.id, email_values=dict(post)
            ),
        )
        if said.get("author_id"):
            yield "later", lambda: self.schedule(record, said["author_id"])

    def schedule(self, record, author):
        self.waiting(record, author).post_message()

    def waiting(self, record, author):
        return record.env["mail.scheduled.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "body": "x",
                "author_id": author,
                "scheduled_date": Datetime.add(Datetime.now(), days=1),
            }
        )

    def check_signed(self, messages, user):
        """Every message written meanwhile is by who wrote it."""
        for message in messages:
            self.assertEqual(message.author_id, user.partner_id)
            self.assertFalse(message.author_guest_id)
            sender = email_normalize(message.email_from)
            self.assertEqual(sender, user.email_normalized)

    @mute_logger("odoo.sql_db", "odoo.addons.mail.models.mail_mail")
    def test_no_road_says_another_s_name(self):
        Message, tried, refused = self.env["mail.message"], 0, 0
        for user in self.roles:
            record = self.record_of(user)
            for said in self.others():
                for road, gesture in self.roads(record, said):
                    with (
                        self.subTest(user=user.login, road=road, said=said),
                        self.env.cr.savepoint() as savepoint,
                    ):
                        last = Message.search([], order="id desc", limit=1).id
                        try:
                            with self.env.cr.savepoint():
                                gesture()
                                self.env.flush_all()
                        except (UserError, ValueError):
                            refused += 1
                        self.env.invalidate_all()
                        made = Message.search([("id", ">", last)])
                        self.check_signed(made, user)
                        later = self.env["mail.scheduled.message"].search([])
                        self.assertLessEqual(later.author_id, user.partner_id)
                        tried += 1
                        savepoint.rollback()
                    self.env.invalidate_all()
        self.assertGreater(tried, 300)
        self.assertGreater(refused, 100)

    def test_what_one_wrote_is_not_said_to_be_another_s(self):
        message = self.record_of(self.animateur).message_post(body="x")
        for said in self.others():
            refused = self.assertRefused(AccessError, "leave the author and the sender")
            with self.subTest(said=said), refused:
                message.write(said)
        self.check_signed(message, self.animateur)

    def test_one_s_own_name_is_said_as_one_likes(self):
        for user in self.roles:
            record, me = self.record_of(user), user.partner_id
            for said in (
                {},
                {"author_id": me.id},
                {"author_id": me.id, "email_from": user.email_formatted},
                {"email_from": user.email},
            ):
                message = record.message_post(body="x", **said)
                self.check_signed(message, user)
                self.assertEqual(message.email_from, user.email_formatted)

    def test_who_only_orients_signs_too(self):
        Message = self.env["mail.message"].with_user(self.referent)
        for said in self.others():
            with (
                self.subTest(said=said),
                self.assertRefused(AccessError, "leave the author and the sender of"),
            ):
                Message.create({"body": "x", **said})
        self.check_signed(Message.create({"body": "x"}), self.referent)

    def test_over_http_too(self):
        self.authenticate("t_animateur", "t_animateur")
        message = self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.partner/message_post",
            {
                "model": "res.partner",
                "method": "message_post",
                "args": [[self.animateur.partner_id.id]],
                "kwargs": {"body": "x", "context": {"club_author": True}},
            },
        )
        self.assertTrue(message)
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "AccessError"),
        ):
            self.make_jsonrpc_request(
                "/web/dataset/call_kw/res.partner/message_post",
                {
                    "model": "res.partner",
                    "method": "message_post",
                    "args": [[self.animateur.partner_id.id]],
                    "kwargs": {
                        "body": "x",
                        "author_id": self.boss.partner_id.id,
                        "context": {"club_author": True},
                    },
                },
            )

    def test_a_message_that_waits_has_the_name_of_who_wrote_it(self):
        for user in self.roles:
            record = self.record_of(user)
            later = self.waiting(record, user.partner_id.id)
            for other in (self.boss.partner_id, self.employer, self.robot):
                for gesture in (
                    lambda record=record, other=other: self.waiting(record, other.id),
                    lambda later=later, other=other: later.write(
                        {"author_id": other.id}
                    ),
                ):
                    with (
                        self.assertRefused(
                            AccessError, "leave the author and the sender of"
                        ),
                        self.env.cr.savepoint(),
                    ):
                        gesture()
            later.invalidate_recordset()
            self.assertEqual(later.author_id, user.partner_id)

    def test_a_template_of_somebody_else_is_signed_by_who_sends(self):
        record = self.record_of(self.animateur)
        composer = record.env["mail.compose.message"].create(
            {
                "model": record._name,
                "res_ids": record.ids,
                "template_id": self.template.id,
                "composition_mode": "comment",
            }
        )
        self.assertEqual(composer.author_id, self.animateur.partner_id)
        composer.action_send_mail()
        self.check_signed(record.message_ids[:1], self.animateur)

    def test_no_role_is_the_mail_server(self):
        Thread = self.env["mail.thread"]
        for n, user in enumerate(self.roles):
            text = MAIL.format(
                sender=self.boss.email, to="any@example.com", n=f"own-{n}"
            )
            with (
                self.subTest(user.login),
                mute_logger("odoo.addons.mail.models.mail_thread"),
                self.assertRefused(AccessError, "Mails to the clubs are brought by"),
                self.env.cr.savepoint(),
            ):
                Thread.with_user(user).message_process(
                    "res.partner", text, thread_id=user.partner_id.id
                )

    def test_every_role_of_the_clubs_is_one(self):
        groups = self.env.ref("clubs_ambition.privilege_clubs_ambition").group_ids
        self.assertGreaterEqual(len(groups), 6)
        for group in groups:
            user = new_test_user(self.env, f"t_{group.id}", groups="base.group_user")
            self.assertFalse(self.signs(user))
            user.group_ids += group
            self.assertTrue(self.signs(user), group.name)
            user.group_ids += self.env.ref("base.group_system")
            self.assertFalse(self.signs(user), "Stock rights say so.")

    def signs(self, user):
        return self.env["mail.message"].with_user(user)._club_signs_own_name()

    def test_who_is_away_answers_in_their_own_name(self):
        self.boss.write(
            {
                "notification_type": "email",
                "out_of_office_from": Datetime.subtract(Datetime.now(), days=1),
                "out_of_office_to": Datetime.add(Datetime.now(), days=1),
                "out_of_office_message": "<p>Away</p>",
            }
        )
        record = self.record_of(self.animateur)
        record.message_post(
            body="x",
            message_type="comment",
            partner_ids=self.boss.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        away = record.message_ids.filtered(
            lambda one: one.message_type == "out_of_office"
        )
        self.assertEqual(away.author_id, self.boss.partner_id)

    def test_a_manager_tells_of_a_session_in_their_own_name(self):
        self.yanis.person_id.email = "yanis@example.com"
        start = Datetime.add(Datetime.now(), days=3)
        session = self.env["club.session"].create(
            {
                "name": "CV",
                "kind": "thematic",
                "club_id": self.club.id,
                "cohort_id": self.yanis.cohort_id.id,
                "start": start,
                "stop": Datetime.add(start, hours=2),
                "animateur_id": self.animateur.id,
            }
        )
        session.with_user(self.manager).action_cancel()
        message = self.yanis.message_ids.filtered("outgoing_email_to")[:1]
        self.check_signed(message, self.manager)

    def test_who_answers_for_a_guest_signs_it(self):
        """Odoo signs “has accepted” for the guest, whoever presses the button."""
        me = self.animateur
        event = self.env["calendar.event"].with_user(me)
        event = event.create(
            {
                "name": "Coffee",
                "start": "2026-01-21 08:00:00",
                "stop": "2026-01-21 09:00:00",
                "partner_ids": [
                    Command.set((self.boss | me).partner_id.ids),
                ],
            }
        )
        guest = event.attendee_ids.filtered(
            lambda one: one.partner_id == self.boss.partner_id
        )
        self.authenticate(me.login, me.login)
        for method, state in (
            ("do_accept", "accepted"),
            ("do_decline", "declined"),
            ("do_tentative", "tentative"),
        ):
            with self.subTest(method):
                before = event.message_ids
                self.press("calendar.attendee", method, guest.ids)
                self.env.invalidate_all()
                self.assertEqual(guest.state, state)
                self.check_signed(event.message_ids - before, me)
        self.assertIn(guest.common_name, event.message_ids[:1].body)
        self.assertEqual(event.message_ids[:1].author_id, me.partner_id)
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "AccessError"),
        ):
            self.press(
                "calendar.event",
                "message_post",
                event.ids,
                body="x",
                author_id=self.boss.partner_id.id,
                context={"club_attendee": True},
            )

    def press(self, model, method, ids, **kwargs):
        """Call a method as the browser does."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": [ids], "kwargs": kwargs},
        )
