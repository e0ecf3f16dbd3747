import json
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.clubs_ambition.tests.kpi_common import YEAR, KpiCase

TODAY = date(2026, 12, 31)
KEYS = ("animateur", "manager", "committee")
OF_ENTERED = {
    "person": ("entrants", "numerator"),
    "started": ("journeys", "numerator"),
    "referrals": ("referrals_per_participant", "numerator"),
}
OF_LEFT = {
    "person": ("positive_exit_leavers", "denominator"),
    "person_positive": ("positive_exit_leavers", "numerator"),
    "person_durable": ("durable_leavers", "numerator"),
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDashboards(KpiCase):
    """What the spreadsheets ask for is what the registry answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.zip, cls.other_club.zip = "13014", "69001"
        placed = cls.leave(cls.journey("Placed"), date(2026, 3, 2))
        cls.place(placed, "cdi")
        cls.leave(cls.journey("Nothing found"), date(2026, 4, 2))
        again = cls.journey(start=date(2026, 5, 4), partner=placed.partner_id)
        cls.refer(again, date(2026, 5, 11))
        cls.place(cls.leave(again, date(2026, 6, 1)), "cdd", 3)
        away = cls.leave(cls.journey("Away", club=cls.other_club), date(2026, 2, 2))
        cls.place(away, "cdd", 8)
        cls.env["club.contact"].create(
            {
                "partner_id": cls.employer.id,
                "club_id": cls.club.id,
                "date": date(2026, 2, 2),
            }
        )
        cls.env.flush_all()

    def dashboard(self, key):
        return self.env.ref(
            f"spreadsheet_dashboard_clubs_ambition.spreadsheet_dashboard_{key}"
        )

    def spreadsheet(self, key):
        return json.loads(self.dashboard(key).spreadsheet_data)

    def domain(self, source, clubs, period=YEAR):
        """Return the domain of a pivot or chart once the filters are set."""
        own = source.get("domain") or source.get("searchParams", {}).get("domain", [])
        month = source["fieldMatching"]["period"]["chain"]
        club = source["fieldMatching"]["club"]["chain"]
        limits = [(month, ">=", period[0]), (month, "<=", period[1])]
        return [*own, *limits, (club, "in", clubs.ids)]

    def charts(self, key):
        for sheet in self.spreadsheet(key)["sheets"]:
            for figure in sheet["figures"]:
                if figure["data"]["type"].startswith("odoo_"):
                    yield figure["data"]

    def test_pivots_equal_the_registry(self):
        """Each measure of each pivot, over all and by club, is an indicator's."""
        clubs = self.club + self.other_club
        together = self.figures(clubs, YEAR, TODAY)
        by_club = self.env["club.kpi"]._compute_by_club(clubs, *YEAR, TODAY)
        checked = 0
        for key in KEYS:
            for pivot in self.spreadsheet(key)["pivots"].values():
                entered = ["started", "=", 1] in pivot["domain"]
                terms = OF_ENTERED if entered else OF_LEFT
                by = [row["fieldName"] for row in pivot["rows"]]
                measures = [item["id"] for item in pivot["measures"]]
                groups = self.env[pivot["model"]]._read_group(
                    self.domain(pivot, clubs), by, measures
                )
                for *group, values in ((*g[: len(by)], g[len(by) :]) for g in groups):
                    if by and by != ["club_id"]:
                        continue
                    figures = together
                    if by:
                        figures = {f.key: f for f in by_club[group[0].id]}
                    for item, value in zip(pivot["measures"], values, strict=True):
                        name, term = terms[item["fieldName"]]
                        self.assertEqual(value, getattr(figures[name], term), pivot)
                        checked += 1
        self.assertGreater(checked, 3 * 12)

    def test_departments_add_up(self):
        clubs = self.club + self.other_club
        pivot = self.spreadsheet("committee")["pivots"]["5"]
        groups = self.env[pivot["model"]]._read_group(
            self.domain(pivot, clubs), ["department_id"], ["person:count_distinct"]
        )
        found = {department.code: persons for department, persons in groups}
        self.assertEqual(found, {"13": 2, "69": 1})

    def test_charts_equal_the_registry(self):
        clubs = self.club + self.other_club
        by_month = self.env["club.kpi"]._compute_by_month(clubs, *YEAR, TODAY)
        monthly = {
            "started_month": ("entrants", "numerator"),
            "ended_month": ("positive_exit_leavers", "numerator"),
        }
        seen = set()
        for key in KEYS:
            for chart in self.charts(key):
                meta = chart["metaData"]
                field = meta["groupBy"][0].partition(":")[0]
                groups = self.env[meta["resModel"]]._read_group(
                    self.domain(chart, clubs),
                    meta["groupBy"],
                    [
                        f"{meta['measure']}:{'sum' if field == 'stage' else 'count_distinct'}"
                    ],
                )
                seen.add(field)
                if field not in monthly:
                    continue
                name, term = monthly[field]
                for month, persons in groups:
                    figures = {f.key: f for f in by_month[month]}
                    self.assertEqual(persons, getattr(figures[name], term), month)
        self.assertEqual(
            seen, {"started_month", "ended_month", "stage", "outcome", "club_id"}
        )

    def test_each_role_has_its_dashboards(self):
        expected = {
            "referent": set(),
            "data_officer": set(),
            "animateur": {"animateur"},
            "manager": {"animateur", "manager"},
            "observer": {"committee"},
            "coordinator": set(KEYS),
        }
        for role, keys in expected.items():
            for key in KEYS:
                seen = self.dashboard(key).with_user(self.users[role])
                self.assertEqual(seen.has_access("read"), key in keys, (role, key))

    def test_a_role_reads_all_that_its_dashboard_asks_for(self):
        roles = {
            "animateur": "animateur",
            "manager": "manager",
            "committee": "observer",
        }
        for key, role in roles.items():
            user = self.users[role]
            sources = [*self.spreadsheet(key)["pivots"].values(), *self.charts(key)]
            for source in sources:
                model = source.get("model") or source["metaData"]["resModel"]
                Model = self.env[model].with_user(user)
                by = source.get("rows") or source.get("metaData", {}).get("groupBy", [])
                names = [b["fieldName"] if isinstance(b, dict) else b for b in by]
                Model.formatted_read_group(
                    self.domain(source, self.club), names, ["__count"]
                )

    def test_the_committee_opens_rows_and_no_person(self):
        observer = self.users["observer"]
        rows = self.env["club.kpi.report"].with_user(observer).search([], limit=5)
        self.assertTrue(rows)
        with self.assertRaises(AccessError):
            rows[0].action_open_journey()
        views = (
            self.env["club.kpi.report"]
            .with_user(observer)
            .get_views([(False, "list"), (False, "form")])["views"]
        )
        for view in views.values():
            self.assertNotIn("action_open_journey", view["arch"])
            self.assertNotIn('name="person', view["arch"])

    def test_tables_of_the_committee_hide_small_numbers(self):
        cells = self.spreadsheet("committee")["sheets"][0]["cells"]
        shown = [text for text in cells.values() if "PIVOT.VALUE" in text]
        self.assertTrue(shown)
        self.assertTrue(all("<5," in text for text in shown))

    def test_no_dashboard_is_shared_by_link(self):
        with self.assertRaisesRegex(UserError, "workbook"):
            self.env["spreadsheet.dashboard.share"].with_user(
                self.users["manager"]
            ).action_get_share_url(
                {
                    "dashboard_id": self.dashboard("manager").id,
                    "spreadsheet_data": "{}",
                }
            )
