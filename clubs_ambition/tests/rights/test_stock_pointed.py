# pylint: disable=translation-required
"""Nothing of the stock leads to what is about somebody out of its writer's sight."""

import base64
import json
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.tools import guarded
from . import test_stock_doors
from .label_common import FIRST, LAST
from .stock_common import ROLES, StockCase

LED = "messages quoted in a discussion"
TYPED = "forms of the stock about what is about a person"
LINES = "lines of forms of the stock"
EMPLOYEES = [role for role in ROLES if role != "portal"]


class StockPointedCase(StockCase):
    """A message, a file, a task about one person, and all that points to such things."""

    needed = test_stock_doors.TestStockDoors.__dict__["_needed"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey.activity_schedule("mail.mail_activity_data_call", summary=LAST)
        message = cls.journey.message_ids.filtered("outgoing_email_to")[:1]
        cls.targets = {
            "mail.message": message,
            "mail.notification": message.notification_ids[:1],
            "mail.activity": cls.journey.activity_ids[:1],
            "ir.attachment": cls.env["ir.attachment"].search(
                [("res_model", "=", cls.journey._name)], order="id desc", limit=1
            ),
        }
        cls.env.flush_all()

    def ways(self):
        """Yield ``(model, field, target)`` of what the stock may lead to it by."""
        for name in self.stock_models():
            for field in self.env[name]._fields.values():
                many = field.type in ("many2one", "many2many")
                if many and field.comodel_name in self.targets:
                    yield name, field, self.targets[field.comodel_name]

    def value(self, field, target):
        if field.type == "many2many":
            return [Command.link(target.id)]
        return target.id

    def reaches(self, record, field, target):
        """Tell whether a record was led to the target."""
        self.env.invalidate_all()
        return target in record.sudo()[field.name]


@tagged("post_install", "-at_install", "security")
class TestStockPointed(StockPointedCase, HttpCase):
    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def led(self):
        """Return what goes through, and how many were tried."""
        through, tried = [], 0
        for name, field, target in self.ways():
            for role in EMPLOYEES:
                Model = self.env[name].with_user(self.users[role])
                seen = target.with_user(self.users[role])._filtered_access("read")
                if seen or not field.store or not Model.has_access("create"):
                    continue
                tried += 1
                if self._made(Model, field, target):
                    through.append((role, name, field.name))
        return through, tried

    def _made(self, Model, field, target):
        said = {field.name: self.value(field, target)}
        self.settle(Model.env)
        savepoint = self.env.cr.savepoint()
        try:
            record = Model.create({**self.needed(Model, said), **said})
            return self.reaches(record, field, target)
        except Exception:  # noqa: BLE001 (a stock model fails as it likes)
            return False
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)

    def test_nothing_is_led_there(self):
        through, tried = self.led()
        self.assertEqual(through, [])
        self.assertGreater(tried, 40)

    def test_the_walk_sees_what_the_guard_closes(self):
        with patch.object(guarded, "check_pointed", lambda *_said: None):
            through, _tried = self.led()
        self.assertIn(("employee", "mail.message", "parent_id"), through)

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_no_form_is_computed_from_it(self):
        for name, field, target in self.ways():
            for role in EMPLOYEES:
                self._hold_forms(self.env[name], role, field, target)
        self.check_tried(200, TYPED)

    def _hold_forms(self, model, role, field, target):
        Model = model.with_user(self.users[role])
        spec = self.spec(Model)
        value = self.value(field, target)
        for said in (value, {"id": target.id}, [Command.set(target.ids)]):
            values = {field.name: said}
            given = {f"default_{field.name}": said}
            for _worked, answer in (
                self.call(Model, "onchange", [], values, list(values), spec),
                self.call(Model.with_context(**given), "onchange", [], {}, [], spec),
                self.call(Model.with_context(**given), "default_get", list(spec)),
            ):
                with self.subTest(model=Model._name, role=role, field=field.name):
                    self.hold(TYPED, answer)

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_no_line_of_a_form_is_computed_from_it(self):
        """A list of a form holds lines, each of which is a form of its own."""
        ways = {}
        for name, field, target in self.ways():
            ways.setdefault(name, []).append((field, target))
        for name in self.stock_models():
            for lines in self.env[name]._fields.values():
                if lines.type not in ("one2many", "many2many"):
                    continue
                for field, target in ways.get(lines.comodel_name, ()):
                    self._hold_lines(self.env[name], lines, field, target)
        self.check_tried(20, LINES)

    def _hold_lines(self, model, lines, field, target):
        Model = model.with_user(self.users["employee"])
        line = {field.name: self.value(field, target)}
        spec = {lines.name: {"fields": self.spec(self.env[lines.comodel_name])}}
        for command in (Command.create(line), line, [1, self.person.id, line]):
            values = {lines.name: [command]}
            _worked, answer = self.call(
                Model, "onchange", [], values, [lines.name], spec
            )
            with self.subTest(model=Model._name, lines=lines.name, field=field.name):
                self.hold(LINES, answer)

    def test_a_letter_holds_no_file_of_somebody(self):
        """Odoo computes what is printed under sudo, as the file is chosen."""
        file = self.targets["ir.attachment"]
        Letter = self.env["snailmail.letter"].with_user(self.users["employee"])
        spec = {"attachment_datas": {}, "attachment_fname": {}}
        for said in (file.id, {"id": file.id}):
            values = {"attachment_id": said}
            worked, answer = self.call(
                Letter, "onchange", [], values, list(values), spec
            )
            self.assertFalse(worked)
            self.assertNotIn(FIRST, answer)
            self.assertNotIn(base64.b64encode(file.raw).decode(), answer)

    @mute_logger("odoo.http")
    def test_no_discussion_quotes_a_message_about_somebody(self):
        """A discussion shows what a message answers under sudo: anything, once."""
        message = self.targets["mail.message"]
        for role in EMPLOYEES:
            user = self.users[role]
            self.authenticate(user.login, user.login)
            channel = (
                self.env["discuss.channel"]
                .with_user(user)
                ._create_channel(name="Mine", group_id=None)
            )
            said = {"model": channel._name, "res_id": channel.id, "body": "See"}
            with self.subTest(role=role):
                self.settle(channel.env)
                made = self.rpc(
                    "/web/dataset/call_kw",
                    model="mail.message",
                    method="create",
                    args=[{**said, "parent_id": message.id}],
                    kwargs={},
                )
                self.assertIn("choose it in the list", made)
                told = self.rpc("/discuss/channel/messages", channel_id=channel.id)
                self.hold(LED, told)
        self.check_tried(5, LED)

    def rpc(self, path, **params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "params": params})
        return self.url_open(
            path, data=body, headers={"Content-Type": "application/json"}
        ).text

    def test_a_thread_answers_its_own(self):
        """What a reader of a part of a thread posts there answers its first message."""
        event = self.env["calendar.event"].create(
            {"name": "Visit", "start": "2036-01-02 08:00", "stop": "2036-01-02 09:00"}
        )
        first = event.message_post(body="First", message_type="comment")
        posted = event.with_user(self.users["employee"]).message_post(
            body="Second", message_type="comment", parent_id=first.id
        )
        self.assertEqual(posted.sudo().parent_id, first)

    def test_a_mail_to_many_leaves(self):
        """The code leads a notification to the mail that leaves: no employee reads it."""
        employee = self.users["employee"]
        contact = self.env["res.partner"].create(
            {"name": "A", "email": "a@example.com"}
        )
        said = {
            "composition_mode": "mass_mail",
            "body": "<p>Hello</p>",
            "subject": "Hi",
        }
        composer = self.env["mail.compose.message"].with_user(employee)
        composer = composer.create(
            {**said, "model": contact._name, "res_ids": str(contact.ids)}
        )
        mails, _messages = composer._action_send_mail()
        self.assertEqual(mails.sudo().recipient_ids, contact)

    def test_a_referent_learns_no_address_of_an_employer(self):
        """An attendee of the calendar has the address and phone of its contact."""
        self.employer.write({"email": "boss@example.com", "phone": "0612000000"})
        Attendee = self.env["calendar.attendee"].with_user(self.referent)
        values = {"partner_id": self.employer.id}
        spec = {"email": {}, "phone": {}, "common_name": {}}
        event = self.env["calendar.event"].with_user(self.referent)
        event = event.create(
            {"name": "Mine", "start": "2036-01-02 08:00", "stop": "2036-01-02 09:00"}
        )
        for answer in (
            self.call(Attendee, "onchange", [], values, list(values), spec),
            self.call(Attendee, "create", {**values, "event_id": event.id}),
            self.call(
                event,
                "onchange",
                [],
                {"attendee_ids": [Command.create(values)]},
                ["attendee_ids"],
                {"attendee_ids": {"fields": spec}},
            ),
        ):
            self.assertFalse(answer[0])
            self.assertNotIn("boss@example.com", answer[1])
