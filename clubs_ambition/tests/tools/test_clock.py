from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ...utils import clock
from ..answer_common import AnswerCase

#: UTC moment → the day in Paris, and the day in Guadeloupe.
MOMENTS = {
    "2026-11-27 22:30:00": (date(2026, 11, 27), date(2026, 11, 27)),
    "2026-11-27 23:16:00": (date(2026, 11, 28), date(2026, 11, 27)),
    "2026-11-28 03:59:00": (date(2026, 11, 28), date(2026, 11, 27)),
    "2026-12-31 23:30:00": (date(2027, 1, 1), date(2026, 12, 31)),
    "2026-03-28 23:30:00": (date(2026, 3, 29), date(2026, 3, 28)),
    "2026-03-29 22:30:00": (date(2026, 3, 30), date(2026, 3, 29)),
    "2026-10-24 22:30:00": (date(2026, 10, 25), date(2026, 10, 24)),
    "2026-10-25 23:30:00": (date(2026, 10, 26), date(2026, 10, 25)),
    "2028-02-29 23:30:00": (date(2028, 3, 1), date(2028, 2, 29)),
}


@tagged("post_install", "-at_install", "hours")
class TestClock(AnswerCase):
    """The day is the club's: an answer at 00:16 is not of the day before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.overseas = cls.env["club.club"].create(
            {
                "name": "Club des Abymes",
                "territory_id": cls.agency.id,
                "animateur_ids": cls.animateur.ids,
                "zip": "97139",
            }
        )

    def test_day_of_each_club(self):
        for moment, (here, overseas) in MOMENTS.items():
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(clock.today(self.club), here)
                self.assertEqual(clock.today(self.overseas), overseas)
                self.assertEqual(clock.today(self.first), here, "by its club")

    def test_a_club_that_moves(self):
        """The zone is kept in memory: a new address is read all the same."""
        with freeze_time("2026-11-28 01:00:00"):
            self.assertEqual(clock.today(self.overseas), date(2026, 11, 27))
            self.overseas.zip = "13001"
            self.assertEqual(clock.today(self.overseas), date(2026, 11, 28))

    def test_the_zone_is_not_read_again(self):
        clock.today(self.overseas)
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            clock.today(self.overseas)

    def test_the_board_is_on_the_club_s_day(self):
        """Monday in Paris, where its reader is; Sunday still where the club is."""
        journey = self.make_participant("Alix Brunet", "active", club=self.overseas)
        group = journey.cohort_id
        group.date_start = "2026-11-16"
        journey.write({"started_on": "2026-11-16", "planned_end_on": "2027-02-16"})
        Cohort = self.env["club.cohort"].with_user(self.animateur)
        for tz in ("Europe/Paris", "America/Guadeloupe"):
            board = Cohort.with_context(tz=tz)
            with self.subTest(tz=tz), freeze_time("2026-11-30 02:00:00"):
                weeks = board.get_week_board(group.id)["cohort"]["weeks"]
                current = [week["monday"] for week in weeks if week["current"]]
                self.assertEqual(current, ["2026-11-23"])

    def test_several_zones_are_the_readers(self):
        both = (self.club + self.overseas).with_user(self.animateur)
        for tz, day in ((False, 28), ("America/Martinique", 27), ("nowhere", 28)):
            with self.subTest(tz=tz), freeze_time("2026-11-27 23:16:00"):
                there = both.with_context(tz=tz)
                self.assertEqual(clock.today(there), date(2026, 11, day))
                none = self.env["res.partner"].with_context(tz=tz)
                self.assertEqual(clock.today(none), date(2026, 11, day))

    def test_answer_at_night(self):
        """00:16 in Paris is 23:16 UTC of the day before."""
        with freeze_time("2026-11-27 23:16:00"):
            self.env["club.candidacy.answer"]._receive(
                self.first, "later", {}, self.link
            )
        self.assertEqual(self.first.answered_on, date(2026, 11, 28))

    def test_agreement_in_the_evening_overseas(self):
        journey = self.make_participant("Alix Brunet", club=self.overseas)
        with freeze_time("2026-11-28 01:00:00"):
            journey.action_consent_name()
        self.assertEqual(journey.named_consent_on, date(2026, 11, 27))

    def test_roll_call_of_the_evening_overseas(self):
        """20:30 of the 27th there: the UTC days of now and of the start differ."""
        journey = self.make_participant("Alix Brunet", "active", club=self.overseas)
        session = self.env["club.session"].create(
            {
                "name": "Workshop",
                "club_id": self.overseas.id,
                "cohort_id": journey.cohort_id.id,
                "start": "2026-11-28 00:30:00",
                "stop": "2026-11-28 02:30:00",
            }
        )
        line = session.attendance_ids
        with freeze_time("2026-11-27 23:40:00"):
            line.with_user(self.animateur).action_present()
        self.assertEqual(line.state, "present")
