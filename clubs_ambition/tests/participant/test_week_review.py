from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..common import ClubsCase

MONDAY = date(2026, 1, 12)
NEXT = "2026-01-21 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestWeekReview(ClubsCase):
    """The weekly point: last objectives, interview, next objectives, in one gesture."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.last = cls.env["club.objective"].create(
            [
                {
                    "participant_id": cls.yanis.id,
                    "name": name,
                    "week_start": date(2026, 1, 5),
                }
                for name in ("Rewrite the CV", "Call two hotels", "See a fair")
            ]
        )
        cls.interview = cls.env["club.session"].create(
            {
                "name": "Interview",
                "kind": "interview",
                "club_id": cls.club.id,
                "participant_id": cls.yanis.id,
                "start": "2026-01-14 10:00:00",
                "stop": "2026-01-14 10:30:00",
            }
        )

    def point(self, user=None, **vals):
        return (
            self.env["club.week.review"]
            .with_user(user or self.animateur)
            .create({"participant_id": self.yanis.id, **vals})
        )

    def test_all_in_one_gesture(self):
        point = self.point()
        self.assertEqual(point.session_id, self.interview)
        self.assertEqual(point.line_ids.objective_id, self.last)
        for line, outcome in zip(
            point.line_ids, ("done", "carry", "drop"), strict=True
        ):
            line.outcome = outcome
        point.write(
            {
                "note": "Two answers expected.",
                "next_ids": [Command.create({"name": "Prepare an interview"})],
                "next_start": NEXT,
            }
        )
        point.action_confirm()
        self.assertEqual(self.last.mapped("state"), ["done", "todo", "dropped"])
        following = self.last[1].carried_to_ids
        self.assertEqual(following.week_start, MONDAY)
        fresh = self.yanis.objective_ids - self.last - following
        self.assertEqual(fresh.name, "Prepare an interview")
        self.assertEqual(fresh.week_start, MONDAY)
        self.assertEqual(self.interview.state, "held")
        self.assertEqual(self.interview.note, "Two answers expected.")
        self.assertEqual(self.interview.attendance_ids.state, "present")
        planned = self.env["club.session"].search(
            [("participant_id", "=", self.yanis.id), ("state", "=", "planned")]
        )
        self.assertEqual(str(planned.start), NEXT)

    def test_absent_from_the_interview(self):
        self.point(answer="absent").action_confirm()
        self.assertEqual(self.interview.attendance_ids.state, "absent")
        self.assertEqual(self.last.mapped("state"), ["todo"] * 3)

    def test_an_interview_to_come_stays_planned(self):
        self.interview.write(
            {"start": "2026-01-16 10:00:00", "stop": "2026-01-16 10:30:00"}
        )
        self.point(note="To prepare: the contract.").action_confirm()
        self.assertEqual(self.interview.state, "planned")
        self.assertEqual(self.interview.note, "To prepare: the contract.")

    def test_a_refused_step_keeps_nothing(self):
        point = self.point(next_start="2026-01-13 10:00:00")
        point.line_ids.outcome = "done"
        with self.assertRefused(UserError, "The next interview is still to come"):
            point.action_confirm()
        self.assertEqual(self.last.mapped("state"), ["todo"] * 3)

    def test_a_past_week_shows_its_facts(self):
        self.last[0].state = "done"
        candidacy = self.make_candidacy(self.yanis, sent_on=date(2026, 1, 6))
        point = self.point(week_start=date(2026, 1, 5))
        self.assertEqual(point.objective_ids, self.last[0])
        self.assertEqual(point.line_ids.objective_id, self.last[1:])
        self.assertEqual(point.candidacy_ids, candidacy)
        self.assertFalse(point.session_id)
        self.assertEqual(point.next_week, MONDAY)

    def test_a_sunday_night_session_is_of_the_next_week_in_france(self):
        """Midnight in Paris is 23:00 UTC the day before."""
        self.interview.write(
            {"start": "2026-01-11 23:15:00", "stop": "2026-01-11 23:45:00"}
        )
        self.assertEqual(self.point().session_id, self.interview)

    def test_somebody_else_s_objectives_are_refused(self):
        lina = self.make_participant("Lina", "active")
        other = self.env["club.objective"].create(
            {"participant_id": lina.id, "name": "Hers"}
        )
        point = self.point()
        point.line_ids[0].objective_id = other
        point.line_ids[0].outcome = "drop"
        with self.assertRefused(UserError, "objectives are somebody else's"):
            point.action_confirm()
        self.assertEqual(other.state, "todo")

    def test_out_of_reach_of_another_club(self):
        with self.assertRaises(AccessError):
            self.point(self.other_animateur)
        with self.assertRaises(AccessError):
            self.point(self.observer)
