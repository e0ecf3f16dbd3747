from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from ...utils import clock
from ..answer_common import AnswerCase


@tagged("post_install", "-at_install", "hours")
class TestAnswerTold(AnswerCase, HttpCase):
    """What an answer by link tells the animateur, and the employer's page afterwards."""

    def setUp(self):
        super().setUp()
        self.path = self.page_of(self.link)

    def press(self, action, **form):
        self.env.flush_all()
        answer = self.url_open(self.path, data={"action": action, **form})
        self.env.invalidate_all()
        return answer

    def answer(self, action, **form):
        return self.press(action, candidacy=self.first.id, **form)

    def told(self, record):
        """Return what was notified to the animateur alone, of one record."""
        return self.env["mail.message"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def day(self):
        return str(clock.today(self.club) + timedelta(days=7))

    # === IN WHOSE NAME === #

    def check_told(self, record):
        activity = record.activity_ids
        public = self.env.ref("base.public_user")
        self.assertEqual(activity.user_id, self.animateur)
        self.assertEqual(activity.create_uid, self.animateur)
        notified = self.told(record)
        self.assertEqual(len(notified), 1)
        self.assertEqual(notified.partner_ids, self.animateur.partner_id)
        self.assertEqual(notified.author_id, self.env.company.partner_id)
        self.assertNotIn(public.name, str(notified.body) + notified.subject)
        self.assertIn(self.employer.name, str(notified.body))
        return notified

    def test_an_answer_is_assigned_by_no_public_user(self):
        self.answer("hired")
        notified = self.check_told(self.first)
        for word in ("Yanis", "Benali"):
            self.assertNotIn(word, notified.subject)

    def test_another_need_is_assigned_by_no_public_user(self):
        self.press("need", note="A cook in May")
        lead = self.env["crm.lead"].search([("partner_id", "=", self.employer.id)])
        self.check_told(lead)

    def test_stop_is_assigned_by_no_public_user(self):
        self.press("stop", sure="1")
        self.check_told(self.employer)

    def test_the_mail_of_a_colleague_s_task_names_no_person(self):
        colleague = self.env.ref("base.user_admin")
        self.first.with_user(colleague).sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.animateur.id,
            summary="Call them",
        )
        notified = self.told(self.first)
        self.assertIn(colleague.name, str(notified.body))
        self.assertEqual(notified.subject, "You have something to do")

    # === NOT NOW === #

    def test_not_now_puts_an_interview_off(self):
        self.answer("meet", day=self.day(), hour="14:30")
        self.assertEqual(self.first.state, "interview")
        self.answer("later")
        self.assertEqual(self.first.state, "sent")
        self.assertFalse(self.first.interview_on)
        activity = self.first.activity_ids
        self.assertEqual(activity.date_deadline, clock.today(self.club))
        self.assertIn("14:30", activity.summary)
        self.assertFalse(self.first._to_remind())

    def test_an_interview_of_the_animateur_stays_and_is_told(self):
        self.first.write(
            {"state": "interview", "interview_on": f"{self.day()} 10:00:00"}
        )
        self.answer("later")
        self.assertEqual(self.first.state, "interview")
        self.assertTrue(self.first.interview_on)
        activity = self.first.activity_ids
        self.assertEqual(activity.date_deadline, clock.today(self.club))
        self.assertIn("puts the interview of", activity.summary)

    def test_not_now_undoes_a_no(self):
        self.answer("no", reason=str(self.reason.id))
        self.answer("later")
        self.assertEqual(self.first.state, "sent")
        self.assertFalse(self.first.refusal_reason_id)

    def test_only_office_hours_are_proposed(self):
        for hour in ("00:30", "06:59", "20:01", "23:59"):
            page = self.answer("meet", day=self.day(), hour=hour)
            self.assertEqual(page.status_code, 400, hour)
            self.assertIn("between 07:00 and 20:00", page.text)
        self.assertEqual(self.first.state, "sent")
        for hour in ("07:00", "20:00", ""):
            self.assertEqual(
                self.answer("meet", day=self.day(), hour=hour).status_code, 200
            )

    # === STOP === #

    def test_the_page_says_that_stop_is_noted(self):
        self.assertIn('value="stop"', self.url_open(self.path).text)
        self.press("stop", sure="1")
        page = self.url_open(self.path).text
        self.assertNotIn('value="stop"', page)
        self.assertIn("It is noted", page)
        self.assertIn("To change your mind, call", page)


@tagged("post_install", "-at_install")
class TestSendSome(AnswerCase):
    """Who cannot be written to is left out, and told; the others get their message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_employer.email = "garage@example.com"
        cls.to_send = cls.make_candidacy(
            cls.yanis, "draft", employer=cls.other_employer
        )

    def dialog(self, candidacies):
        context = {"default_candidacy_ids": candidacies.ids}
        model = self.env["club.candidacy.send"].with_user(self.animateur)
        return Form(model.with_context(**context))

    def lines(self, form):
        return [
            (line["refused"], line["warning"] or "") for line in form.line_ids._records
        ]

    def test_what_is_sent_already_is_left_out(self):
        form = self.dialog(self.first + self.to_send)
        refused = dict(self.lines(form))
        self.assertEqual(set(refused), {False, True})
        self.assertIn("already sent on", refused[True])
        self.assertIn("Left out: 1", form.summary)
        self.assertEqual(form.ready_count, 1)
        action = form.save().action_send()
        self.assertEqual(self.to_send.state, "sent")
        self.assertEqual(self.first.link_ids, self.link)
        self.assertIn("employers: 1", action["params"]["message"])
        self.assertIn("Left out: 1", action["params"]["message"])

    def test_each_reason_is_said_and_stops_nobody_else(self):
        fresh = self.make_candidacy(self.make_participant("Zoé", "active"), "draft")
        reasons = {
            "does not want": {"club_network_status": "stop"},
            "no e-mail": {"email": False},
            "not one e-mail": {"email": "a@b.fr, c@d.fr"},
        }
        for words, values in reasons.items():
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                self.employer.write(values)
                form = self.dialog(fresh + self.to_send)
                self.assertIn(words, dict(self.lines(form))[True])
                form.save().action_send()
                self.assertEqual((fresh.state, self.to_send.state), ("draft", "sent"))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_nobody_to_write_to_leaves_no_button(self):
        form = self.dialog(self.first)
        self.assertEqual(form.ready_count, 0)
        with self.assertRaisesRegex(UserError, "revoke that link"):
            form.save().action_send()

    def test_an_address_typed_in_the_dialog_counts(self):
        self.other_employer.email = False
        form = self.dialog(self.to_send)
        self.assertEqual(form.ready_count, 0)
        with form.line_ids.edit(0) as line:
            line.email = "atelier@example.com"
        self.assertEqual(form.ready_count, 1)
        form.save().action_send()
        self.assertEqual(self.to_send.state, "sent")
