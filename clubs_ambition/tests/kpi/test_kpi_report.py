import json
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...utils import clock
from .kpi_common import YEAR, KpiCase

TODAY = date(2026, 9, 30)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestKpiPivot(KpiCase):
    """Pivots and graphs give the registry's figures, and no person."""

    def setUp(self):
        super().setUp()
        self.settled = self.leave(self.journey("Left"), date(2026, 3, 2))
        self.place(self.settled, "cdd", 3)
        self.place(self.settled, "cdi", day=date(2026, 3, 20))
        back = self.journey(start=date(2026, 5, 4), person=self.settled.person_id)
        self.place(back, "cdd", 8)
        self.leave(self.journey("Nothing found"), date(2026, 4, 2))
        self.journey("Elsewhere", club=self.other_club)
        self.refer(back, date(2026, 5, 11))
        hired = self.make_candidacy(
            self.journey("Hired"), "sent", sent_on=date(2026, 2, 2)
        )
        hired.write({"state": "interview", "interview_on": "2026-02-10 09:00:00"})
        hired.answered_on = date(2026, 2, 20)
        hired._record_hire(kind="cdi", date_start=date(2026, 2, 20))
        self.env["club.contact"].create(
            {
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "date": date(2026, 2, 2),
            }
        )

    def pivot(self, domain, measure, role="coordinator", by=()):
        """Return what a pivot reads; the month is in the period looked at."""
        Report = self.env["club.kpi.report"].with_user(self.users[role])
        return Report._read_group(
            [("club_id", "in", (self.club + self.other_club).ids), *domain],
            by,
            [measure],
        )

    def test_persons_of_a_pivot_are_those_of_the_registry(self):
        clubs = self.club + self.other_club
        figures = self.figures(clubs, YEAR, TODAY)
        entered = [("started_month", ">=", YEAR[0]), ("started_month", "<=", YEAR[1])]
        left = [("ended_month", ">=", YEAR[0]), ("ended_month", "<=", YEAR[1])]
        expected = [
            ("entrants", "numerator", entered, "person:count_distinct"),
            ("journeys", "numerator", entered, "started:sum"),
            (
                "positive_exit_entrants",
                "numerator",
                entered,
                "person_positive:count_distinct",
            ),
            ("durable_entrants", "numerator", entered, "person_durable:count_distinct"),
            ("positive_exit_leavers", "denominator", left, "person:count_distinct"),
            (
                "positive_exit_leavers",
                "numerator",
                left,
                "person_positive:count_distinct",
            ),
            ("durable_leavers", "numerator", left, "person_durable:count_distinct"),
            ("referrals_per_participant", "numerator", entered, "referrals:sum"),
        ]
        for key, term, domain, measure in expected:
            [(found,)] = self.pivot(domain, measure)
            self.assertEqual(found, getattr(figures[key], term), (key, measure))
            self.assertTrue(found, key)

    def test_what_is_dated_after_today_does_not_exist(self):
        self.journey("Tomorrow", start=TODAY + timedelta(days=1))
        [(persons,)] = self.pivot([("started", "=", 1)], "person:count_distinct")
        self.assertEqual(persons, 4)

    def test_the_best_placement_is_the_outcome(self):
        self.env["club.kpi.report"].flush_model()
        row = self.env["club.kpi.report"].browse(self.settled.id)
        self.assertEqual((row.outcome, row.durable), ("cdi", 1))

    def test_each_reads_the_figures_of_the_readable_clubs(self):
        for role in ("animateur", "manager", "coordinator"):
            kpi = self.env["club.kpi"].with_user(self.users[role])
            Report = self.env["club.kpi.report"].with_user(self.users[role])
            seen = {club.id for (club,) in Report._read_group([], ["club_id"])}
            self.assertTrue(seen, role)
            self.assertLessEqual(seen, set(kpi._readable_clubs().ids))
        for role in ("referent", "observer"):
            with self.assertRaises(AccessError):
                self.pivot([], "person:count_distinct", role)

    def test_a_row_opens_the_person_for_those_who_coach_only(self):
        row = self.env["club.kpi.report"].browse(self.settled.id)
        action = row.with_user(self.users["animateur"]).action_open_journey()
        self.assertEqual(action["res_id"], self.settled.id)
        with self.assertRaises(AccessError):
            row.with_user(self.users["observer"]).action_open_journey()

    def test_the_card_of_a_club_shows_its_year_of_placements(self):
        clubs = (self.club + self.other_club).with_user(self.users["coordinator"])
        clubs.mapped("placement_graph")  # rules and rights are read once, and kept
        self.env.flush_all()
        self.env.invalidate_all()
        clubs.fetch(["name"])
        with self.assertQueryCount(__system__=4):
            graph, nothing = clubs.mapped("placement_graph")
        values = [point["value"] for point in json.loads(graph)[0]["values"]]
        present = clock.today(self.club)
        self.assertEqual(len(values), 12)
        # September is the last; January to March, and May, had one each.
        self.assertEqual(present.month, 9)
        self.assertEqual(values, [0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0])
        self.assertFalse(nothing)
