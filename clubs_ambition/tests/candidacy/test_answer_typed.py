from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...utils import clock
from ..answer_common import AnswerCase
from ..page_common import TypedPage


@tagged("post_install", "-at_install", "hours")
class TestAnswerTyped(AnswerCase, HttpCase):
    """What is typed on a page for others is there again after an answer."""

    def links(self):
        """Yield a link of each kind, as if no other had been answered."""
        journey = self.make_participant("Zoé Third", "active")
        journey.person_id.email = "zoe@example.com"
        hired = self.make_candidacy(journey, "sent")
        hired._record_hire(
            kind="cdi", date_start=clock.today(self.club) - timedelta(days=3)
        )
        placement = hired.placement_ids
        news = placement.followup_ids.filtered(lambda one: one.milestone == "month_1")
        news.sudo().due_on = clock.today(self.club)
        self.env["club.followup"]._cron_ask()
        self.env["club.placement"]._cron_thank()
        thanks = self.env["club.answer.link"].search([("kind", "=", "thanks")])
        status = self.employer.club_network_status
        for link in news.link_ids + thanks + self.link:
            self.employer.club_network_status = status
            yield link

    def open(self, path, **sent):
        self.env["club.answer.link"].search([]).post_count = 0
        self.env.flush_all()
        page = self.url_open(path, data=sent or None, allow_redirects=False)
        self.env.invalidate_all()
        return page

    def pressed(self, path, button):
        """Press a button of a page that is all filled in, then go back to the page."""
        page = TypedPage(self.open(path).text, self.env)
        answer = self.open(path, **page.sent_by(button))
        after = TypedPage(answer.text, self.env)
        if "back" in after.buttons():
            answer = self.open(path, **after.sent_by("back"))
        return page, answer

    def test_each_button_of_each_page_leaves_what_was_typed_for_others(self):
        tried = 0
        kinds = set()
        for link in self.links():
            kinds.add(link.kind)
            path = self.page_of(link)
            buttons = TypedPage(self.open(path).text, self.env).buttons()
            self.assertGreater(len(buttons), 1, link.kind)
            for button in buttons:
                with self.subTest(kind=link.kind, button=button):
                    page, answer = self.pressed(path, button)
                    kept = set(page.typed.values()) - page.of_button(button)
                    lost = {text for text in kept if text not in answer.text}
                    self.assertFalse(lost)
                    tried += bool(kept)
        known = dict(self.link._fields["kind"].selection)
        self.assertEqual(kinds, known.keys())
        self.assertGreater(tried, 10)

    def test_what_was_answered_is_typed_no_more(self):
        path = self.page_of(self.link)
        page, answer = self.pressed(path, f"meet-{self.first.id}")
        self.assertEqual(self.first.state, "interview")
        self.assertEqual(self.second.state, "sent")
        for text in page.of_button(f"meet-{self.first.id}"):
            self.assertNotIn(text, answer.text)
        others = page.of_button(f"meet-{self.second.id}")
        self.assertEqual(len(others), 7)
        said = str(self.first.message_ids.mapped("body"))
        self.assertFalse([text for text in others if text in said])

    @mute_logger("odoo.http")
    def test_who_comes_too_late_reads_what_they_typed(self):
        path = self.page_of(self.link)
        forged = path[:-4] + "aaaa"
        page = TypedPage(self.open(path).text, self.env)
        sent = page.sent_by("need")
        for name, values in {
            "expired": {"expires_on": fields.Datetime.now() - timedelta(days=1)},
            "revoked": {"revoked_on": fields.Datetime.now()},
            "forged": {},
        }.items():
            self.link.sudo().write({"revoked_on": False, **values})
            with self.subTest(name):
                answer = self.open(path if values else forged, **sent)
                self.assertIn(answer.status_code, (404, 410))
                self.check_told(page, answer)
                if name == "expired":
                    late = TypedPage(answer.text, self.env).sent_by("fresh")
                    self.check_told(page, self.open(path, **late))

    def check_told(self, page, answer):
        lost = {text for text in page.typed.values() if text not in answer.text}
        self.assertFalse(lost)

    def test_of_who_is_not_presented_any_more(self):
        path = self.page_of(self.link)
        page = TypedPage(self.open(path).text, self.env)
        self.second.state = "withdrawn"
        answer = self.open(path, **page.sent_by(f"meet-{self.second.id}"))
        self.assertEqual(answer.status_code, 400)
        self.check_told(page, answer)

    def test_a_failure_gives_back_all_that_was_typed(self):
        path = self.page_of(self.link)
        page = TypedPage(self.open(path).text, self.env)
        failing = patch.object(type(self.link), "_receive", side_effect=KeyError("x"))
        with failing, self.assertLogs("odoo.http", "ERROR"):
            answer = self.open(path, **page.sent_by("need"))
        self.assertEqual(answer.status_code, 500)
        self.check_told(page, answer)

    def test_enter_in_a_field_records_nothing(self):
        """It presses the first button of a form that is on: browsers pass over others."""
        for link in self.links():
            path = self.page_of(link)
            page = TypedPage(self.open(path).text, self.env)
            (form,) = page.tree.iter("form")
            first = next(form.iter("button"))
            self.assertEqual(first.get("value"), "back")
            self.assertNotIn("disabled", first.attrib)
            self.assertIn("hidden", first.attrib)
            self.assertIn("novalidate", form.attrib)
            self.check_told(page, self.open(path, **page.sent_by("back")))
            self.assertFalse(link.answered_on)
