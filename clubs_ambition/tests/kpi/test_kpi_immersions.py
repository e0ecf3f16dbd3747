from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .kpi_common import CUTOFF, START, YEAR, KpiCase

FIRST = START + timedelta(days=7)
LAST = FIRST + timedelta(days=11)
LATEST = LAST + relativedelta(months=3)


@tagged("post_install", "-at_install")
class TestKpiImmersions(KpiCase):
    """Immersions started, and those an employer made a job of."""

    def immersion(self, journey, state="done", first=FIRST, last=LAST, **vals):
        """Return an immersion in ``state``, whatever its papers would say."""
        immersion = self.env["club.immersion"].create(
            {
                "participant_id": journey.id,
                "partner_id": self.employer.id,
                "date_start": first,
                "date_end": last,
                **vals,
            }
        )
        ended_on = last if state in ("done", "partial") else None
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_immersion SET state = %s, ended_on = %s WHERE id = %s",
            (state, ended_on, immersion.id),
        )
        immersion.invalidate_recordset()
        return immersion

    def hire(self, journey, day, employer=None, **vals):
        employer = employer or self.employer
        return self.place(journey, day=day, partner_id=employer.id, **vals)

    def assertHired(self, count, total=1, **scope):
        self.assertFigure("immersions_started", total, **scope)
        self.assertFigure("immersions_hired", count, total, **scope)

    def test_none_at_all(self):
        self.assertFigure("immersions_started", 0)
        self.assertFigure("immersions_hired", 0, 0)

    def test_what_started_counts(self):
        for state in ("running", "done", "partial"):
            self.immersion(self.journey(state), state)
        for state in ("draft", "signed", "no_show", "cancelled"):
            self.immersion(self.journey(state), state)
        self.immersion(self.journey("Contract"), kind="work_study")
        self.assertHired(0, 3)

    def test_started_in_the_period_and_known(self):
        self.immersion(self.journey("A"))
        self.immersion(self.journey("B"), first=YEAR[1], last=YEAR[1])
        self.assertHired(0, 2)
        self.assertHired(0, 1, cutoff=YEAR[1] - timedelta(days=1))
        self.assertHired(0, 0, cutoff=FIRST - timedelta(days=1))
        self.assertHired(0, 0, period=(LAST, date(2026, 3, 1)))

    def test_hired_within_three_months_of_the_end(self):
        for name, day in (
            ("During", FIRST),
            ("Edge", LATEST),
            ("Too late", LATEST + timedelta(days=1)),
            ("Before", FIRST - timedelta(days=1)),
        ):
            journey = self.journey(name)
            self.immersion(journey)
            self.hire(journey, day)
        self.assertHired(2, 4)

    def test_three_months_run_from_the_day_it_stopped(self):
        journey = self.journey()
        immersion = self.immersion(journey, "partial")
        immersion.ended_on = FIRST
        self.hire(journey, LATEST)
        self.assertHired(0)

    def test_hire_known_at_the_cutoff(self):
        journey = self.journey()
        self.immersion(journey)
        day = LAST + timedelta(days=10)
        self.hire(journey, day)
        self.assertHired(1, cutoff=day)
        self.assertHired(0, cutoff=day - timedelta(days=1))

    def test_hire_by_another_employer(self):
        journey = self.journey()
        self.immersion(journey)
        self.hire(journey, LAST, employer=self.other_employer)
        self.assertHired(0)

    def test_partners_of_one_siret_are_one_employer(self):
        siret = "73282932000074"
        (self.employer + self.other_employer).write({"company_registry": siret})
        journey = self.journey()
        self.immersion(journey)
        self.hire(journey, LAST, employer=self.other_employer)
        self.assertHired(1)

    def test_hire_of_somebody_else(self):
        self.immersion(self.journey("A"))
        self.hire(self.journey("B"), LAST)
        self.assertHired(0)

    def test_what_is_no_hire(self):
        archived = self.journey("Archived")
        self.immersion(archived)
        self.hire(archived, LAST).active = False
        trained = self.journey("Trained")
        self.immersion(trained)
        self.hire(trained, LAST, kind="training", months=6)
        absent = self.journey("Never came")
        self.immersion(absent)
        self.hire(absent, LAST).write(
            {
                "state": "broken",
                "broken_reason": "did not come",
                "broken_on": LAST - timedelta(days=1),
            }
        )
        self.assertHired(0, 3)

    def test_hired_twice_counts_once(self):
        journey = self.journey()
        self.immersion(journey)
        self.hire(journey, LAST)
        self.hire(journey, LAST + timedelta(days=30), kind="cdd", months=6)
        self.assertHired(1)

    def test_by_club_and_by_month(self):
        self.immersion(self.journey("A"))
        self.immersion(self.journey("B", club=self.other_club))
        clubs = self.club + self.other_club
        kpi = self.env["club.kpi"]
        by_club = kpi._compute_by_club(clubs, *YEAR, CUTOFF)
        by_month = kpi._compute_by_month(clubs, *YEAR, CUTOFF)

        def started(figures):
            return next(f.value for f in figures if f.key == "immersions_started")

        self.assertEqual({started(by_club[club.id]) for club in clubs}, {1})
        self.assertEqual(
            [started(figures) for figures in by_month.values()][:2], [2, 0]
        )

    def test_an_immersion_is_a_tie_with_the_employer(self):
        self.immersion(self.journey())
        self.assertFigure("network_size", 1)
        self.assertFigure("network_size", 0, cutoff=FIRST - timedelta(days=1))

    def test_an_immersion_is_never_a_positive_exit(self):
        self.immersion(self.journey())
        self.assertFigure("positive_exit_entrants", 0, 1)
