import re
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .kpi_common import START, KpiCase, WorkbookCase
from .test_kpi_scope import KEYS


@tagged("post_install", "-at_install")
class TestKpiRoute(WorkbookCase):
    """Who may download, what a wrong address answers, what the log keeps."""

    def message(self, response):
        return re.sub(r"\s+", " ", response.text)

    def test_role_by_role(self):
        expected = {
            "manager": 200,
            "coordinator": 200,
            "observer": 403,
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
        asked = self.get("referent", club_id="x")
        self.assertEqual(asked.status_code, 403, "nothing is looked for")

    def test_clubs_of_others_are_refused(self):
        for params in (
            {"club_id": self.other_club.id},
            {"territory_id": self.other_region.id},
        ):
            response = self.get("manager", **params)
            self.assertEqual(response.status_code, 403)
            self.assertIn("is not among your", self.message(response))

    def test_wrong_parameters_are_explained(self):
        for params, words in (
            # In the words of the screen, not in those of the address.
            ({"date_from": "soon"}, "From: “soon” cannot be the date"),
            ({"date_to": "2026-02-30"}, "To: “2026-02-30” cannot be the date"),
            ({"date_from": "2026-02-01", "date_to": "2026-01-01"}, "ends before"),
            (
                {
                    "date_from": "2026-02-01",
                    "date_to": "2026-03-01",
                    "cutoff": "2026-01-01",
                },
                "Nothing of the period is known",
            ),
            ({"date_from": "1900-01-01", "date_to": "2100-01-01"}, "10 years"),
            ({"club_id": "0"}, "Club: “0” is unknown"),
            ({"club_id": "x"}, "Club: “x” is unknown"),
            ({"territory_id": "9" * 20}, "is unknown"),
        ):
            with self.subTest(params=params):
                response = self.get("manager", **params)
                self.assertEqual(response.status_code, 400)
                self.assertIn(words, self.message(response))
        self.assertFalse(self.logs())

    def test_each_download_leaves_a_line(self):
        self.journey()
        self.download("manager", club_id=self.club.id)
        self.download("coordinator", territory_id=self.country.id, outside=1)
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
                    "user_id": self.coordinator.id,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 12, 31),
                    "cutoff": date(2026, 12, 31),
                    "club_id": False,
                    "territory_id": self.country.id,
                    "club_count": 2,
                    "row_count": 0,  # one journey alone does not leave the agency
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
        for name in "ABCDEF":
            self.journey(name, district_status="in")
        bilan = (
            self.env["club.bilan"]
            .with_user(self.manager)
            .create(
                {
                    "date_from": START,
                    "date_to": START + timedelta(days=9),
                    "cutoff": START + timedelta(days=9),
                    "club_id": self.club.id,
                }
            )
        )
        self.assertIn("100 % (6 / 6)", bilan.figures_html)
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
        with self.assertRefused(UserError, "Give the period"):
            Bilan.new({"date_from": False})._period()

    def test_opened_from_a_club(self):
        context = {"active_model": "club.club", "active_id": self.club.id}
        bilan = self.env["club.bilan"].with_user(self.manager).with_context(**context)
        self.assertEqual(bilan.new({}).club_id.id, self.club.id)

    def test_closed_to_who_reads_no_figures(self):
        for role in ("observer", "animateur", "referent", "data_officer"):
            with self.assertRaises(AccessError):
                self.env["club.bilan"].with_user(self.users[role]).create({})
