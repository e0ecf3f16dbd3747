from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestPlacement(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant(state="active")

    def make_placement(self, **vals):
        return self.env["club.placement"].create(
            {
                "participant_id": self.journey.id,
                "partner_id": self.employer.id,
                "date_start": date(2026, 1, 31),
                **vals,
            }
        )

    def test_positive_and_durable(self):
        cases = [
            ({"kind": "cdi"}, True, True),
            ({"kind": "cdd", "duration_months": 6}, True, True),
            ({"kind": "cdd", "duration_months": 5}, True, False),
            ({"kind": "temp", "duration_months": 6}, True, True),
            ({"kind": "work_study", "duration_months": 12}, True, True),
            ({"kind": "training"}, True, False),
            ({"kind": "training", "qualifying": False}, False, False),
            ({"kind": "business"}, True, True),
            ({"kind": "civil_service", "duration_months": 8}, True, False),
            ({}, False, False),
        ]
        for vals, positive, durable in cases:
            with self.subTest(vals=vals):
                placement = self.make_placement(**vals)
                self.assertRecordValues(
                    placement, [{"positive": positive, "durable": durable}]
                )

    def test_where_nobody_hired_nobody_is_thanked(self):
        alone = self.make_placement(kind="business", partner_id=False)
        with self.assertRefused(UserError, "no employer to thank"):
            alone.action_thank_employer()

    def test_milestones_are_dated(self):
        placement = self.make_placement(kind="cdi")
        self.assertEqual(
            placement.followup_ids.mapped("due_on"),
            [date(2026, 2, 8), date(2026, 2, 28), date(2026, 4, 30), date(2026, 7, 31)],
        )
        self.assertEqual(placement.next_followup_on, date(2026, 2, 8))
        self.assertEqual(placement.activity_ids.user_id, self.animateur)

    def test_the_manager_drags_it_along(self):
        placement = self.make_placement(kind="cdi").with_user(self.manager)
        for state in ("started", "month_1", "month_3", "sustained"):
            placement.state = state
        self.assertEqual(placement.followup_ids.mapped("answer"), ["in_post"] * 4)
        self.assertFalse(placement.activity_ids)
        with self.assertRefused(UserError, "Possible next steps"):
            placement.state = "announced"

    def test_a_break_is_dated_explained_and_undone(self):
        placement = self.make_placement(kind="cdi").with_user(self.manager)
        with self.assertRaisesRegex(UserError, "when and why"):
            placement.state = "broken"
        placement.write({"state": "broken", "broken_reason": "Trial period ended"})
        self.assertTrue(placement.broken_on)
        self.assertFalse(placement.next_followup_on)
        placement.state = "started"
        self.assertFalse(placement.broken_on or placement.broken_reason)

    def test_one_activity_at_a_time(self):
        placement = self.make_placement(kind="cdi").with_user(self.animateur)
        placement.followup_ids[0].answer = "in_post"
        self.assertEqual(len(placement.activity_ids), 1)
        self.assertEqual(placement.activity_ids.date_deadline, date(2026, 2, 28))

    def test_it_starts_after_the_journey(self):
        with self.assertRefused(ValidationError, "starts before the journey"):
            self.make_placement(kind="cdi", date_start=date(2025, 12, 1))

    def test_a_card_dragged_back_says_nothing_any_more(self):
        placement = self.make_placement(kind="cdi").with_user(self.manager)
        placement.state = "started"
        placement.state = "month_1"
        month = placement.followup_ids.filtered(lambda one: one.milestone == "month_1")
        self.assertEqual(month.answer, "in_post")
        placement.state = "started"
        self.assertFalse(month.answer or month.answered_on)
        self.assertTrue(placement.followup_ids[0].answer)

    def test_what_the_person_said_stays_when_the_card_goes_back(self):
        placement = self.make_placement(kind="cdi").with_user(self.manager)
        month = placement.followup_ids.filtered(lambda one: one.milestone == "month_1")
        month.action_in_post()
        self.assertEqual(placement.state, "month_1")
        placement.state = "started"
        self.assertEqual(month.answer, "in_post")

    def test_a_break_undone_goes_back_where_it_was(self):
        placement = self.make_placement(kind="cdi").with_user(self.manager)
        for state in ("started", "month_1"):
            placement.state = state
        placement.followup_ids.sudo().write({"club_answer": False})
        placement.write({"state": "broken", "broken_reason": "By mistake"})
        placement.action_mend()
        self.assertEqual(placement.state, "month_1")
