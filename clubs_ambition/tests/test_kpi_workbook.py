import io
import re
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..demo.bilan_fixture import build_bilan_journeys
from .kpi_common import START, KpiCase
from .test_kpi_scope import KEYS

HEADER = "key, indicator, numerator, denominator, value, unknown, definition"
SHEETS = "Bilan, By club, By month, Funnel, Refusals, Employers, Journeys, Definitions"
INJECTION = '=HYPERLINK("http://example.org","Yanis")'


class WorkbookCase(KpiCase, HttpCase):
    """Downloads the workbook over HTTP and reads it as any reader would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_club.animateur_ids = False
        cls.env["club.export.log"].search([])

    def get(self, role, **params):
        login = self.users[role].login
        self.authenticate(login, login)
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return self.url_open(f"/clubs_ambition/bilan.xlsx?{query}")

    def download(self, role, **params):
        from openpyxl import load_workbook

        period = {
            "date_from": "2026-01-01",
            "date_to": "2026-12-31",
            "cutoff": "2026-12-31",
        }
        response = self.get(role, **{**period, **params})
        self.assertEqual(response.status_code, 200, response.text[:500])
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.content = response.content
        return load_workbook(io.BytesIO(response.content))

    def rows(self, workbook, title):
        header, *rows = workbook[title].iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def logs(self):
        return self.env["club.export.log"].search([], order="id")


@tagged("post_install", "-at_install")
class TestKpiPublishedBilan(WorkbookCase):
    """93 / 0 / 7, 78, 85, 7.0 and 67 %: the scheme's own figures, from the file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bilan_club = cls.env["club.demo.bilan"]._make_club(cls.agency)
        cls.journeys = build_bilan_journeys(cls.env, cls.bilan_club)

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
        self.assertEqual(cells["immersions_started"][4].value, "–")
        self.assertEqual(cells["days_to_positive_exit"][4].value, 20)
        self.assertEqual(cells["entrants"][4].value, 1)

    def test_text_is_never_a_formula(self):
        self.journey(INJECTION)
        self.make_cohort(name="@SUM(A1)")
        self.club.name = "+33 Club"
        workbook = self.download("manager")
        person = workbook["Journeys"]["A2"]
        self.assertEqual((person.value, person.data_type), (INJECTION, "s"))
        for sheet in workbook:
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
            self.assertNotIn("f", kinds, sheet.title)
            self.assertFalse(sheet._hyperlinks)

    def test_observer_reads_figures_and_no_person(self):
        journey = self.journey("Yanis Benali", district_status="in")
        self.make_candidacy(journey, "sent", sent_on=START)
        workbook = self.download("observer", club_id=self.club.id)
        figures = {row["key"]: row for row in self.rows(workbook, "Bilan")}
        self.assertEqual(figures["priority_district"]["numerator"], 1)
        (row,) = self.rows(workbook, "Journeys")
        self.assertRegex(row["Person"], r"^P-\d{5}$")
        self.assertEqual(row["Entry"].date(), date(2026, 1, 1))
        self.assertEqual(row["Priority district"], "–")
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
            [{"Reason of the refusal": reason.name, "Candidacies": 1, "Share": 1}],
        )

    def test_an_empty_scope_still_makes_a_workbook(self):
        workbook = self.download("manager", club_id=self.club.id)
        values = {row["value"] for row in self.rows(workbook, "Bilan")}
        self.assertEqual(values, {0, "–"})


@tagged("post_install", "-at_install")
class TestKpiRoute(WorkbookCase):
    """Who may download, what a wrong address answers, what the log keeps."""

    def message(self, response):
        return re.sub(r"\s+", " ", response.text)

    def test_role_by_role(self):
        expected = {
            "manager": 200,
            "coordinator": 200,
            "observer": 200,
            "animateur": 403,
            "referent": 403,
            "data_officer": 403,
            "employee": 403,
            "portal": 403,
        }
        for role, status in expected.items():
            with self.subTest(role=role):
                response = self.get(role)
                self.assertEqual(response.status_code, status)
                if status == 403:
                    self.assertIn("ask the manager", self.message(response))

    def test_out_of_sight_is_refused(self):
        for params in (
            {"club_id": self.other_club.id},
            {"territory_id": self.other_region.id},
        ):
            response = self.get("manager", **params)
            self.assertEqual(response.status_code, 403)
            self.assertIn("is not among your", self.message(response))

    def test_wrong_parameters_are_explained(self):
        for params, words in (
            ({"date_from": "soon"}, "is not a date"),
            ({"date_to": "2026-02-30"}, "is not a date"),
            ({"date_from": "2026-02-01", "date_to": "2026-01-01"}, "ends before"),
            (
                {
                    "date_from": "2026-02-01",
                    "date_to": "2026-03-01",
                    "cutoff": "2026-01-01",
                },
                "Nothing of the period is known",
            ),
            ({"club_id": "0"}, "Unknown club_id"),
            ({"club_id": "x"}, "Unknown club_id"),
            ({"territory_id": "99999999999999999999"}, "Unknown territory_id"),
        ):
            with self.subTest(params=params):
                response = self.get("manager", **params)
                self.assertEqual(response.status_code, 400)
                self.assertIn(words, self.message(response))
        self.assertFalse(self.logs())

    def test_each_download_leaves_a_line(self):
        self.journey()
        self.download("manager", club_id=self.club.id)
        self.download("observer", territory_id=self.country.id)
        self.assertRecordValues(
            self.logs(),
            [
                {
                    "user_id": self.manager.id,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 12, 31),
                    "cutoff": date(2026, 12, 31),
                    "club_id": self.club.id,
                    "territory_id": False,
                    "club_count": 1,
                    "row_count": 1,
                    "names_shown": True,
                },
                {
                    "user_id": self.observer.id,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 12, 31),
                    "cutoff": date(2026, 12, 31),
                    "club_id": False,
                    "territory_id": self.country.id,
                    "club_count": 2,
                    "row_count": 1,
                    "names_shown": False,
                },
            ],
        )

    def test_the_log_is_read_by_two_roles_and_changed_by_nobody(self):
        line = self.env["club.export.log"]._log(club_count=1)
        for role, user in self.users.items():
            log = line.with_user(user)
            with self.subTest(role=role):
                readable = role in ("data_officer", "coordinator")
                self.assertEqual(log.has_access("read"), readable)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(log.has_access(operation))
        with self.assertRaises(UserError):
            line.club_count = 2
        with self.assertRaises(UserError):
            line.unlink()


@tagged("post_install", "-at_install")
class TestKpiDialog(KpiCase):
    """The dialog of the Bilan: figures at once, then the workbook."""

    def test_figures_in_the_dialog(self):
        self.journey(district_status="in")
        bilan = (
            self.env["club.bilan"]
            .with_user(self.observer)
            .create(
                {
                    "date_from": START,
                    "date_to": START + timedelta(days=9),
                    "cutoff": START + timedelta(days=9),
                    "club_id": self.club.id,
                }
            )
        )
        self.assertIn("100 % (1 / 1)", bilan.figures_html)
        self.assertEqual(bilan.figures_html.count("data-key"), len(KEYS.split()))
        url = bilan.action_download()["url"]
        self.assertIn(f"club_id={self.club.id}", url)
        self.assertNotIn("territory_id", url)

    def test_refusals_are_said_in_the_dialog(self):
        Bilan = self.env["club.bilan"].with_user(self.manager)
        bilan = Bilan.create({"club_id": self.other_club.id})
        self.assertIn("is not among your clubs", bilan.figures_html)
        with self.assertRaises(AccessError):
            bilan.action_download()
        wrong = Bilan.new({"date_from": START, "date_to": START - timedelta(days=1)})
        self.assertIn("ends before it starts", wrong.figures_html)

    def test_opened_from_a_club(self):
        context = {"active_model": "club.club", "active_id": self.club.id}
        bilan = self.env["club.bilan"].with_user(self.manager).with_context(**context)
        self.assertEqual(bilan.new({}).club_id.id, self.club.id)

    def test_closed_to_who_reads_no_figures(self):
        for role in ("animateur", "referent", "data_officer"):
            with self.assertRaises(AccessError):
                self.env["club.bilan"].with_user(self.users[role]).create({})
