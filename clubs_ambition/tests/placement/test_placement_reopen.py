from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...utils import clock
from ..common import ClubsCase

START = date(2026, 1, 5)
HIRED = date(2026, 2, 2)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02")
class TestPlacementReopen(ClubsCase):
    """A break before month 3 proposes to take the journey up again, by the rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cohort.write({"state": "running"})
        cls.journey = cls.make_participant(state="active", day=START)
        cls.candidacy = cls.make_candidacy(cls.journey, "sent", sent_on=START)
        cls.candidacy._record_hire(kind="cdi", date_start=HIRED)
        cls.placement = cls.candidacy.placement_ids.with_user(cls.animateur)

    def break_off(self, day=None):
        wizard = (
            self.env["club.placement.break"]
            .with_user(self.animateur)
            .create(
                {
                    "placement_id": self.placement.id,
                    "broken_on": day or date(2026, 2, 27),
                    "broken_reason": "Trial period",
                }
            )
        )
        return wizard.action_confirm()

    def reopen(self, **vals):
        wizard = (
            self.env["club.placement.reopen"]
            .with_user(self.animateur)
            .create({"placement_id": self.placement.id, **vals})
        )
        wizard.action_confirm()
        return wizard

    def test_an_early_break_proposes_it(self):
        action = self.break_off()
        self.assertEqual(action["res_model"], "club.placement.reopen")
        self.assertTrue(self.placement.broken_early)
        self.assertEqual(self.journey.state, "exited")

    def test_a_late_break_does_not(self):
        with freeze_time("2026-05-10"):
            self.assertFalse(self.break_off(date(2026, 5, 2)))
            self.assertFalse(self.placement.broken_early)

    def test_the_journey_goes_on_until_its_planned_end(self):
        planned = self.journey.planned_end_on
        self.break_off()
        wizard = self.reopen()
        self.assertFalse(wizard.needs_renewal)
        self.assertEqual(self.journey.state, "active")
        self.assertEqual(self.journey.planned_end_on, planned)
        self.assertFalse(self.journey.ended_on or self.journey.exit_reason_id)
        self.assertFalse(self.journey.renewal_ids)
        self.assertEqual(self.cohort.seats_taken, 1)

    def test_the_hire_stays_what_it_was(self):
        self.break_off()
        self.reopen()
        self.assertEqual(self.candidacy.state, "hired")
        self.assertEqual(self.candidacy.furthest_state, "hired")
        self.assertEqual(self.placement.state, "broken")

    def test_another_hire_may_follow_and_is_one(self):
        self.break_off()
        self.reopen()
        second = self.make_candidacy(self.journey, "sent", employer=self.other_employer)
        second._record_hire(kind="cdi")
        self.assertEqual(self.journey.state, "exited")
        self.assertEqual(len(self.journey.placement_ids), 2)
        with self.assertRaisesRegex(UserError, "was hired"):
            self.journey.action_reopen()

    def test_past_its_planned_end_it_waits_for_a_renewal(self):
        with freeze_time("2026-04-20"):
            self.break_off(date(2026, 4, 17))
            wizard = self.reopen(objectives="Aim at night jobs")
            self.assertTrue(wizard.needs_renewal)
            self.assertEqual(self.journey.state, "active")
            request = self.journey.renewal_ids
            self.assertEqual(request.state, "pending")
            self.assertEqual(request.objectives, "Aim at night jobs")
            self.assertIn("Trial period", request.reason)
            request.with_user(self.manager).action_grant()
            self.assertEqual(self.journey.planned_end_on, date(2026, 7, 5))

    def test_its_months_used_up_it_does_not_go_on(self):
        self.journey.write({"renewed": True, "planned_end_on": date(2026, 4, 10)})
        with freeze_time("2026-04-20"):
            self.break_off(date(2026, 4, 17))
            self.assertIn("used up", self.placement.reopen_blocked)
            with self.assertRaisesRegex(UserError, "used up"):
                self.reopen()
            with self.assertRaisesRegex(UserError, "used up"):
                self.journey.with_user(self.animateur).action_reopen()
        self.assertEqual(self.journey.state, "exited")

    def test_a_club_that_does_not_renew(self):
        self.club.max_renewals = 0
        with freeze_time("2026-04-20"):
            self.break_off(date(2026, 4, 17))
            self.assertIn("used up", self.placement.reopen_blocked)

    def test_one_live_journey_a_person(self):
        self.break_off()
        self.make_participant(
            club=self.other_club, person=self.journey.person_id, day=HIRED
        )
        self.env.invalidate_all()
        blocked = self.placement.with_user(self.animateur).reopen_blocked
        self.assertIn("orient the person anew", blocked, "of elsewhere nothing is told")
        with self.assertRaisesRegex(UserError, "orient the person anew"):
            self.reopen()

    def test_other_journeys_are_asked_for_once(self):
        self.break_off()
        journey = self.journey.with_user(self.animateur)
        reopening = journey.env["club.reopening"]
        self.assertFalse(reopening._blocked(journey))  # reads the journey, the rules
        with self.assertQueryCount(1):
            reopening._blocked(journey)

    @mute_logger("odoo.sql_db")
    def test_a_full_group_stays_full(self):
        self.break_off()
        self.cohort.seats = 1
        self.make_participant("Lina", "active", day=START)
        other = self.make_cohort(name="Next group")
        wizard = (
            self.env["club.placement.reopen"]
            .with_user(self.animateur)
            .create({"placement_id": self.placement.id})
        )
        self.assertEqual(wizard.cohort_id, other)
        with (
            self.assertRefused(ValidationError, "put the person on the waiting list"),
            self.cr.savepoint(),
        ):
            wizard.cohort_id = self.cohort
            wizard.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.journey.state, "exited")
        wizard.cohort_id = other
        wizard.action_confirm()
        self.assertEqual(self.journey.cohort_id, other)

    def test_a_closed_group_is_not_entered_again(self):
        self.break_off()
        self.cohort.write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "closed"):
            self.journey.with_user(self.animateur).action_reopen()
        other = self.make_cohort(name="Next group")
        self.reopen()
        self.assertEqual(self.journey.cohort_id, other)

    def test_a_break_is_undone_before_not_after(self):
        self.break_off()
        self.reopen()
        with self.assertRaisesRegex(UserError, "taken up again"):
            self.placement.action_mend()
        self.journey.write(
            {
                "state": "exited",
                "exit_reason_id": self.env.ref(
                    "clubs_ambition.club_exit_reason_end_of_journey"
                ).id,
            }
        )
        self.placement.action_mend()
        self.assertFalse(self.candidacy.hire_over)
        self.assertEqual(self.placement.state, "announced")

    def test_without_a_break_the_hire_is_cancelled_instead(self):
        with self.assertRaisesRegex(UserError, "cancel the hire"):
            self.journey.with_user(self.animateur).action_reopen()

    def test_a_placement_without_candidacy(self):
        lina = self.make_participant("Lina", "active", day=START)
        placement = self.env["club.placement"].create(
            {"participant_id": lina.id, "kind": "business", "date_start": HIRED}
        )
        reason = self.env.ref("clubs_ambition.club_exit_reason_business")
        lina.write({"state": "exited", "exit_reason_id": reason.id, "ended_on": HIRED})
        placement.write({"state": "broken", "broken_reason": "x"})
        self.assertTrue(placement.broken_early)
        lina.with_user(self.animateur).action_reopen()
        self.assertEqual(lina.state, "active")

    def test_out_of_reach_of_another_club(self):
        self.break_off()
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.env["club.placement.reopen"].with_user(self.other_animateur).create(
                {"placement_id": self.placement.id}
            )
        with self.assertRefused(UserError, "follows from what is recorded"):
            self.candidacy.with_user(self.animateur).hire_over = True

    def test_retention_of_who_came_back_is_not_a_leaver_s(self):
        self.break_off(HIRED + timedelta(days=20))
        self.reopen()
        day = clock.today(self.club)
        figures = self.env["club.kpi"]._compute_indicators(
            self.club, date(2026, 1, 1), date(2026, 12, 31), day
        )
        found = {figure.key: figure for figure in figures}
        self.assertEqual(found["positive_exit_leavers"].denominator, 0)
        self.assertEqual(found["positive_exit_entrants"].numerator, 1)
