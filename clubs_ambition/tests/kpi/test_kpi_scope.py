from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.misc import formatLang

from ...demo.bilan_plan import CUTOFF as CUTOFF_2013
from ...demo.bilan_plan import PERIOD as PERIOD_2013
from ...demo.club_demo_bilan import build_bilan_journeys
from ...kpi.answer.kpi_question import Question
from ...kpi.indicators.kpi_registry import INDICATORS
from .kpi_common import CUTOFF, START, YEAR, KpiCase

KEYS = (
    "entrants journeys age_under_30 age_30_44 age_45_plus priority_district "
    "below_level_ii referrals_per_participant candidacies_per_participant "
    "positive_exit_entrants positive_exit_leavers durable_entrants durable_leavers "
    "retention_3m retention_6m fill_rate group_sessions_per_week "
    "weekly_objective_rate attendance_rate attrition_before_start "
    "cost_per_participant cost_per_positive_exit network_size active_employers "
    "conversion_interview conversion_hire immersions_started immersions_hired "
    "days_to_positive_exit renewal_rate"
)


@tagged("post_install", "-at_install")
class TestKpiRegistry(KpiCase):
    """The list itself, and the lines it is computed on."""

    def test_keys_and_their_order_are_a_contract(self):
        self.assertEqual([item.key for item in INDICATORS], KEYS.split())

    def test_each_indicator_is_named_and_defined_once(self):
        for words in ("label", "definition"):
            texts = [self.env._(getattr(item, words)) for item in INDICATORS]
            self.assertEqual(len(set(texts)), len(texts))
            self.assertTrue(all(texts))

    def test_clubs_add_up(self):
        self.place(self.journey("A"))
        self.journey("B")
        self.journey("C", club=self.other_club)
        clubs = self.club + self.other_club
        by_club = self.env["club.kpi"]._compute_by_club(clubs, *YEAR, CUTOFF)
        together = self.figures(clubs)
        for index, indicator in enumerate(INDICATORS):
            for term in ("numerator", "denominator", "unknown"):
                terms = [getattr(by_club[club.id][index], term) for club in clubs]
                self.assertEqual(
                    sum(filter(None, terms)),
                    getattr(together[indicator.key], term) or 0,
                    indicator.key,
                )

    def test_a_person_counts_in_each_club_and_month_but_once_in_all(self):
        first = self.leave(self.journey(), START + timedelta(days=10))
        self.journey(
            start=date(2026, 3, 2), person=first.person_id, club=self.other_club
        )
        clubs = self.club + self.other_club
        kpi = self.env["club.kpi"]
        by_club = kpi._compute_by_club(clubs, *YEAR, CUTOFF)
        by_month = kpi._compute_by_month(clubs, *YEAR, CUTOFF)
        self.assertEqual([by_club[club.id][0].value for club in clubs], [1, 1])
        entrants = [figures[0].value for figures in by_month.values()]
        self.assertEqual(entrants, [1, 0, 1] + [0] * 9)
        self.assertFigure("entrants", 1, clubs=clubs)

    def test_month_lines_cover_the_period(self):
        period = (date(2026, 1, 20), date(2026, 3, 2))
        months = self.env["club.kpi"]._compute_by_month(self.club, *period, CUTOFF)
        self.assertEqual(list(months), [date(2026, month, 1) for month in (1, 2, 3)])

    def test_figures_are_read_with_their_fraction(self):
        for name in "AB":
            self.journey(name, district_status="in")
        self.journey("C", district_status="out")
        figure_text = self.env["club.kpi.text"]._figure_text
        texts = {key: figure_text(figure) for key, figure in self.figures().items()}
        self.assertEqual(texts["priority_district"], "67 % (2 / 3)")
        self.assertEqual(texts["entrants"], "3")
        zero = formatLang(self.env, 0, digits=1)
        self.assertEqual(texts["referrals_per_participant"], f"{zero} (0 / 3)")
        self.assertEqual(texts["age_under_30"], "–")

    def test_as_many_queries_whatever_the_number_of_journeys(self):
        kpi = self.env["club.kpi"]
        for index in range(10):
            journey = self.journey(f"P {index}", start=date(2013, 1, 14))
            self.leave(journey, date(2013, 3, 1))

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for compute in (
                kpi._compute_indicators,
                kpi._compute_by_club,
                kpi._compute_by_month,
            ):
                compute(self.club, *PERIOD_2013, CUTOFF_2013)
            question = Question(self.club, *PERIOD_2013, CUTOFF_2013)
            self.env["club.kpi.workbook"]._make(question, "T")
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        build_bilan_journeys(self.env, self.club)
        self.assertFigure("entrants", 110, period=PERIOD_2013, cutoff=CUTOFF_2013)
        self.assertEqual(queries(), few)


@tagged("post_install", "-at_install")
class TestKpiReadableClubs(KpiCase):
    """Whose figures each role reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.club + cls.other_club
        cls.env["club.club"].search([("id", "not in", cls.both.ids)]).active = False

    def readable(self, user):
        clubs = self.env["club.kpi"].with_user(user)._readable_clubs()
        return clubs.filtered("active")

    def test_readable_clubs_by_role(self):
        expected = {
            "animateur": self.club,
            "manager": self.club,
            "coordinator": self.both,
        }
        for role, clubs in expected.items():
            with self.subTest(role=role):
                self.assertEqual(self.readable(self.users[role]), clubs)

    def test_no_figures_for_the_others(self):
        for role in ("referent", "data_officer", "portal", "employee", "observer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.readable(self.users[role])

    def test_who_observes_is_attached_as_a_manager_is_and_reads_none(self):
        self.other_region.user_ids = self.observer
        self.assertFalse(self.observer.club_managed_ids)
        self.assertRaises(AccessError, self.readable, self.observer)
        self.observer.group_ids += self.env.ref("clubs_ambition.group_clubs_animateur")
        self.assertFalse(self.readable(self.observer))

    def test_scope_of_others_is_refused(self):
        kpi = self.env["club.kpi"].with_user(self.manager)
        self.assertEqual(kpi._scope(self.agency), self.club)
        self.assertEqual(kpi._scope(self.country), self.club)
        self.assertEqual(kpi._scope(club=self.club), self.club)
        for scope in ({"territory": self.other_region}, {"club": self.other_club}):
            with self.assertRaises(AccessError):
                kpi._scope(**scope)

    def test_figures_do_not_depend_on_who_reads_them(self):
        self.place(self.journey(district_status="in"))
        expected = self.figures()
        for role in ("animateur", "manager", "coordinator"):
            kpi = self.env["club.kpi"].with_user(self.users[role])
            found = kpi._compute_indicators(self.club, *YEAR, CUTOFF)
            self.assertEqual({figure.key: figure for figure in found}, expected, role)


@tagged("post_install", "-at_install")
class TestKpiReport(KpiCase):
    """One row a journey, for pivots: no person in it, and only readable clubs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.zip = "13014"
        cls.mine = cls.journey("A", birth_date=date(2000, 1, 1), district_status="in")
        cls.place(cls.mine, "cdd", 8)
        cls.refer(cls.mine, START)
        cls.leave(cls.mine, START + timedelta(days=30), "fixed_term_durable")
        cls.far = cls.journey("B", club=cls.other_club)

    def rows(self, role):
        return self.env["club.kpi.report"].with_user(self.users[role]).search([])

    def test_row_of_a_journey(self):
        row = self.env["club.kpi.report"].browse(self.mine.id)
        self.assertRecordValues(
            row,
            [
                {
                    "club_id": self.club.id,
                    "territory_id": self.agency.id,
                    "started_month": date(2026, 1, 1),
                    "ended_month": date(2026, 2, 1),
                    "age_band": "under_30",
                    "district": "in",
                    "level": "unknown",
                    "exit_family": "positive",
                    "started": 1,
                    "positive": 1,
                    "durable": 1,
                    "referrals": 1,
                    "candidacies": 1,
                    "days_to_exit": 20,
                }
            ],
        )
        self.assertEqual(row.department_id.code, "13")

    def test_no_personal_data(self):
        personal = {"partner_id", "name", "birth_date", "participant_id", "phone"}
        names = self.env["club.kpi.report"]._fields.keys()
        self.assertFalse(personal & names)
        relations = {
            field.comodel_name
            for field in self.env["club.kpi.report"]._fields.values()
            if field.relational
        }
        self.assertFalse(relations & {"res.partner", "res.users", "club.participant"})

    def test_rows_of_readable_clubs(self):
        both = {self.mine.id, self.far.id}
        expected = {
            "animateur": {self.mine.id},
            "manager": {self.mine.id},
            "coordinator": both,
        }
        for role, ids in expected.items():
            with self.subTest(role=role):
                self.assertEqual(set(self.rows(role).ids) & both, ids)

    def test_closed_to_the_others(self):
        for role in ("referent", "observer", "data_officer", "portal", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.rows(role).mapped("journeys")

    def test_pivot_groups(self):
        groups = self.env["club.kpi.report"]._read_group(
            [("club_id", "in", (self.club + self.other_club).ids)],
            ["club_id"],
            ["journeys:sum", "positive:sum", "days_to_exit:avg"],
            order="club_id",
        )
        self.assertEqual(
            groups, [(self.club, 1, 1, 20), (self.other_club, 1, 0, False)]
        )
