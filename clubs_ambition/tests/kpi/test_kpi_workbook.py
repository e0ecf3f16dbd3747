from datetime import timedelta

from odoo.tests import tagged

from ...demo.club_demo_bilan import build_bilan_journeys
from .kpi_common import START, WorkbookCase
from .test_kpi_scope import KEYS

HEADER = "key, indicator, numerator, denominator, value, unknown, definition"
SHEETS = (
    "Bilan, By club, By month, Funnel, Refusals, Employers, Charters, Costs, Budgets, "
    "Journeys, Definitions, Comparison"
)
OURS = r"^=(IF\(N\(|SUM\(|[A-Z]+\d+\*)"
INJECTION = '=HYPERLINK("http://example.org","Yanis")'


@tagged("post_install", "-at_install")
class TestKpiPublishedBilan(WorkbookCase):
    """93 / 0 / 7, 78, 85, 7.0 and 67 %: the scheme's own figures, from the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bilan_club = cls.env["club.demo.bilan"]._make_club(cls.agency)
        cls.journeys = build_bilan_journeys(cls.env, cls.bilan_club)
        cls.env.flush_all()
        cls.env.cr.execute("ANALYZE club_participant, club_person, club_placement")

    def test_nobody_of_them_is_to_be_erased(self):
        """They are shown as long as the demo is: no task says that they go."""
        due = self.env["club.privacy.retention"]._persons(30)
        self.assertFalse(due.keys() & set(self.journeys.person_id.ids))

    def test_published_figures(self):
        workbook = self.download(
            "manager",
            date_from="2013-01-01",
            date_to="2013-12-31",
            cutoff="2014-06-30",
            club_id=self.bilan_club.id,
        )
        figures = {row["key"]: row for row in self.rows(workbook, "Bilan")}
        expected = {
            "entrants": (100, None, 100),
            "journeys": (100, None, 100),
            "age_under_30": (93, 100, 0.93),
            "age_30_44": (0, 100, 0),
            "age_45_plus": (7, 100, 0.07),
            "priority_district": (78, 100, 0.78),
            "below_level_ii": (85, 100, 0.85),
            "referrals_per_participant": (700, 100, 7.0),
            "candidacies_per_participant": (750, 100, 7.5),
            "positive_exit_entrants": (67, 100, 0.67),
            "positive_exit_leavers": (67, 100, 0.67),
            "fill_rate": (100, 105, 100 / 105),
            "cost_per_participant": (60000, 100, 600),
            "cost_per_positive_exit": (60000, 67, 60000 / 67),
            "network_size": (24, None, 24),
        }
        for key, terms in expected.items():
            row = figures[key]
            found = (row["numerator"], row["denominator"], row["value"])
            for value, wanted in zip(found, terms, strict=True):
                if wanted is None:
                    self.assertIsNone(value, key)
                else:
                    self.assertAlmostEqual(value, wanted, msg=key)
            self.assertEqual(row["unknown"], 0, key)
        self.assertEqual(len(self.rows(workbook, "Journeys")), 100)
        self.assertEqual(len(self.rows(workbook, "By month")), 12)
        self.assertEqual(len(self.rows(workbook, "By club")), 1)

    def test_nobody_holds_a_seat_or_waits_for_a_call(self):
        self.assertEqual(self.bilan_club.seats_taken, 0)
        self.assertEqual(set(self.journeys.mapped("state")), {"exited"})
        self.assertFalse(self.journeys.placement_ids.activity_ids)
        self.assertEqual(len(set(self.journeys.mapped("name"))), 100)


@tagged("post_install", "-at_install")
class TestKpiWorkbook(WorkbookCase):
    """The contract of the file: sheets, headings, numbers, text, names, charts."""

    def test_layout(self):
        journey = self.journey(district_status="in")
        self.place(journey)
        workbook = self.download("manager")
        self.assertEqual(workbook.sheetnames, SHEETS.split(", "))
        sheet = workbook["Bilan"]
        self.assertEqual([cell.value for cell in sheet[1]], HEADER.split(", "))
        self.assertEqual(sheet.max_row, 1 + len(KEYS.split()))
        self.assertEqual([cell.value for cell in sheet["A"][1:]], KEYS.split())
        charts = sum(len(sheet._charts) for sheet in workbook)
        self.assertGreaterEqual(charts, 4)
        self.assertEqual(len(self.rows(workbook, "Definitions")), len(KEYS.split()))

    def test_numbers_are_numbers_and_dashes_are_dashes(self):
        self.place(self.journey(district_status="in"))
        sheet = self.download("manager")["Bilan"]
        cells = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
        value = cells["priority_district"][4]
        self.assertEqual((value.value, value.data_type), (1, "n"))
        self.assertIn("%", value.number_format)
        self.assertEqual(cells["age_under_30"][4].value, "–")
        self.assertEqual(cells["age_under_30"][3].value, 0)
        self.assertEqual(cells["age_under_30"][5].value, 1)
        self.assertEqual(cells["immersions_started"][4].value, 0)
        self.assertEqual(cells["immersions_hired"][4].value, "–")
        self.assertEqual(cells["days_to_positive_exit"][4].value, 20)
        self.assertEqual(cells["entrants"][4].value, 1)

    def test_text_is_never_a_formula(self):
        self.journey(INJECTION)
        self.make_cohort(name="@SUM(A1)")
        self.club.name = "+33 Club"
        self.download("manager")
        workbook = self.formulas()
        person = workbook["Journeys"]["A2"]
        self.assertEqual((person.value, person.data_type), (INJECTION, "s"))
        for sheet in workbook:
            self.assertFalse(sheet._hyperlinks)
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        self.assertRegex(cell.value, OURS, sheet.title)

    def test_partners_read_figures_and_no_person(self):
        for index in range(6):
            journey = self.journey(f"Yanis Benali {index}", district_status="in")
        self.make_candidacy(journey, "sent", sent_on=START)
        workbook = self.download("manager", club_id=self.club.id, outside=1)
        figures = {row["key"]: row for row in self.rows(workbook, "Bilan")}
        self.assertEqual(figures["priority_district"]["numerator"], 6)
        rows = self.rows(workbook, "Journeys")
        self.assertEqual(len(rows), 6)
        for row in rows:
            self.assertRegex(row.pop("Person"), r"^P-\d{5}$")
            self.assertLessEqual(
                {name for name, cell in row.items() if cell != "–"},
                {"Referrals", "Candidacies"},
            )
        (employer,) = self.rows(workbook, "Employers")
        self.assertEqual(
            (employer["Employer"], employer["SIRET"]), ("Employer 1", None)
        )
        self.assertNotIn("Benali", self.all_text(workbook))
        self.assertNotIn("Azur", self.all_text(workbook))

    def all_text(self, workbook):
        return " ".join(
            str(cell.value)
            for sheet in workbook
            for row in sheet.iter_rows()
            for cell in row
        )

    def test_manager_reads_the_names_of_their_clubs_only(self):
        self.journey("Mine")
        self.journey("Far", club=self.other_club)
        people = [
            row["Person"] for row in self.rows(self.download("manager"), "Journeys")
        ]
        self.assertEqual(people, ["Mine"])
        workbook = self.download("coordinator", territory_id=self.country.id)
        people = {row["Person"] for row in self.rows(workbook, "Journeys")}
        self.assertEqual(people, {"Mine", "Far"})

    def test_manager_who_also_observes_names_only_whom_they_manage(self):
        observers = self.env.ref("clubs_ambition.group_clubs_observer")
        self.manager.group_ids += observers
        self.country.user_ids = self.observer
        self.journey("Mine")
        self.journey("Far", club=self.other_club)
        people = [
            row["Person"] for row in self.rows(self.download("manager"), "Journeys")
        ]
        self.assertEqual(people, ["Mine"])

    def test_funnels_and_refusals(self):
        journey = self.journey()
        self.make_participant("Not yet", "oriented", day=START)
        refused = self.make_candidacy(journey, "sent", sent_on=START)
        reason = self.env["club.refusal.reason"].search([], limit=1)
        refused.write(
            {
                "state": "refused",
                "refusal_reason_id": reason.id,
                "answered_on": START + timedelta(days=3),
            }
        )
        workbook = self.download("manager")
        stages = {
            (row["Funnel"], row["Stage"]): row["Number"]
            for row in self.rows(workbook, "Funnel")
        }
        self.assertEqual(stages["Journeys oriented", "Oriented"], 2)
        self.assertEqual(stages["Journeys oriented", "Started"], 1)
        self.assertEqual(stages["Candidacies sent", "Sent"], 1)
        self.assertEqual(
            self.rows(workbook, "Refusals"),
            [
                {"Reason of the refusal": reason.name, "Candidacies": 1, "Share": 1},
                {
                    "Reason of the refusal": "All reasons",
                    "Candidacies": 1,
                    "Share": None,
                },
            ],
        )

    def test_an_empty_scope_still_makes_a_workbook(self):
        workbook = self.download("manager", club_id=self.club.id)
        values = {row["value"] for row in self.rows(workbook, "Bilan")}
        self.assertEqual(values, {0, "–"})
