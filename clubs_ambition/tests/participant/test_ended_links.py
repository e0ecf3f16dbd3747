from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .end_common import NOW, EndCase


@tagged("post_install", "-at_install")
class TestEndedLinks(EndCase, HttpCase):
    """The page of an employer, once the person is not presented any more."""

    @mute_logger("odoo.http")
    def test_no_link_answers_meet(self):
        sent = {}
        for reason in self.reasons.filtered("closes_links"):
            journey = self.journey(reason.code)
            journey.strengths = "Punctual and quick"
            self.end(journey, reason)
            sent[reason.code] = journey
        for code in ("withdrawn", "declined"):
            sent[code] = self.journey(code, "interviewed")
            sent[code].write(
                {
                    "state": code,
                    "decline_reason_id": self.env["club.decline.reason"]
                    .search([], limit=1)
                    .id,
                }
                if code == "declined"
                else {"state": code}
            )
        self.as_older_versions_left_it(sum(sent.values(), self.yanis.browse()))
        reasons = set(self.reasons.mapped("name"))
        for code, journey in sent.items():
            candidacy = journey.candidacy_ids
            url = self.page_of(candidacy.link_ids)
            with self.subTest(code):
                page = self.url_open(url)
                self.assertIn("does not present this person any more", page.text)
                self.assertNotIn("I want to meet them", page.text)
                self.assertNotIn("Punctual", page.text)
                self.assertFalse([one for one in reasons if one in page.text])
                for action in ("meet", "later", "no", "hired"):
                    answer = self.url_open(
                        url,
                        data={
                            "action": action,
                            "candidacy": candidacy.id,
                            "reason": self.reason.id,
                        },
                    )
                    self.assertEqual(answer.status_code, 400)
                    self.env.invalidate_all()
                    self.assertFalse(candidacy.employer_answer)
                self.assertEqual(candidacy.state, "sent")
                self.assertFalse(candidacy._papers())

    @mute_logger("odoo.http")
    def test_an_expired_link_about_nobody_is_not_renewed(self):
        journey = self.journey("Expired")
        link = journey.candidacy_ids.link_ids
        self.end(journey, self.reason_of("death"))
        link.sudo().expires_on = fields.Datetime.now() - timedelta(days=1)
        self.env.flush_all()
        answer = self.url_open(self.page_of(link), data={"action": "fresh"})
        self.assertEqual(answer.status_code, 410)
        self.env.invalidate_all()
        self.assertFalse(link.fresh_id)
        self.assertNotIn("Send me a fresh link", answer.text)

    @freeze_time(NOW)
    def test_links_after_a_hire_close_too(self):
        journey = self.followed(self.journey("Hired"))
        self.end(journey, self.reason_of("cdi"))
        self.env["club.placement"]._cron_thank()
        self.env["club.followup"]._cron_ask()
        links = self.env["club.answer.link"].search(
            [("kind", "in", ("followup", "thanks"))]
        )
        mine = links.filtered(lambda one: one._followed().participant_id == journey)
        self.assertEqual(set(mine.mapped("state")), {"live"})
        journey.exit_reason_id = self.reason_of("death")
        self.env.invalidate_all()
        self.assertEqual(set(mine.mapped("state")), {"revoked"})
