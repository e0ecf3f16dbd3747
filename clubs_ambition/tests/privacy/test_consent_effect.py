# pylint: disable=translation-required
"""A yes and a no are effective at once: pages, papers, mails that wait, answers."""

import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...models.privacy.club_privacy_effect import WAITING
from ...utils import clock
from ...utils.identity import masked
from ..answer_common import SecretCase

PAPER = base64.b64encode(b"%PDF-1.4 a paper")
NAME = "Yanis Benali"


class EffectCase(SecretCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for journey in (cls.yanis, cls.lina):
            journey.write({"cv_file": PAPER, "cv_name": f"CV {journey.name}.pdf"})
        cls.person = cls.yanis.person_id
        cls.person.email = "yanis@example.org"
        cls.env["club.answer.link"].search([]).action_revoke()

    def say(self, purpose, yes, journey=None):
        journey = (journey or self.yanis).with_user(self.animateur)
        journey.env["club.privacy.consent"]._say(journey, purpose, yes)

    def present(self):
        """Send both profiles anew, with words that name one of them."""
        wizard = (
            self.env["club.candidacy.send"]
            .with_user(self.animateur)
            .create(
                {
                    "candidacy_ids": self.candidacies.ids,
                    "message": f"I would like you to meet {NAME}.",
                }
            )
        )
        wizard.action_send()
        return self.candidacies.sudo().link_ids.sorted("id")[-1:]

    def told(self, link):
        """Return all that the mails of a link say, files included, and their number."""
        mails = self.mails_of(link).filtered(lambda one: one.state in WAITING)
        files = mails.attachment_ids.mapped("name")
        words = mails.mapped(lambda one: f"{one.subject} {one.body_html} {one.body}")
        return " ".join([*words, *files]), len(mails)


@tagged("post_install", "-at_install")
class TestNamed(HttpCase, EffectCase):
    """Employers read a name and a CV as long as the person agrees to it."""

    def test_a_withdrawal_reaches_pages_papers_and_mails_that_wait(self):
        self.say("named", True)
        self.say("named", True, self.lina)
        link = self.present()
        said, count = self.told(link)
        self.assertIn(f"CV {NAME}.pdf", said)
        page = self.page_of(link)
        self.assertIn(NAME, self.url_open(page).text)
        self.assertEqual(self.url_open(f"{page}/cv/{self.first.id}").status_code, 200)
        self.say("named", False)
        self.env.flush_all()
        said, again = self.told(link)
        self.assertEqual(again, count, "one mail, as before")
        self.assertNotIn("Benali", said)
        self.assertNotIn("Yanis", said)
        self.assertIn("Y. B.", said)
        self.assertIn("CV Lina Moreau.pdf", said, "of the other one nothing changed")
        self.assertFalse(self.where("CV Yanis Benali.pdf") & {"ir_attachment.name"})
        page = self.page_of(link)
        shown = self.url_open(page).text
        self.assertNotIn("Benali", shown)
        self.assertIn("Y. B.", shown)
        self.assertEqual(self.url_open(f"{page}/cv/{self.first.id}").status_code, 404)

    def test_a_mail_written_meanwhile_says_no_more_as_it_leaves(self):
        """The one who sends and the one who withdraws do not see each other."""
        self.say("named", True)
        link = self.present()
        Effect = self.env.registry["club.privacy.effect"]
        with patch.object(Effect, "_take_effect", lambda *_args: None):
            self.say("named", False)
        self.assertIn(NAME, self.told(link)[0])
        with self.mock_mail_gateway():
            self.mails_of(link).send()
        self.assertEqual(len(self._mails), 1)
        left = str(self._mails[0]["body"]) + str(self._mails[0]["attachments"])
        self.assertNotIn("Benali", left)
        self.assertIn("Y. B.", left)

    def test_a_reminder_stays_one(self):
        self.say("named", True)
        link = self.present()
        self.mails_of(link).unlink()
        link._send(reminder=True)
        self.say("named", False)
        mail = self.mails_of(link)
        self.assertTrue(mail.subject.startswith("Reminder"))
        self.assertFalse(mail.attachment_ids)
        self.assertNotIn("Benali", self.told(link)[0])

    def test_the_dialog_shows_what_would_leave(self):
        self.say("named", True)
        candidacy = self.make_candidacy(
            self.yanis, "draft", employer=self.other_employer
        )
        wizard = (
            self.env["club.candidacy.send"]
            .with_user(self.animateur)
            .create({"candidacy_ids": candidacy.ids})
        )
        self.assertEqual(wizard.line_ids.profiles, NAME)
        self.say("named", False)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(wizard.line_ids.profiles, "Y. B.")

    def test_after_a_hire_too(self):
        self.first._record_hire(kind="cdi")
        placement = self.first.placement_ids
        placement.with_user(self.animateur).action_thank_employer()
        thanks = self.env["club.answer.link"].search([("kind", "=", "thanks")])
        self.assertNotIn("Benali", self.told(thanks)[0])
        self.assertNotIn("Benali", self.url_open(self.page_of(thanks)).text)
        self.env["club.followup.question"]._send(placement.followup_ids[:1], "employer")
        news = placement.followup_ids.link_ids
        self.assertNotIn("Benali", self.url_open(self.page_of(news)).text)

    def test_names_in_a_text(self):
        for text, expected in (
            ("Meet YANIS benali.", "Meet Y. B.."),
            ("Benali Yanis, cook", "Y. B., cook"),
            ("Yanis is punctual", "Y. is punctual"),
            ("Yanissa, yanis", "Yanissa, yanis"),
            ("", ""),
        ):
            self.assertEqual(masked(text, "Yanis", "Benali"), expected)


@tagged("post_install", "-at_install")
class TestPresented(EffectCase):
    """Whoever says no to being presented is presented to nobody, named or not."""

    def test_nobody_reads_of_them_any_more(self):
        link = self.present()
        self.say("profile", False)
        self.assertFalse(self.first._presented() | self.first._to_remind())
        said, count = self.told(link)
        self.assertEqual(count, 1)
        self.assertNotIn("<li>Y. B.", said)
        self.assertIn("<li>L. M.", said)
        (shown,) = (one for one in link._profiles() if one["id"] == self.first.id)
        self.assertFalse(shown["presented"] or shown["strengths"])
        self.say("profile", False, self.lina)
        self.assertEqual(self.told(link), ("", 0), "a mail about nobody")
        self.say("profile", True)
        self.assertTrue(self.first._presented())

    def test_the_sending_says_so(self):
        self.say("profile", False)
        candidacy = self.make_candidacy(
            self.yanis, "draft", employer=self.other_employer
        )
        self.other_employer.email = "port@example.org"
        wizard = (
            self.env["club.candidacy.send"]
            .with_user(self.animateur)
            .create({"candidacy_ids": candidacy.ids})
        )
        self.assertTrue(wizard.line_ids.refused)
        self.assertIn("presented", wizard.line_ids.warning)
        with self.assertRaisesRegex(UserError, "presented"):
            wizard.action_send()
        self.assertFalse(candidacy.link_ids)


@tagged("post_install", "-at_install")
class TestEmail(EffectCase):
    """Whoever wants no e-mail gets none, by whatever gesture, which says so."""

    def waiting(self):
        return self.env["mail.mail"].search(
            [("state", "in", WAITING), ("email_to", "ilike", "yanis@example.org")]
        )

    def refused(self):
        reason = self.env["club.refusal.reason"].search([("message", "!=", False)])[:1]
        self.first.write({"state": "refused", "refusal_reason_id": reason.id})
        return self.first.with_user(self.animateur)

    def test_what_waits_does_not_leave(self):
        self.refused().action_tell_participant()
        mail = self.waiting()
        self.assertEqual(len(mail), 1)
        self.say("email", False)
        self.assertEqual(mail.state, "cancel")
        self.assertIn("no e-mail", mail.failure_reason)

    def test_what_was_written_meanwhile_does_not_leave(self):
        self.refused().action_tell_participant()
        mail = self.waiting()
        Effect = self.env.registry["club.privacy.effect"]
        with patch.object(Effect, "_take_effect", lambda *_args: None):
            self.say("email", False)
        self.assertEqual(mail.state, "outgoing")
        with self.mock_mail_gateway():
            mail.send()
        self.assertFalse(self._mails)

    def test_each_gesture_says_so(self):
        self.say("email", False)
        candidacy = self.refused()
        gestures = {
            "the reason": candidacy.action_tell_participant,
            "a thread": lambda: self.yanis.with_user(self.animateur).message_post(
                body="x", outgoing_email_to='"Y" <Yanis@Example.org>'
            ),
        }
        for name, gesture in gestures.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "no e-mail"):
                gesture()
        self.assertFalse(self.waiting())
        self.say("email", True)
        candidacy.action_tell_participant()
        self.assertEqual(len(self.waiting()), 1)

    def test_sessions_are_told_by_phone(self):
        self.say("email", False)
        soon = fields.Datetime.now() + timedelta(days=7)
        session = (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Interview",
                    "kind": "interview",
                    "club_id": self.club.id,
                    "participant_id": self.yanis.id,
                    "start": soon,
                    "stop": soon + timedelta(hours=1),
                }
            )
        )
        earlier = soon - timedelta(days=1)
        session.write({"start": earlier, "stop": earlier + timedelta(hours=1)})
        self.assertFalse(self.waiting())
        task = session.activity_ids
        self.assertIn("no e-mail", task.summary)
        self.assertNotIn("Benali", task.summary)
        self.assertIn(NAME, task.note)

    def test_nobody_is_asked_for_news_by_mail(self):
        self.first._record_hire(kind="cdi")
        self.say("email", False)
        question = self.env["club.followup.question"]
        question._send(self.first.placement_ids.followup_ids[:1], "person")
        self.assertFalse(self.waiting())

    def test_a_family_shares_an_address(self):
        """Of two persons at one address, the other one is written to."""
        self.lina.person_id.email = "yanis@example.org"
        self.say("email", False)
        self.lina.with_user(self.animateur)._write_to_person(
            self.lina.person_id, "Come on Monday"
        )
        mail = self.waiting()
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(len(self._mails), 1)


@tagged("post_install", "-at_install")
class TestOutcome(EffectCase):
    """How it ended is told to who oriented the person, journey by journey."""

    def setUp(self):
        super().setUp()
        self.yanis.referent_id = self.referent
        self.one = self.yanis.orientation_ids
        reason = self.env.ref("clubs_ambition.club_exit_reason_moved")
        self.yanis.write({"state": "exited", "exit_reason_id": reason.id})
        self.reason = reason.name

    def outcome(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.one.with_user(self.referent).outcome

    def test_the_answer_tells_it_as_long_as_the_person_agrees(self):
        self.assertFalse(self.outcome())
        self.say("outcome", True)
        self.assertEqual(self.outcome(), self.reason)
        said = self.person.consent_ids
        self.assertEqual((said.purpose, said.participant_id), ("outcome", self.yanis))
        self.say("outcome", False)
        self.assertFalse(self.outcome())
        with self.assertRaises(AccessError):
            self.one.with_user(self.referent).action_agree_outcome()

    def test_another_journey_is_another_question(self):
        """Whoever orients the person later is told nothing by a yes given before."""
        self.say("outcome", True)
        later = self.make_participant(
            person=self.person, day=clock.today(self.club), referent_id=self.referent.id
        )
        self.assertFalse(later.orientation_ids.outcome_agreed_on)
        self.say("outcome", True, later)
        self.assertEqual(len(self.person.consent_ids), 2)

    def test_the_referent_s_copy_of_the_review(self):
        review = self.env["club.review"].create({"participant_id": self.yanis.id})
        report = self.env["ir.actions.report"].with_user(self.animateur)
        name = "clubs_ambition.report_review_referent"
        for yes in (False, True):
            self.say("outcome", yes)
            html, _kind = report._render_qweb_html(name, review.ids)
            self.assertEqual(self.reason in html.decode(), yes)
