"""What is kept of who is left alone stays as it is; what waits to leave does not."""

# pylint: disable=translation-required
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..answer_common import AnswerCase
from .privacy_common import PrivacyCase

SAID = ("text", "html", "binary")


@tagged("post_install", "-at_install", "security")
class TestRestrictionKept(PrivacyCase):
    """Messages, tasks, files, appointments: of every model about any record."""

    def about(self):
        """Yield a row, with a text, of each model whose rows are about any record."""
        env, about = self.env, {"res_id": self.journey.id}
        yield self.journey.message_post(body="Elle rappelle")
        yield self.journey.activity_schedule("mail.mail_activity_data_todo", note="x")
        yield env["ir.attachment"].create(
            {**about, "name": "CV.pdf", "raw": b"x", "res_model": self.journey._name}
        )
        model = env["ir.model"]._get_id(self.journey._name)
        day = {"start": "2026-02-02 09:00:00", "stop": "2026-02-02 10:00:00"}
        yield env["calendar.event"].create(
            {**about, **day, "name": "Point", "res_model_id": model}
        )
        yield env["mail.scheduled.message"].create(
            {**about, "model": self.journey._name, "body": "x"}
            | {"author_id": self.animateur.partner_id.id}
            | {"scheduled_date": "2036-01-01 08:00:00"}
        )

    def refused(self, record, gesture):
        refused = self.assertRaisesRegex(UserError, "left as it is|recorded")
        with self.subTest(record=record._name), refused, self.env.cr.savepoint():
            gesture()
        self.env.invalidate_all()

    def test_what_is_said_of_them_stays(self):
        """Whoever calls, sudo or not: a message is edited by no one, a file is kept."""
        rows = list(self.about())
        told = {name for name in self.env.registry if self.says(name)}
        self.assertEqual(told - {row._name for row in rows}, set())
        request = self.restrict()
        for row in rows:
            field = next(
                one.name
                for one in row._fields.values()
                if one.type in SAID and one.store and not one.compute
            )
            self.refused(row, row.unlink)
            value = b"y" if row._fields[field].type == "binary" else "y"
            self.refused(row, lambda row=row, word={field: value}: row.write(word))
        rows[2].access_token = "a" * 36  # for who opens it, as before
        request.action_lift()
        for row in rows:
            row.unlink()

    def says(self, name):
        """Tell whether rows of a model of the stock say something of any record."""
        model, leaving = self.env.registry[name], self.env["club.leaving"]
        stock = model._auto and not model._abstract and not leaving._is_ours(name)
        pointers = stock and not model._transient and leaving._pointers()[name]
        fields = model._fields.values() if pointers else ()
        return any(one.type in SAID and one.store for one in fields)

    def test_a_message_that_was_planned_waits(self):
        """It is sent to nobody, told to nobody, and there when it is lifted."""
        about = {"model": self.journey._name, "res_id": self.journey.id}
        plan = self.env["mail.scheduled.message"].with_user(self.animateur)
        message = plan.create(
            {**about, "body": "Rappel", "author_id": self.animateur.partner_id.id}
            | {"scheduled_date": "2036-01-01 08:00:00"}
        ).sudo()
        request = self.restrict()
        self.be_due(message)
        known = self.env["mail.message"].search([], order="id desc", limit=1)
        message._post_messages_cron()
        self.assertGreater(message.scheduled_date, fields.Datetime.now())
        told = self.env["mail.message"].search([("id", ">", known.id)])
        self.assertFalse(told)
        request.action_lift()
        self.be_due(message)
        message._post_messages_cron()
        self.assertFalse(message.exists())
        self.assertIn("Rappel", self.journey.message_ids[0].body)

    def be_due(self, message):
        """Let the hour of a message have come: nobody plans one for the past."""
        self.env.flush_all()
        query = "UPDATE mail_scheduled_message SET scheduled_date = NOW() WHERE id = %s"
        self.env.cr.execute(query, [message.id])
        self.env.invalidate_all()

    def test_somebody_else_is_erased_with_a_file_of_theirs(self):
        """A file that names who is erased goes, whoever it is about."""
        gone = self.make_person("Melchior Quatrebarbes")
        file = self.env["ir.attachment"].create(
            {"name": "Vu Melchior Quatrebarbes", "res_id": self.journey.id}
            | {"res_model": self.journey._name, "raw": b"x"}
        )
        self.restrict()
        self.env["club.privacy.erasure"]._erase(gone)
        self.assertFalse(file.exists())

    def test_a_request_is_not_called_served_before_it_is(self):
        for kind in ("restriction", "objection", "erasure"):
            request = self.asked(kind)
            with self.assertRefused(UserError, "by its own button"):
                self.settle(request, "serve", "Done")
            self.assertEqual(request.state, "open")


@tagged("post_install", "-at_install", "security")
class TestLinksWaiting(AnswerCase):
    """A mail with a link waits for a minute: who objects meanwhile is not in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_employer.email = "other@example.com"

    def in_force(self, kind, journey):
        request = self.env["club.privacy.request"].create(
            {"kind": kind, "state": "open", "person_id": journey.person_id.id}
        )
        request.with_user(self.data_officer).action_take_effect()

    def test_who_objects_is_presented_by_no_mail_that_waits(self):
        for kind, journey in (("objection", self.yanis), ("restriction", self.lina)):
            one = self.make_candidacy(journey, "draft", employer=self.other_employer)
            waiting = self.mails_of(self.send(one))
            self.assertEqual(waiting.mapped("state"), ["outgoing"])
            self.in_force(kind, journey)
            with self.subTest(kind):
                left = self.env["club.privacy.effect"]._fit_to_leave(waiting.exists())
                self.assertNotIn("outgoing", left.mapped("state"))

    def test_no_news_is_asked_of_who_is_left_alone(self):
        self.first._record_hire(kind="cdi", date_start=self.yanis.started_on)
        followup = self.first.placement_ids.followup_ids.sudo()[0]
        self.env["club.followup.question"]._send(followup, "employer")
        link = self.env["club.answer.link"].search([("followup_id", "=", followup.id)])
        waiting = self.mails_of(link)
        self.assertEqual(waiting.mapped("state"), ["outgoing"])
        self.in_force("restriction", self.yanis)
        left = self.env["club.privacy.effect"]._fit_to_leave(waiting.exists())
        self.assertNotIn("outgoing", left.mapped("state"))
