from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .kpi_common import START, KpiCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-31 12:00:00")
class TestKpiSessions(KpiCase):
    """The rhythm of the weeks: 5 January 2026 is a Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weeks = cls.make_cohort(
            date_start=START, date_end=START + timedelta(days=18)
        )
        cls.yanis = cls.journey("Yanis", cohort=cls.weeks)
        cls.lina = cls.journey("Lina", cohort=cls.weeks)
        cls.weeks.state = "running"

    def hold(self, shift, *states, kind="group", close=True, **vals):
        day = START + timedelta(days=shift)
        session = self.env["club.session"].create(
            {
                "name": "Session",
                "kind": kind,
                "club_id": self.club.id,
                "cohort_id": self.weeks.id,
                "start": f"{day} 08:00:00",
                "stop": f"{day} 10:00:00",
                **vals,
            }
        )
        for line, state in zip(session.attendance_ids, states, strict=False):
            line.state = state
        if close:
            session.action_close()
        return session

    def set_objective(self, journey, shift):
        return self.env["club.objective"].create(
            {
                "participant_id": journey.id,
                "name": "CV",
                "week_start": START + timedelta(days=shift),
            }
        )

    def test_group_sessions_over_open_weeks(self):
        for shift in (0, 1, 2, 7):
            self.hold(shift, "present", "absent")
        self.assertFigure("group_sessions_per_week", 4, 3)

    def test_what_is_no_group_session(self):
        self.hold(0, "present", kind="interview", participant_id=self.yanis.id)
        self.hold(1, kind="information", close=True)
        self.hold(2, "absent", "absent")
        self.hold(3, "present", "present").action_reopen()
        self.hold(4, close=False).action_cancel()
        self.assertFigure("group_sessions_per_week", 0, 3)

    def test_techniques_of_the_first_week_count(self):
        self.hold(0, "present", "present", kind="techniques")
        self.assertFigure("group_sessions_per_week", 1, 3)

    def test_closed_weeks_are_no_weeks(self):
        Closure = self.env["club.closure"]
        closed = {"club_id": self.club.id, "reason": "Closed"}
        Closure.create({**closed, "date_from": "2026-01-12", "date_to": "2026-01-13"})
        self.assertFigure("group_sessions_per_week", 0, 2)
        Closure.create({**closed, "date_from": "2026-01-19", "date_to": "2026-01-19"})
        self.assertFigure("group_sessions_per_week", 0, 2)

    def test_weeks_after_the_cutoff_are_not_there_yet(self):
        self.hold(7, "present", "present")
        self.assertFigure("group_sessions_per_week", 0, 1, cutoff=date(2026, 1, 10))
        self.assertFigure("group_sessions_per_week", 0, 0, cutoff=date(2026, 1, 8))

    def test_a_group_without_an_end_or_still_forming_is_left_out(self):
        self.make_cohort(date_start=START)
        self.make_cohort(date_start=START, date_end=START + timedelta(days=18))
        self.assertFigure("group_sessions_per_week", 0, 3)

    def test_attendance(self):
        self.hold(0, "present", "absent")
        self.hold(1, "present", "excused")
        self.hold(2, close=False).action_cancel()
        self.hold(3, "present", close=False)
        self.assertFigure("attendance_rate", 3, 4, unknown=1)
        self.assertFigure("attendance_rate", 1, 2, cutoff=START)
        self.assertFigure("attendance_rate", 0, 0, clubs=self.other_club)

    def test_attendance_at_information_meetings_is_none(self):
        meeting = self.hold(0, kind="information", close=False)
        self.env["club.attendance"].create(
            {
                "session_id": meeting.id,
                "participant_id": self.yanis.id,
                "state": "absent",
            }
        )
        self.assertFigure("attendance_rate", 0, 0)

    def test_a_day_is_a_day_in_france(self):
        self.hold(
            0,
            "present",
            "present",
            start="2026-01-31 23:30:00",
            stop="2026-02-01 00:30:00",
        )
        january = (date(2026, 1, 1), date(2026, 1, 31))
        february = (date(2026, 2, 1), date(2026, 2, 28))
        self.assertFigure("attendance_rate", 0, 0, period=january)
        self.assertFigure("attendance_rate", 2, 2, period=february)

    def test_weeks_with_an_objective_or_an_interview(self):
        self.leave(self.yanis, START + timedelta(days=11))
        self.leave(self.lina, START + timedelta(days=4))
        self.assertFigure("weekly_objective_rate", 0, 3)
        self.hold(1, "present", kind="interview", participant_id=self.lina.id)
        self.assertFigure("weekly_objective_rate", 1, 3)

    def test_objectives_by_week(self):
        self.set_objective(self.yanis, 0)
        self.set_objective(self.yanis, 0)
        self.set_objective(self.yanis, 7)
        cutoff = START + timedelta(days=11)
        self.assertFigure("weekly_objective_rate", 2, 4, cutoff=cutoff)

    def test_an_excused_week_is_left_out(self):
        self.hold(0, "excused", "present")
        self.hold(1, "excused", "excused")
        cutoff = START + timedelta(days=4)
        self.assertFigure("weekly_objective_rate", 0, 1, cutoff=cutoff)

    def test_by_month_and_by_club_sum_up(self):
        self.hold(0, "present", "absent")
        self.hold(30, "present", "present")
        whole = self.figures()["attendance_rate"]
        parts = [
            self.figures(period=period)["attendance_rate"]
            for period in (
                (date(2026, 1, 1), date(2026, 1, 31)),
                (date(2026, 2, 1), date(2026, 12, 31)),
            )
        ]
        self.assertEqual(whole.numerator, sum(part.numerator for part in parts))
        self.assertEqual(whole.denominator, sum(part.denominator for part in parts))
