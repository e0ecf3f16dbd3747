import base64
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ...utils import clock
from .test_answer_link import AnswerCase


@tagged("post_install", "-at_install")
class TestPapersSent(AnswerCase):
    """CV and letter leave with the message, for those who agreed to be named."""

    def setUp(self):
        super().setUp()
        self.paper = base64.b64encode(b"%PDF-1.4 a paper")
        for person in (self.yanis, self.lina):
            person.write({"cv_file": self.paper, "cv_name": f"CV {person.name}.pdf"})
        self.first.write({"letter_file": self.paper, "letter_name": "Lettre.pdf"})

    def sent_again(self):
        self.link.with_user(self.animateur).action_revoke()
        self.link = self.send(self.candidacies)
        return self.mails()[:1]

    def test_no_paper_before_the_agreement(self):
        self.assertFalse(self.sent_again().attachment_ids)

    def test_papers_of_who_agreed_and_of_nobody_else(self):
        self.yanis.with_user(self.animateur).action_consent_name()
        names = self.sent_again().attachment_ids.mapped("name")
        self.assertEqual(sorted(names), ["CV Yanis Benali.pdf", "Lettre.pdf"])

    def test_a_reminder_carries_no_paper(self):
        self.yanis.action_consent_name()
        self.sent_again()
        self.link._send(reminder=True)
        last = self.mails().sorted("id")[-1]
        self.assertFalse(last.attachment_ids)

    def test_heavy_papers_stay_on_the_page(self):
        self.yanis.action_consent_name()
        self.yanis.cv_file = base64.b64encode(b"%PDF" + b"x" * (7 * 1024 * 1024))
        self.assertFalse(self.sent_again().attachment_ids)
        self.assertIn("cv", self.first._papers())

    def test_an_address_is_one_address(self):
        for wrong in ("nobody", "a@b.fr, c@d.fr", "a@b.fr\nBcc: all@d.fr"):
            wizard = (
                self.env["club.candidacy.send"]
                .with_user(self.animateur)
                .create({"candidacy_ids": self.first.ids})
            )
            wizard.line_ids.email = wrong
            with self.assertRaisesRegex(UserError, "not one e-mail"):
                wizard.action_send()

    def test_who_has_no_address_sends_nothing(self):
        self.animateur.email = False
        wizard = (
            self.env["club.candidacy.send"]
            .with_user(self.animateur)
            .create({"candidacy_ids": self.first.ids})
        )
        before = self.first.link_ids
        with self.assertRaisesRegex(UserError, "in your preferences"):
            wizard.action_send()
        self.assertEqual(self.first.link_ids, before)

    def test_the_dialog_tells_of_pressure(self):
        fresh = self.make_candidacy(self.make_participant("Zoé", "active"), "draft")
        self.env["club.contact"].create(
            [
                {"partner_id": self.employer.id, "club_id": club.id}
                for club in (self.club, self.other_club, self.other_club)
            ]
        )
        wizard = (
            self.env["club.candidacy.send"]
            .with_user(self.animateur)
            .create({"candidacy_ids": fresh.ids})
        )
        self.assertIn("contacts in 30 days", wizard.line_ids.warning)

    def test_a_link_is_given_to_a_candidacy_by_the_code_alone(self):
        other = self.make_candidacy(self.make_participant("Zoé", "active"), "draft")
        for values in (
            {"link_ids": [Command.link(self.link.id)]},
            {"employer_answer": "hired"},
        ):
            with self.assertRefused(UserError, "follows from what is recorded"):
                other.with_user(self.animateur).write(values)

    # === REMINDERS AND SILENCE === #

    def age(self, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_answer_link SET create_date = create_date - %s * "
            "interval '1 day'",
            [days],
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "clubs_ambition.ir_cron_candidacy_remind"
            ).sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_of_two_messages_the_last_one_is_followed(self):
        again = self.send(self.candidacies, email="gerante@example.com")
        self.age(8)
        self.assertEqual((self.link.reminder_count, again.reminder_count), (0, 1))

    def test_who_was_answered_not_now_is_not_unanswered(self):
        today = clock.today(self.club)
        self.candidacies.write({"sent_on": today - timedelta(days=70)})
        self.first.write({"answered_on": today - timedelta(days=20)})
        with self.enter_registry_test_mode():
            self.env.ref(
                "clubs_ambition.ir_cron_candidacy_expire"
            ).sudo().method_direct_trigger()
        self.assertEqual(self.candidacies.mapped("state"), ["sent", "expired"])


@tagged("post_install", "-at_install", "hours")
class TestAnswerPageDates(AnswerCase, HttpCase):
    """Dates proposed, links renewed: what a thumb in a hurry gets wrong."""

    def setUp(self):
        super().setUp()
        self.path = self.page_of(self.link)

    def post(self, path=None, **form):
        self.env.flush_all()
        answer = self.url_open(path or self.path, data=form, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def meet(self, **form):
        return self.post(action="meet", candidacy=self.first.id, **form)

    def day(self, days):
        return str(clock.today(self.club) + timedelta(days=days))

    def test_several_dates_are_proposed_none_is_chosen(self):
        page = self.meet(day=self.day(9), hour="10:00", day2=self.day(7), hour2="14:30")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.first.state, "interview")
        self.assertFalse(self.first.interview_on)
        told = self.first.activity_ids.note
        self.assertIn("14:30", told)
        self.assertIn("10:00", told)
        self.assertLess(told.index("14:30"), told.index("10:00"))

    def test_a_date_that_is_past_is_explained_and_kept_on_the_page(self):
        page = self.meet(day=self.day(-1), hour="10:00", note="Ask for Paul")
        self.assertEqual(page.status_code, 400)
        self.assertIn("a day to come", page.text)
        self.assertIn("Ask for Paul", page.text)
        self.assertIn(self.day(-1), page.text)
        self.assertEqual(self.first.state, "sent")

    def test_what_was_typed_stays_in_its_form_whatever_refuses_it(self):
        meet, no = f"meet-{self.first.id}", f"no-{self.first.id}"
        forms = (
            {"action": meet, f"note-{meet}": "Ask for Paul"},
            {"action": "need", "note-need": "Ask for Paul"},
            {"action": no, f"reason-{no}": str(self.reason.id)},
        )
        Link = type(self.link)
        refusals = {
            409: patch.object(Link, "_receive", side_effect=LockError("A lock")),
            400: patch.object(Link, "_receive", side_effect=UserError("No")),
            429: patch.object(Link, "_count_answer", return_value=False),
        }
        for status, refusal in refusals.items():
            for form in forms:
                with self.subTest(status=status, action=form["action"]), refusal:
                    page = self.post(**form)
                    self.assertEqual(page.status_code, status)
                    self.assertNotIn("A lock", page.text)
                    (shown,) = re.findall(
                        r"<details open.*?</details>", page.text, re.DOTALL
                    )
                    self.assertIn(f'value="{form["action"]}"', shown)
                    if form["action"] != no:
                        self.assertIn("Ask for Paul</textarea>", shown)
                    else:
                        self.assertRegex(
                            shown, rf'<option value="{self.reason.id}" selected'
                        )

    def test_an_hour_without_its_day(self):
        self.assertEqual(self.meet(hour2="10:00").status_code, 400)
        self.assertEqual(self.first.state, "sent")

    def test_dates_nobody_types(self):
        for wrong in ("9999-99-99", "0000-00-00", "' OR 1=1", "2" * 400, "<script>"):
            page = self.meet(day=wrong)
            self.assertEqual(page.status_code, 400, wrong)
            self.assertNotIn("<script", page.text)
        self.assertEqual(self.first.state, "sent")

    def test_the_page_says_who_writes_and_for_which_offer(self):
        self.first.sudo().offer_id = self.env["club.offer"].create(
            {
                "name": "Night baker",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
            }
        )
        self.env.flush_all()
        page = self.url_open(self.path).text
        self.assertIn(self.animateur.name, page)
        self.assertIn(self.env.company.name, page)
        self.assertEqual(page.count("For your offer: Night baker"), 1)

    def test_papers_leave_with_the_person(self):
        self.yanis.write({"cv_file": base64.b64encode(b"Hello"), "cv_name": "cv.html"})
        self.first.write({"letter_file": base64.b64encode(b"Dear"), "letter_name": 0})
        self.yanis.action_consent_name()
        self.env.flush_all()
        for paper, content in (("cv", b"Hello"), ("lettre", b"Dear")):
            answer = self.url_open(f"{self.path}/{paper}/{self.first.id}")
            self.assertEqual(answer.content, content)
            self.assertIn("attachment", answer.headers["Content-Disposition"])
            self.assertIn("noindex", answer.headers["X-Robots-Tag"])
            self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(
            self.url_open(f"{self.path}/image/{self.first.id}").status_code, 404
        )
        self.first.state = "withdrawn"
        self.env.flush_all()
        self.assertEqual(
            self.url_open(f"{self.path}/cv/{self.first.id}").status_code, 404
        )
        self.assertNotIn("/cv/", self.url_open(self.path).text)

    def test_only_an_expired_link_is_renewed(self):
        answer = self.post(action="fresh")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.first.link_ids, self.link)
        self.link.with_user(self.animateur).action_revoke()
        self.assertEqual(self.post(action="fresh").status_code, 410)
        self.assertEqual(self.first.link_ids, self.link)

    def test_another_message_of_today_stops_no_renewal(self):
        self.send(self.second, email="gerante@example.com")
        self.link.expires_on = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self.post(action="fresh").status_code, 200)
        self.assertEqual(self.link.fresh_id.candidacy_ids, self.candidacies)
        self.assertEqual(self.link.fresh_id.state, "live")

    def test_stop_tells_the_animateur_once(self):
        for _turn in range(2):
            self.assertEqual(self.post(action="stop", sure="1").status_code, 200)
        activity = self.employer.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.animateur)
