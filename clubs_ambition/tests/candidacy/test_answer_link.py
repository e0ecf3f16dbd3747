from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...utils import clock
from ..answer_common import AnswerCase


@tagged("post_install", "-at_install", "hours")
class TestSendProfiles(AnswerCase):
    def test_one_message_for_several_profiles(self):
        self.assertEqual(self.candidacies.mapped("state"), ["sent", "sent"])
        self.assertEqual(self.link.candidacy_ids, self.candidacies)
        mail = self.mails()
        self.assertEqual(mail.email_to, "boulangerie@example.com")
        self.assertIn("/clubs/reponse/", mail.body_html)
        self.assertIn("Punctual", mail.body_html)

    def name_shown(self, candidacy):
        return self.env["club.candidacy.answer"]._shown(candidacy)["name"]

    def test_initials_until_the_person_agrees(self):
        body = self.mails().body_html
        self.assertIn("Y. B.", body)
        for name in ("Benali", "Moreau"):
            self.assertNotIn(name, body)
        self.yanis.with_user(self.animateur).action_consent_name()
        self.assertEqual(self.name_shown(self.first), "Yanis Benali")
        with self.assertRefused(UserError, "follows from what is recorded"):
            self.lina.with_user(self.animateur).named_consent_on = "2026-01-01"

    def test_no_address_no_message(self):
        self.other_employer.email = False
        candidacy = self.make_candidacy(
            self.yanis, "draft", employer=self.other_employer
        )
        with self.assertRaisesRegex(UserError, "no e-mail"):
            self.send(candidacy)
        self.assertEqual(candidacy.state, "draft")

    def test_who_said_stop_is_not_written_to(self):
        self.employer.club_network_status = "stop"
        candidacy = self.make_candidacy(self.make_participant("Zoé", "active"), "draft")
        with self.assertRaisesRegex(UserError, "does not want"):
            self.send(candidacy)

    def test_the_contact_is_in_the_network_s_log(self):
        contact = self.employer.club_contact_ids
        self.assertEqual(contact.channel, "email")
        self.assertNotIn("Benali", contact.note)

    def test_out_of_reach_of_another_club(self):
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.send(self.candidacies, self.other_animateur)
        for user in (self.other_animateur, self.referent, self.observer):
            with self.assertRaises(AccessError):
                self.link.with_user(user).read(["partner_id"])
        with self.assertRaises(AccessError):
            self.env["club.answer.key"].with_user(self.animateur).search([])
        with self.assertRaises(AccessError):
            self.link.with_user(self.other_animateur).action_revoke()

    # === REMINDERS === #

    def remind(self, days):
        """Move the sending back in time, then run the daily job."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_answer_link SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=days), self.link.id],
        )
        self.link.invalidate_recordset()
        with self.enter_registry_test_mode():
            cron = self.env.ref("clubs_ambition.ir_cron_candidacy_remind")
            cron.sudo().method_direct_trigger()
        self.link.invalidate_recordset()
        return self.link.reminder_count

    def test_two_reminders_and_no_more(self):
        counts = [self.remind(days) for days in (6, 7, 8, 14, 29)]
        self.assertEqual(counts, [0, 1, 1, 2, 2])
        self.assertEqual(len(self.mails()), 3)

    def test_an_answer_by_phone_stops_the_reminders(self):
        self.first.write({"state": "interview"})
        self.second.write({"state": "refused", "refusal_reason_id": self.reason.id})
        self.assertEqual(self.remind(8), 0)

    def test_the_other_profile_still_waits(self):
        self.first.write({"state": "interview"})
        self.assertEqual(self.remind(8), 1)


@tagged("post_install", "-at_install")
class TestAnswerPage(AnswerCase, HttpCase):
    """The page of an employer, from a browser without session; each way to abuse it."""

    def setUp(self):
        super().setUp()
        self.path = self.page_of(self.link).removeprefix("/clubs/")

    def get(self, path=None):
        return self.url_open(f"/clubs/{path or self.path}")

    def post(self, path=None, **form):
        self.env.flush_all()
        answer = self.url_open(f"/clubs/{path or self.path}", data=form)
        self.env.invalidate_all()
        return answer

    def answer(self, action, candidacy=None, **form):
        candidacy = candidacy or self.first
        return self.post(action=action, candidacy=candidacy.id, **form)

    def test_reading_changes_nothing(self):
        page = self.get()
        self.assertEqual(page.status_code, 200)
        self.assertIn("Y. B.", page.text)
        self.assertEqual(self.candidacies.mapped("state"), ["sent", "sent"])
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertNotIn("<script", page.text)
        self.assertLess(len(page.content), 20_000)

    def test_the_page_reveals_nothing_else(self):
        self.yanis._unguarded("birth_date", "district_status").write(
            {"birth_date": "2001-05-17", "district_status": "in", "rqth": True}
        )
        page = self.get().text
        for secret in ("Benali", "2001", "QPV", "RQTH", "district"):
            self.assertNotIn(secret, page)

    def test_meet_with_a_date(self):
        day = clock.today(self.club) + timedelta(days=7)
        page = self.answer("meet", day=str(day), hour="14:30", note="Ask for Paul")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.first.state, "interview")
        self.assertEqual(self.first.interview_on.date(), day)
        self.assertEqual(self.first.employer_answer, "meet")
        activity = self.first.activity_ids
        self.assertEqual(activity.user_id, self.animateur)
        self.assertIn("Ask for Paul", self.first.message_ids[0].body)
        self.assertEqual(self.second.state, "sent")

    def test_not_now_keeps_the_candidacy_and_stops_the_reminders(self):
        self.answer("later")
        self.assertEqual(self.first.state, "sent")
        self.assertTrue(self.first.answered_on)
        self.assertGreater(
            self.first.activity_ids.date_deadline, clock.today(self.club)
        )

    def test_no_needs_its_reason(self):
        page = self.answer("no")
        self.assertEqual(page.status_code, 400)
        self.assertEqual(self.first.state, "sent")
        self.answer("no", reason=str(self.reason.id))
        self.assertEqual(self.first.state, "refused")
        self.assertEqual(self.first.refusal_reason_id, self.reason)

    def test_hired_is_an_answer_not_a_hire(self):
        page = self.answer("hired")
        self.assertIn("to confirm the hire", page.text)
        self.assertEqual((self.first.state, self.yanis.state), ("sent", "active"))
        self.assertFalse(self.first.placement_ids)
        self.assertTrue(self.first.hire_to_confirm)
        self.assertIn("says it hired", self.first.activity_ids.summary)
        self.assertEqual(self.second.state, "sent")
        self.assertIn("confirms it with you", self.get().text)

    def test_the_same_answer_twice_is_one_answer(self):
        self.answer("hired")
        messages = len(self.first.message_ids)
        self.assertEqual(self.answer("hired").status_code, 200)
        self.assertEqual(len(self.first.activity_ids), 1)
        self.assertEqual(len(self.first.message_ids), messages)

    def test_a_change_of_mind_follows_the_table(self):
        self.answer("no", reason=str(self.reason.id))
        self.answer("meet")
        self.assertEqual(self.first.state, "interview")
        self.assertFalse(self.first.refusal_reason_id)

    def test_somebody_hired_elsewhere_is_not_available(self):
        self.first.write({"state": "withdrawn"})
        page = self.answer("hired")
        self.assertEqual(page.status_code, 400)
        self.assertEqual(self.first.state, "withdrawn")

    def test_a_forged_link_finds_nothing(self):
        forged = self.path[:-4] + ("AAAA" if self.path[-4:] != "AAAA" else "BBBB")
        for path in (forged, "reponse/xyz", "reponse/AQAAAAAAAAAA"):
            self.assertEqual(self.get(path).status_code, 404, path)
            self.assertEqual(self.post(path, action="stop").status_code, 404, path)
        self.assertNotEqual(self.employer.club_network_status, "stop")

    def test_a_link_opens_its_own_profiles_only(self):
        other = self.make_candidacy(
            self.make_participant("Zoé", "active"), employer=self.other_employer
        )
        self.assertEqual(self.answer("hired", other).status_code, 400)
        self.assertEqual(other.state, "sent")

    def test_a_revoked_link_is_shut(self):
        self.link.with_user(self.animateur).action_revoke()
        self.assertEqual(self.get().status_code, 410)
        self.assertEqual(self.answer("hired").status_code, 410)
        self.post(action="fresh")
        self.assertEqual(self.first.state, "sent")
        self.assertEqual(len(self.first.link_ids), 1)

    def test_an_expired_link_offers_a_fresh_one_once(self):
        self.link.expires_on = fields.Datetime.now() - timedelta(hours=1)
        self.env.cr.execute(
            "UPDATE club_answer_link SET create_date = create_date - interval '31 days'"
        )
        self.assertEqual(self.get().status_code, 410)
        self.assertEqual(self.answer("hired").status_code, 410)
        for _turn in range(2):
            self.assertEqual(self.post(action="fresh").status_code, 200)
        self.assertEqual(len(self.first.link_ids), 2)
        fresh = self.first.link_ids.sorted("id")[-1]
        self.assertEqual(fresh.state, "live")
        self.assertNotIn(self.path, self.leaving(self.mails_of(fresh)))
        self.assertEqual(fresh.email, self.link.email)

    def test_another_need_opens_a_prospect(self):
        self.assertEqual(self.post(action="need").status_code, 400)
        self.post(action="need", note="Two <b>cooks</b> in May")
        lead = self.env["crm.lead"].search([("partner_id", "=", self.employer.id)])
        self.assertEqual(lead.club_id, self.club)
        self.assertEqual(lead.activity_ids.user_id, self.animateur)
        self.assertIn("&lt;b&gt;", str(lead.message_ids[0].body))
        self.post(action="need", note="And a waiter")
        self.assertEqual(
            self.env["crm.lead"].search_count([("partner_id", "=", self.employer.id)]),
            1,
        )

    def test_stop_contacting_me(self):
        self.assertEqual(self.post(action="stop").status_code, 400)
        self.assertNotEqual(self.employer.club_network_status, "stop")
        self.post(action="stop", sure="1")
        self.assertEqual(self.employer.club_network_status, "stop")

    def test_no_social_security_number_comes_in(self):
        page = self.answer("meet", note="255081416802538")
        self.assertEqual(page.status_code, 400)
        answers, note = self.env["club.candidacy.answer"], {"note": "255081416802538"}
        with self.assertRefused(UserError, "“Message” holds"):
            answers._receive(self.first, "meet", note, self.link)
        self.assertEqual(self.first.state, "sent")

    def test_an_unknown_answer_changes_nothing(self):
        for action in ("delete", "_send", "", "in_post"):
            self.assertEqual(self.answer(action).status_code, 400)
        self.assertEqual(self.answer("meet", day="not-a-day").status_code, 400)
        self.assertEqual(self.first.state, "sent")

    def test_too_many_answers_are_refused(self):
        self.link.write({"post_day": clock.today(self.club), "post_count": 30})
        self.assertEqual(self.answer("meet").status_code, 429)
        self.assertEqual(self.first.state, "sent")

    def test_the_cv_needs_the_agreement(self):
        self.yanis.write({"cv_file": "SGVsbG8=", "cv_name": "cv.pdf"})
        path = f"{self.path}/cv/{self.first.id}"
        self.assertEqual(self.get(path).status_code, 404)
        self.yanis.action_consent_name()
        self.assertEqual(self.get(path).content, b"Hello")
        self.assertEqual(self.get(f"{self.path}/cv/{self.second.id}").status_code, 404)
