"""What runs by itself, or lists what to do, leaves out who is erased or left alone."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.club import club_today
from ...utils import clock
from ..answer_common import AnswerCase
from .erasure_common import ErasureCase
from .privacy_common import PrivacyCase


@tagged("post_install", "-at_install", "security")
class TestErasedLeftOut(ErasureCase, AnswerCase):
    """A hire of somebody erased since: nobody is asked about it, nor told of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first._record_hire(kind="cdi", date_start=cls.yanis.started_on)
        cls.today = clock.today(cls.club)
        followups = cls.first.placement_ids.followup_ids.sudo()
        cls.followup = followups[0]
        followups.write({"due_on": cls.today + timedelta(days=60)})
        cls.followup.due_on = cls.today
        if cls.yanis.state != "exited":
            reasons = cls.env["club.exit.reason"]
            reason = reasons.search(
                [("family", "=", "positive"), ("closes_followups", "=", False)], limit=1
            )
            cls.yanis.write(
                {
                    "state": "exited",
                    "ended_on": "2026-03-05",
                    "exit_reason_id": reason.id,
                }
            )
        cls.env.flush_all()

    def erase(self):
        self.env["club.privacy.erasure"]._erase(self.yanis.person_id)
        self.env.flush_all()
        self.env.invalidate_all()

    def links(self):
        return self.env["club.answer.link"].search(
            [("followup_id", "=", self.followup.id)]
        )

    def test_who_is_not_erased_is_followed(self):
        self.env["club.followup"]._cron_ask()
        self.assertTrue(self.links())

    def test_the_cron_asks_nobody_about_them(self):
        self.erase()
        self.env["club.followup"]._cron_ask()
        self.assertFalse(self.links())

    def test_nor_does_who_calls_the_sending(self):
        self.erase()
        question = self.env["club.followup.question"]
        question._send(self.followup, "employer")
        self.assertFalse(self.links())

    def test_a_link_sent_before_goes(self):
        """Its answer would write in what is frozen."""
        self.env["club.followup"]._cron_ask()
        link = self.links().filtered("partner_id")
        self.assertFalse(link._about_ended())
        self.erase()
        self.assertFalse(link.exists())

    def test_their_candidacies_are_frozen(self):
        self.erase()
        self._wait_for_an_answer(self.first | self.second, 90)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["club.candidacy"]._cron_expire_unanswered()
        self.assertEqual(self.first.state, "sent")
        self.assertEqual(self.second.state, "expired")

    def test_nothing_is_to_be_done_about_them(self):
        """Nor do they take the place of who is worked on."""
        club = self.club.with_user(self.animateur)
        self._wait_for_an_answer(self.first, 90)
        self._wait_for_an_answer(self.second, 80)
        with patch.object(club_today, "LIMIT", 1):
            self.assertEqual(self._chased(club), self.first.ids)
            self.erase()
            self._wait_for_an_answer(self.first, 90)
            self.assertEqual(self._chased(club), self.second.ids)

    def _wait_for_an_answer(self, candidacies, days):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE club_candidacy SET state = 'sent', active = TRUE, "
                "employer_answer = NULL, answered_on = NULL, sent_on = %s "
                "WHERE id = ANY(%s::int[])",
                self.today - timedelta(days=days),
                candidacies.ids,
            )
        )
        self.env.invalidate_all()

    def _chased(self, club):
        return [line["id"] for line in club._today_list() if line["kind"] == "chase"]


@tagged("post_install", "-at_install", "security")
class TestLeftAloneLeftOut(PrivacyCase):
    """Who asked to be left alone takes nobody's place in what there is to do."""

    def test_the_list_goes_on_to_the_next(self):
        today = clock.today(self.club)
        other = self.make_participant(
            "Paul Roche", "active", animateur_id=self.animateur.id
        )
        chased = [self.make_candidacy(one) for one in (self.journey, other)]
        for days, candidacy in zip((90, 80), chased, strict=True):
            candidacy.sent_on = today - timedelta(days=days)
        self.restrict()
        with patch.object(club_today, "LIMIT", 1):
            lines = self.club.with_user(self.animateur)._today_list()
        ids = [line["id"] for line in lines if line["kind"] == "chase"]
        self.assertEqual(ids, chased[1].ids)
