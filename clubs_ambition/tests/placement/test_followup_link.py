from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...utils import clock
from ..answer_common import AnswerCase


@tagged("post_install", "-at_install", "hours")
class TestFollowupLink(AnswerCase, HttpCase):
    """News of a hire by one tap, of the person and of the employer."""

    def setUp(self):
        super().setUp()
        self.yanis.person_id.email = "yanis@example.com"
        self.first._record_hire(
            kind="cdi",
            date_start=self.yanis.started_on,
        )
        self.placement = self.first.placement_ids
        self.followup = self.placement.followup_ids.filtered(
            lambda one: one.milestone == "month_1"
        )
        self.followup.sudo().due_on = clock.today(self.club)
        (self.placement.followup_ids - self.followup).sudo().write(
            {"due_on": clock.today(self.club) + timedelta(days=60)}
        )

    def ask(self):
        self.env["club.followup"]._cron_ask()
        links = self.followup.link_ids
        return (
            links.filtered(lambda one: one.person_id == self.yanis.person_id),
            links.filtered(lambda one: one.partner_id == self.employer),
        )

    def post(self, link, **form):
        self.env.flush_all()
        answer = self.url_open(self.page_of(link), data=form)
        self.env.invalidate_all()
        return answer

    def read_page(self, link):
        return self.url_open(self.page_of(link))

    def mails(self, link=None):
        ids = link.ids if link else self.followup.link_ids.ids
        return self.env["mail.mail"].search(
            [("model", "=", "club.answer.link"), ("res_id", "in", ids)]
        )

    def age(self, days):
        """Move the messages back in time, then run the daily job."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_answer_link SET create_date = %s WHERE followup_id = %s",
            [fields.Datetime.now() - timedelta(days=days), self.followup.id],
        )
        self.env.invalidate_all()
        self.env["club.followup"]._cron_ask()
        return self.followup.link_ids.sorted("id").mapped("reminder_count")

    def test_who_is_the_employer_no_more_answers_nothing(self):
        _person, employer = self.ask()
        employer.sudo().partner_id = self.other_employer
        with self.assertRefused(UserError, "is not followed any more"):
            self.followup._receive_answer("in_post", "", employer)

    def test_each_is_asked_once(self):
        person, employer = self.ask()
        self.assertEqual((len(person), len(employer)), (1, 1))
        self.ask()
        self.assertEqual(len(self.followup.link_ids), 2)

    def test_still_here_in_one_tap(self):
        person, _employer = self.ask()
        page = self.read_page(person)
        self.assertIn("Boulangerie Azur", page.text)
        self.assertFalse(self.followup.answer)
        self.post(person, action="in_post")
        self.assertEqual(self.followup.answer, "in_post")
        self.assertEqual(self.followup.source, "person")
        self.assertEqual(self.followup.person_via, "link")
        self.assertEqual(self.placement.state, "month_1")

    def test_the_employer_says_otherwise(self):
        _person, employer = self.ask()
        self.post(employer, action="not_in_work", note="Left on Monday")
        self.assertEqual(self.followup.answer, "not_in_work")
        self.assertEqual(self.followup.source, "employer")
        activity = self.placement.activity_ids.filtered(
            lambda one: one.user_id == self.animateur and "link" in (one.summary or "")
        )
        self.assertTrue(activity)

    def test_neither_writes_over_the_other_nor_reads_them(self):
        person, employer = self.ask()
        self.post(person, action="not_in_work")
        page = self.read_page(employer).text
        self.assertNotIn("recorded", page)
        self.post(employer, action="in_post")
        self.assertEqual(self.followup.person_answer, "not_in_work")
        self.assertEqual(self.followup.employer_answer, "in_post")
        self.assertTrue(self.followup.contradicted)
        self.assertEqual(self.placement.state, "announced")
        summaries = self.placement.activity_ids.mapped("summary")
        self.assertTrue([text for text in summaries if "otherwise" in text])
        page = self.read_page(employer).text
        self.assertIn("Still in post", page)
        self.assertNotIn("Not in work</", page)

    def test_the_employer_is_asked_though_the_person_phoned(self):
        self.followup.with_user(self.animateur).action_in_post()
        person, employer = self.ask()
        self.assertEqual((len(person), len(employer)), (0, 1))

    def test_two_reminders_to_each_and_no_more(self):
        self.ask()
        counts = [self.age(days) for days in (4, 5, 6, 12, 29)]
        self.assertEqual(counts, [[0, 0], [1, 1], [1, 1], [2, 2], [2, 2]])
        self.assertEqual(len(self.mails()), 6)

    def test_any_answer_stops_the_reminders(self):
        """By phone of either, on the board, or nobody to be reached."""
        gestures = {
            "phone": lambda line: line.action_in_post(),
            "phone of the employer": lambda line: line.action_employer_in_post(),
            "board": lambda line: line.placement_id.write({"state": "month_1"}),
            "silence": lambda line: line.action_no_answer(),
        }
        self.ask()
        for name, gesture in gestures.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                gesture(self.followup.with_user(self.animateur))
                self.assertEqual(self.age(6), [0, 0])
                savepoint.rollback()
            self.env.invalidate_all()
        person, _employer = self.ask()
        self.post(person, action="in_post")
        self.assertEqual(self.age(6), [0, 0])

    def test_a_break_stops_the_reminders(self):
        self.ask()
        self.placement.write({"state": "broken", "broken_reason": "x"})
        self.assertEqual(self.age(6), [0, 0])

    def test_who_said_stop_is_not_asked(self):
        self.employer.club_network_status = "stop"
        person, employer = self.ask()
        self.assertEqual((len(person), len(employer)), (1, 0))

    def test_the_contact_of_the_offer_is_written_to(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Paul",
                "parent_id": self.employer.id,
                "email": "paul@example.com",
            }
        )
        offer = self.env["club.offer"].create(
            {
                "name": "Baker",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "contact_id": contact.id,
            }
        )
        self.first.offer_id = offer
        _person, employer = self.ask()
        self.assertEqual(employer.email, "paul@example.com")

    def test_replayed_answers_are_one(self):
        person, _employer = self.ask()
        self.post(person, action="not_in_work", note="Contract over")
        messages = len(self.placement.message_ids)
        activities = len(self.placement.activity_ids)
        for _turn in range(2):
            self.post(person, action="not_in_work", note="Contract over")
        self.assertEqual(len(self.placement.message_ids), messages)
        self.assertEqual(len(self.placement.activity_ids), activities)

    def test_a_change_of_mind_is_one_s_own_and_stays_told(self):
        person, employer = self.ask()
        self.post(employer, action="in_post")
        self.post(person, action="not_in_work")
        self.post(person, action="in_post")
        self.assertFalse(self.followup.contradicted)
        self.assertEqual(self.followup.source, "both")
        bodies = "".join(self.placement.message_ids.mapped("body"))
        self.assertIn("Not in work", bodies)

    def test_an_expired_link_answers_nothing(self):
        person, _employer = self.ask()
        person.expires_on = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self.read_page(person).status_code, 410)
        self.assertEqual(self.post(person, action="in_post").status_code, 410)
        self.assertFalse(self.followup.answer)

    def test_a_forged_link_answers_nothing(self):
        person, _employer = self.ask()
        token = self.page_of(person).rsplit("/", 1)[1]
        forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
        for path in (forged, token[: len(token) // 2], token + "A"):
            self.env.flush_all()
            answer = self.url_open(f"/clubs/reponse/{path}", data={"action": "in_post"})
            self.assertEqual(answer.status_code, 404, path)
        self.env.invalidate_all()
        self.assertFalse(self.followup.answer)

    def test_a_revoked_link_answers_nothing(self):
        person, _employer = self.ask()
        self.yanis.ended_on = clock.today(self.club)  # whom the club still reads
        person.with_user(self.animateur).action_revoke()
        self.assertEqual(self.post(person, action="in_post").status_code, 410)
        self.assertFalse(self.followup.answer)

    def test_a_cancelled_hire_closes_its_links(self):
        person, employer = self.ask()
        self.first.action_cancel_hire()
        for link in (person, employer):
            self.assertEqual(self.read_page(link).status_code, 410)
            self.assertEqual(self.post(link, action="in_post").status_code, 410)
            self.post(link, action="fresh")
        self.assertEqual(len(self.followup.link_ids), 2)

    def test_a_corrected_employer_closes_the_link_of_the_wrong_one(self):
        _person, employer = self.ask()
        self.placement.partner_id = self.other_employer
        self.assertEqual(self.post(employer, action="in_post").status_code, 410)
        self.assertFalse(self.followup.answer)

    def test_a_person_s_link_speaks_for_no_employer(self):
        person, _employer = self.ask()
        for action in ("need", "stop"):
            answer = self.post(person, action=action, note="We need two cooks")
            self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.env["crm.lead"].search([("club_id", "=", self.club.id)]))

    def test_a_followup_link_answers_nothing_else(self):
        person, _employer = self.ask()
        with mute_logger("odoo.http"):
            self.assertEqual(self.post(person, action="hired").status_code, 400)

    def test_no_social_security_number_comes_in(self):
        person, _employer = self.ask()
        answer = self.post(person, action="in_post", note="255081416802538")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.followup.answer)

    def test_old_milestones_are_not_asked_by_mail(self):
        self.followup.sudo().due_on = clock.today(self.club) - timedelta(days=31)
        self.assertEqual(self.ask(), (self.env["club.answer.link"],) * 2)


@tagged("post_install", "-at_install", "hours")
class TestThanksLink(AnswerCase, HttpCase):
    """Thanks after a hire, and another need told in a few words."""

    def setUp(self):
        super().setUp()
        self.first._record_hire(
            kind="cdi",
            date_start=clock.today(self.club) - timedelta(days=3),
        )
        self.placement = self.first.placement_ids

    def thanks(self):
        return self.env["club.answer.link"].search([("kind", "=", "thanks")])

    def post(self, link, **form):
        self.env.flush_all()
        answer = self.url_open(self.page_of(link), data=form)
        self.env.invalidate_all()
        return answer

    def leads(self):
        return self.env["crm.lead"].search([("partner_id", "=", self.employer.id)])

    def test_thanked_once_a_few_days_after_the_start(self):
        for _day in range(2):
            self.env["club.placement"]._cron_thank()
        self.assertEqual(len(self.thanks()), 1)
        self.assertEqual(self.placement.thanked_on, clock.today(self.club))
        mail = self.env["mail.mail"].search(
            [("model", "=", "club.answer.link"), ("res_id", "=", self.thanks().id)]
        )
        self.assertEqual(mail.email_to, self.employer.email)
        self.assertIn("/clubs/reponse/", mail.body_html)

    def test_whom_the_daily_job_does_not_thank(self):
        cases = {
            "too early": {"date_start": clock.today(self.club) - timedelta(days=2)},
            "training": {"kind": "training"},
            "business": {"kind": "business"},
            "broken": {"state": "broken", "broken_reason": "x"},
        }
        for name, vals in cases.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.placement.write(vals)
                self.env["club.placement"]._cron_thank()
                self.assertFalse(self.thanks())
                savepoint.rollback()
            self.env.invalidate_all()
        self.employer.club_network_status = "stop"
        self.env["club.placement"]._cron_thank()
        self.assertFalse(self.thanks())

    def test_the_animateur_thanks_in_one_tap(self):
        placement = self.placement.with_user(self.animateur)
        placement.action_thank_employer()
        self.assertEqual(self.thanks().user_id, self.animateur)
        with self.assertRaisesRegex(UserError, "already"):
            placement.action_thank_employer()
        with self.assertRaisesRegex(UserError, "is not entered"):
            placement.thanked_on = "2026-01-01"

    def test_what_stops_the_thanks(self):
        placement = self.placement.with_user(self.animateur)
        self.employer.email = False
        with self.assertRaisesRegex(UserError, "no e-mail"):
            placement.action_thank_employer()
        self.employer.write({"email": "a@example.com", "club_network_status": "stop"})
        with self.assertRaisesRegex(UserError, "does not want"):
            placement.action_thank_employer()
        with self.assertRaises(AccessError):
            self.placement.with_user(self.other_animateur).action_thank_employer()

    def test_another_need_becomes_a_prospect_and_an_activity(self):
        self.env["club.placement"]._cron_thank()
        link = self.thanks()
        page = self.url_open(self.page_of(link))
        self.assertIn("Thank you for hiring", page.text)
        self.assertEqual(self.post(link, action="need").status_code, 400)
        self.post(link, action="need", note="Two waiters in May")
        lead = self.leads()
        self.assertEqual((lead.club_id, lead.channel), (self.club, "inbound"))
        self.assertEqual(lead.activity_ids.user_id, self.animateur)
        self.assertEqual(lead.contact_ids.outcome, "offer")

    def test_a_need_replayed_is_one_need(self):
        self.env["club.placement"]._cron_thank()
        link = self.thanks()
        for _turn in range(3):
            self.post(link, action="need", note="Two waiters\nin May")
        self.assertEqual(len(self.leads()), 1)
        self.assertEqual(len(self.leads().activity_ids), 1)
        self.post(link, action="need", note="And a cook")
        self.assertEqual(len(self.leads()), 1)
        self.assertEqual(len(self.leads().activity_ids), 2)

    def test_what_the_link_does_not_open(self):
        self.env["club.placement"]._cron_thank()
        link = self.thanks()
        for action in ("hired", "in_post", "meet", ""):
            self.assertEqual(self.post(link, action=action).status_code, 400)
        token = self.page_of(link).rsplit("/", 1)[1]
        self.assertEqual(
            self.url_open(
                f"/clubs/reponse/{token[:-3]}zzz", data={"action": "stop"}
            ).status_code,
            404,
        )
        link.expires_on = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(
            self.post(link, action="need", note="Two cooks").status_code, 410
        )
        self.assertFalse(self.leads())
        self.assertNotEqual(self.employer.club_network_status, "stop")

    def test_too_many_needs_are_refused(self):
        self.env["club.placement"]._cron_thank()
        link = self.thanks()
        link.write({"post_day": clock.today(self.club), "post_count": 30})
        answer = self.post(link, action="need", note="Two cooks")
        self.assertEqual(answer.status_code, 429)
        self.assertFalse(self.leads())
