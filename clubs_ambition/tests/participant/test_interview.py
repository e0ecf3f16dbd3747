from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestInterview(ClubsCase):
    """The admission interview, its conclusions, the waiting list, the charter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"refuse_blocking_barrier": True, "require_project": False})
        cls.yanis = cls.make_participant("Yanis Benali", referent_id=cls.referent.id)
        cls.mobility, cls.family = cls.env["club.barrier"].search([], limit=2)

    def dialog(self, person=None, user=None, **vals):
        return (
            self.env["club.participant.interview"]
            .with_user(user or self.animateur)
            .create({"participant_id": (person or self.yanis).id, **vals})
        )

    def grade(self, dialog, barrier, grade):
        line = dialog.barrier_ids.filtered(lambda one: one.barrier_id == barrier)
        line.grade = grade

    def test_admit_in_one_gesture(self):
        dialog = self.dialog(motivation="Wants to cook", mobility_km=15)
        self.grade(dialog, self.mobility, "1_minor")
        dialog.action_confirm()
        self.assertEqual(self.yanis.state, "admitted")
        self.assertEqual(self.yanis.interviewed_on, date(2026, 1, 14))
        self.assertEqual(self.yanis.motivation, "Wants to cook")
        self.assertEqual(self.yanis.mobility_km, 15)
        self.assertEqual(self.yanis.barrier_ids.barrier_id, self.mobility)

    def test_what_was_not_talked_about_is_not_graded(self):
        dialog = self.dialog(conclusion="later")
        self.assertGreater(len(dialog.barrier_ids), 5)
        self.assertFalse(any(dialog.barrier_ids.mapped("grade")))
        dialog.action_confirm()
        self.assertFalse(self.yanis.barrier_ids)
        self.assertEqual(self.yanis.state, "interviewed")

    def test_a_second_interview_starts_from_the_first(self):
        first = self.dialog(conclusion="later", project_note="A bakery")
        self.grade(first, self.mobility, "2_blocking")
        self.grade(first, self.family, "1_minor")
        first.action_confirm()
        second = self.dialog(conclusion="later")
        self.assertEqual(second.project_note, "A bakery")
        self.grade(second, self.mobility, "0_none")
        self.grade(second, self.family, False)
        second.action_confirm()
        self.assertEqual(self.yanis.barrier_ids.barrier_id, self.mobility)
        self.assertEqual(self.yanis.barrier_ids.grade, "0_none")

    def test_a_blocking_barrier_stops_the_admission(self):
        dialog = self.dialog(motivation="Wants to cook")
        self.grade(dialog, self.mobility, "2_blocking")
        with self.assertRaisesRegex(UserError, "No blocking barrier"):
            dialog.action_confirm()

    def test_decline_tells_the_referent_in_adapted_words(self):
        reason = self.env["club.decline.reason"].search([], limit=1)
        dialog = self.dialog(conclusion="decline", decline_reason_id=reason.id)
        self.assertEqual(dialog.decline_message, reason.message)
        dialog.decline_message = "Come back in May: the club of cooks opens."
        dialog.action_confirm()
        self.assertEqual(self.yanis.state, "declined")
        told = self.yanis.orientation_ids.message_ids.filtered(
            lambda one: self.referent.partner_id in one.partner_ids
        )
        self.assertIn("Come back in May", told.body)

    def test_a_decline_needs_its_reason(self):
        with self.assertRefused(UserError, "Choose why the person is declined"):
            self.dialog(conclusion="decline").action_confirm()
        self.assertEqual(self.yanis.state, "oriented")

    def test_an_admission_needs_its_group(self):
        dialog = self.dialog(conclusion="admit", cohort_id=False)
        with self.assertRefused(UserError, "Choose the group"):
            dialog.action_confirm()

    def test_no_social_security_number_in_the_form(self):
        with self.assertRefused(ValidationError, "holds what looks like"):
            self.dialog(motivation="His number is 255081416802538")

    def test_the_interview_of_another_club_is_out_of_reach(self):
        with self.assertRaises(AccessError):
            self.dialog(user=self.other_animateur)
        with self.assertRaises(AccessError):
            self.dialog(user=self.referent)

    def test_from_the_meeting_to_the_interview(self):
        meeting = self.env["club.session"].create(
            {
                "name": "Information",
                "kind": "information",
                "club_id": self.club.id,
                "start": "2026-01-14 08:00:00",
                "stop": "2026-01-14 09:00:00",
                "attendance_ids": [(0, 0, {"participant_id": self.yanis.id})],
            }
        )
        line = meeting.attendance_ids.with_user(self.animateur)
        self.assertFalse(line.can_interview)
        line.action_present()
        self.assertTrue(line.can_interview)
        action = line.action_hold_interview()
        self.assertEqual(action["context"]["default_participant_id"], self.yanis.id)

    # === WAITING LIST === #

    def test_the_first_of_the_list_is_proposed(self):
        people = self.yanis + self.make_participant("Lina") + self.make_participant("Z")
        for person in people:
            self.dialog(person, conclusion="wait").action_confirm()
        self.assertEqual(people.mapped("waiting_rank"), [1, 2, 3])
        people[2].with_user(self.animateur).waiting_rank = 0
        self.assertEqual(self.cohort._next_waiting(), people[2])

    # === CHARTER === #

    def test_the_charter_is_dated_and_versioned(self):
        with self.assertRefused(UserError, "is not admitted yet"):
            self.yanis.with_user(self.animateur).action_accept_engagement()
        self.walk(self.yanis, "admitted")
        self.yanis.with_user(self.animateur).action_accept_engagement()
        self.assertEqual(self.yanis.engagement_on, date(2026, 1, 14))
        self.assertTrue(self.yanis.engagement_version)
        with self.assertRefused(UserError, "follows from what is recorded"):
            self.yanis.with_user(self.animateur).engagement_on = date(2026, 1, 1)
