from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ClubsCase

ASKED = {
    ("club.answer.link", "action_revoke"),
    ("club.candidacy", "action_cancel_hire"),
    ("club.session", "action_cancel"),
}
"""Gestures that are said to people at once, or that nothing gives back."""


@tagged("post_install", "-at_install")
class TestCandidacyUndone(ClubsCase):
    """A hire and a refusal taken back: on purpose, whole, and told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        person = cls.make_person("Yanis Benali", email="yanis@example.com")
        cls.journey = cls.make_participant("Yanis Benali", "active", person=person)
        cls.candidacy = cls.make_candidacy(cls.journey).with_user(cls.animateur)
        cls.reason = cls.env.ref("clubs_ambition.club_refusal_reason_no_vacancy")
        cls.reason.message = "No need for now"

    def drag(self, state):
        """Move the card as the board does."""
        self.candidacy.web_save({"state": state}, {"state": {}})

    def test_a_card_dragged_out_of_hired_takes_nothing_back(self):
        self.candidacy._record_hire(kind="cdi")
        for state in self.candidacy._transitions["hired"]:
            with (
                self.subTest(state),
                self.assertRaisesRegex(UserError, "press “Cancel the hire”"),
                self.cr.savepoint(),
            ):
                self.drag(state)
        self.env.invalidate_all()
        self.assertEqual(self.candidacy.state, "hired")
        self.assertEqual(self.journey.state, "exited")
        self.candidacy.action_cancel_hire()
        self.assertEqual(self.candidacy.state, "sent")

    def test_a_hire_cancelled_by_mistake_is_the_same_again(self):
        self.candidacy._record_hire(kind="cdd", duration_months=8)
        placement = self.candidacy.placement_ids
        placement.followup_ids[0].note = "Call in the evening"
        self.candidacy.action_cancel_hire()
        self.drag("hired")
        self.assertEqual(self.candidacy.placement_ids, placement)
        self.assertEqual(placement.followup_ids[0].note, "Call in the evening")
        self.assertTrue(placement.activity_ids)

    def test_a_thanked_employer_is_called(self):
        self.candidacy._record_hire(kind="cdi")
        self.candidacy.placement_ids.sudo().thanked_on = "2026-02-10"
        self.candidacy.action_cancel_hire()
        self.assertIn(self.employer.name, self.journey.activity_ids.summary)

    def test_a_hire_cancelled_after_its_group_closed(self):
        self.candidacy._record_hire(kind="cdi")
        self.cohort.write({"state": "running"})
        self.cohort.write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "Reopen the group"), self.cr.savepoint():
            self.candidacy.action_cancel_hire()
        self.env.invalidate_all()
        self.assertEqual(self.candidacy.state, "hired")
        self.journey.with_user(self.animateur).cohort_id = self.make_cohort(name="Next")
        self.candidacy.action_cancel_hire()
        self.assertEqual(self.journey.state, "active")
        self.assertEqual(self.journey.cohort_id.name, "Next")

    def told(self, gesture):
        before = self.journey.message_ids | self.candidacy.message_ids
        gesture()
        self.env.invalidate_all()
        sent = (self.journey.message_ids | self.candidacy.message_ids) - before
        return sent.filtered("outgoing_email_to").mapped("body")

    def refuse(self):
        self.candidacy.write({"state": "refused", "refusal_reason_id": self.reason.id})
        self.candidacy.action_tell_participant()

    def test_a_refusal_that_was_told_is_untold(self):
        self.assertEqual(len(self.told(self.refuse)), 1)
        (words,) = self.told(self.candidacy.action_reopen)
        self.assertIn("does not stand any more", words)
        self.assertFalse(self.candidacy.told_on or self.candidacy.answered_on)
        (words,) = self.told(lambda: self.drag("refused"))
        self.assertIn("No need for now", words)
        self.assertTrue(self.candidacy.told_on)

    def test_a_refusal_that_was_not_told_is_not(self):
        self.candidacy.write({"state": "refused", "refusal_reason_id": self.reason.id})
        self.assertFalse(self.told(self.candidacy.action_reopen))
        self.assertFalse(self.told(lambda: self.drag("refused")))

    def test_who_cannot_be_written_to_is_called(self):
        self.refuse()
        self.journey.sudo().person_id.no_email_on = "2026-02-01"
        self.assertFalse(self.told(self.candidacy.action_reopen))
        self.assertIn("taken back", self.candidacy.activity_ids.summary)

    def test_what_is_said_at_once_is_asked_first(self):
        seen = set()
        for view in self.env["ir.ui.view"].search([("model", "like", "club.")]):
            for button in etree.fromstring(view.arch_db).iter("button", "a"):
                key = (view.model, button.get("name"))
                if key in ASKED:
                    seen.add(key)
                    self.assertTrue(button.get("confirm"), f"{view.name}: {key[1]}")
        self.assertEqual(seen, ASKED)
