from datetime import date, timedelta

from lxml import html

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...demo.bilan_plan import CUTOFF as CUTOFF_2013
from ...demo.bilan_plan import PERIOD as PERIOD_2013
from ...demo.club_demo_bilan import build_bilan_journeys
from ...kpi.answer.kpi_question import Figure
from ...kpi.const import DASH, MASK
from ...kpi.indicators.kpi_registry import BY_KEY, INDICATORS
from ...kpi.paper import bilan_svg
from .kpi_common import START, WorkbookCase

API = "/clubs_ambition/api/v1/indicators"
TERMS = ("numerator", "denominator", "value", "unknown")


def rounded(found):
    """Return a number as a spreadsheet keeps it: its 16 digits are not all of it."""
    return round(found, 12) if isinstance(found, float) else found


class ApiCase(WorkbookCase):
    """Asks the JSON API with the key of a user, and no session."""

    def setUp(self):
        super().setUp()
        self.keys = {}

    def key(self, role):
        if role not in self.keys:
            Keys = self.env["res.users.apikeys"].with_user(self.users[role])
            self.keys[role] = Keys.sudo()._generate(
                None, "Steering", fields.Datetime.now() + timedelta(days=1)
            )
        return self.keys[role]

    def ask(self, role, status=200, **params):
        query = "&".join(f"{name}={value}" for name, value in params.items())
        self.authenticate(None, None)
        response = self.url_open(
            f"{API}?{query}", headers={"Authorization": f"Bearer {self.key(role)}"}
        )
        self.assertEqual(response.status_code, status, response.text[:500])
        self.assertIn("application/json", response.headers["Content-Type"])
        return response.json()


@tagged("post_install", "-at_install")
class TestKpiOneAnswer(ApiCase):
    """Screen, workbook, PDF and API say the same of the same question."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        build_bilan_journeys(cls.env, cls.club)
        few = [cls.journey(f"Few {n}", club=cls.other_club) for n in range(7)]
        for journey in few[:3]:
            cls.place(journey)
            cls.leave(journey, START + timedelta(days=30))
        # The planner knows nothing of what a test has just written by the thousand.
        cls.env.flush_all()
        cls.env.cr.execute("ANALYZE club_participant, club_person, club_placement")
        cls.published = dict(
            zip(
                ("date_from", "date_to", "cutoff"),
                map(str, (*PERIOD_2013, CUTOFF_2013)),
                strict=True,
            )
        )
        cls.recent = {
            "date_from": "2026-01-01",
            "date_to": "2026-06-30",
            "cutoff": "2026-06-30",
        }

    def test_same_answer_everywhere(self):
        places = {"club_id": self.club.id}, {"territory_id": self.country.id}
        for role in ("manager", "coordinator"):
            for dates in (self.published, self.recent):
                for place in places:
                    for outside in (0, 1):
                        with self.subTest(role=role, outside=outside, **place):
                            params = {**dates, **place, "outside": outside}
                            self.check(role, params)

    def check(self, role, params):
        api = {one["key"]: one for one in self.ask(role, **params)["indicators"]}
        self.assertEqual(list(api), [one.key for one in INDICATORS])
        self.assertEqual(self.sheet(role, params), self.as_cells(api))
        self.assertEqual(self.screen(role, params), self.as_texts(role, api))
        paper = self.paper(role, params)
        if params["outside"]:
            self.assertEqual(paper, self.as_texts(role, api))
        else:  # a paper leaves the agency, whoever prints it
            outside = self.ask(role, **{**params, "outside": 1})["indicators"]
            released = {one["key"]: one for one in outside}
            self.assertEqual(paper, self.as_texts(role, released))

    def as_cells(self, api):
        """Return the figures of the API as the workbook's cells show them."""
        empty = {"value": DASH}
        return {
            key: [
                MASK
                if term in one["hidden"]
                else empty.get(term)
                if one[term] is None
                else rounded(one[term])
                for term in TERMS
            ]
            for key, one in api.items()
        }

    def as_texts(self, role, api):
        """Return the figures of the API, and what they were, as people read them."""
        Text = self.env["club.kpi.text"].with_user(self.users[role])
        Text = Text.with_context(lang="en_US")
        return {
            key: [
                Text._figure_text(self.as_figure(key, one)),
                Text._figure_text(self.as_figure(key, one["previous"])),
                Text._value_text(one["unit"], one["region_median"]),
            ]
            for key, one in api.items()
        }

    def as_figure(self, key, record):
        terms = [record[term] for term in TERMS]
        hidden = frozenset(record["hidden"])
        return Figure(key, "", "", BY_KEY[key].unit, *terms, hidden=hidden)

    def sheet(self, role, params):
        rows = self.rows(self.download(role, **params), "Bilan")
        return {row["key"]: [rounded(row[term]) for term in TERMS] for row in rows}

    def screen(self, role, params):
        Bilan = self.env["club.bilan"].with_user(self.users[role])
        bilan = Bilan.with_context(lang="en_US").create(params)
        return self.texts(bilan.figures_html)

    def paper(self, role, params):
        """Return what the PDF prints; tests get it before it becomes a PDF."""
        params = "&".join(f"{name}={value}" for name, value in params.items())
        self.authenticate(self.users[role].login, self.users[role].login)
        response = self.url_open(f"/clubs_ambition/bilan.pdf?{params}")
        self.assertEqual(response.status_code, 200, response.text[:500])
        return self.texts(response.text)

    def texts(self, page):
        """Return the texts of figure, previous period and median, by key."""
        return {
            row.get("data-key"): [
                cell.xpath("string((.//span | .//strong | self::td)[last()])").strip()
                for cell in row.xpath("./td[position() > 1 and position() < 5]")
            ]
            for row in html.fromstring(page).xpath("//tr[@data-key]")
        }

    def test_figures_of_the_seed(self):
        """The published Bilan: 93 / 0 / 7, 78, 85, 7.0 and 67 %."""
        for outside in (0, 1):
            params = {**self.published, "club_id": self.club.id, "outside": outside}
            role = "manager"
            found = {one["key"]: one for one in self.ask(role, **params)["indicators"]}
            values = {
                "age_under_30": 0.93,
                "age_30_44": 0,
                "age_45_plus": 0.07,
                "priority_district": 0.78,
                "below_level_ii": 0.85,
                "referrals_per_participant": 7,
                "positive_exit_entrants": 0.67,
            }
            for key, value in values.items():
                self.assertEqual(found[key]["value"], value, (role, key))
                self.assertFalse(found[key]["hidden"])

    def test_lines_say_what_each_club_and_month_says_alone(self):
        params = {**self.recent, "territory_id": self.country.id}
        lines = self.ask("coordinator", **params, by="club")["lines"]
        for line in lines:
            if line["club_id"] in (self.club + self.other_club).ids:
                alone = {**self.recent, "club_id": line["club_id"]}
                asked = self.ask("coordinator", **alone)["indicators"]
                for one, figure in zip(asked, line["figures"], strict=True):
                    self.assertEqual({key: one[key] for key in figure}, figure)
        months = self.ask("coordinator", **params, by="month")["lines"]
        self.assertEqual([line["month"][-2:] for line in months][:2], ["01", "02"])
        january = {
            "date_from": "2026-01-01",
            "date_to": "2026-01-31",
            "cutoff": "2026-06-30",
        }
        alone = {
            one["key"]: one
            for one in self.ask("coordinator", **january, territory_id=self.country.id)[
                "indicators"
            ]
        }
        for figure in months[0]["figures"]:
            one = alone[figure["key"]]
            self.assertEqual({key: one[key] for key in figure}, figure)


@tagged("post_install", "-at_install")
class TestKpiApi(ApiCase):
    """Who may ask the API, and what a wrong question gets."""

    def test_without_a_key_nobody(self):
        self.authenticate(None, None)
        for headers in ({}, {"Authorization": "Bearer 0123456789"}):
            with mute_logger("odoo.http"):
                response = self.url_open(API, headers=headers)
            self.assertEqual(response.status_code, 401)

    def test_role_by_role(self):
        for role, status in {
            "manager": 200,
            "coordinator": 200,
            "observer": 403,
            "animateur": 403,
            "referent": 403,
            "data_officer": 403,
        }.items():
            with self.subTest(role=role):
                answer = self.ask(role, status)
                self.assertEqual("error" in answer, status == 403)
        asked = self.ask("referent", 403, club_id="x")
        self.assertIn("ask the manager", asked["error"], "nothing is looked for")

    def test_clubs_of_others(self):
        answer = self.ask("manager", 403, club_id=self.other_club.id)
        self.assertIn("is not among your", answer["error"])

    def test_wrong_questions(self):
        for params, words in (
            ({"date_from": "soon"}, "date_from: “soon” cannot be the date"),
            ({"club_id": "x"}, "club_id: “x” is unknown"),
            ({"basis": "all"}, "entrants, leavers"),
            ({"by": "day"}, "club, month"),
        ):
            with self.subTest(params=params):
                self.assertIn(words, self.ask("manager", 400, **params)["error"])

    def test_basis(self):
        entrants = self.ask("manager", basis="entrants")["indicators"]
        leavers = self.ask("manager", basis="leavers")["indicators"]
        keys = [{one["key"] for one in found} for found in (entrants, leavers)]
        self.assertIn("positive_exit_entrants", keys[0] - keys[1])
        self.assertIn("positive_exit_leavers", keys[1] - keys[0])
        self.assertIn("attendance_rate", keys[0] & keys[1])
        self.assertEqual({one["basis"] for one in leavers}, {"leavers", None})

    def test_partners_get_no_small_number(self):
        self.journey()
        year = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        answer = self.ask("manager", **year, outside=1)
        self.assertTrue(answer["small_numbers_hidden"])
        self.assertIsNone(answer["indicators"][0]["value"])
        self.assertEqual(answer["indicators"][0]["hidden"], ["numerator", "value"])
        self.assertIsNone(answer["journeys_running"])

    def test_nothing_is_written(self):
        logs = len(self.logs())
        self.ask("manager")
        self.assertEqual(len(self.logs()), logs)


@tagged("post_install", "-at_install")
class TestKpiPaper(WorkbookCase):
    """The PDF for the committee."""

    def get_paper(self, role, **params):
        self.authenticate(self.users[role].login, self.users[role].login)
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return self.url_open(f"/clubs_ambition/bilan.pdf?{query}")

    def test_role_by_role(self):
        for role, status in {
            "manager": 200,
            "observer": 403,
            "animateur": 403,
            "portal": 403,
        }.items():
            self.assertEqual(self.get_paper(role).status_code, status, role)
        asked = self.get_paper("animateur", club_id="x")
        self.assertEqual(asked.status_code, 403, "nothing is looked for")
        line = self.logs()[-1]
        self.assertFalse(line.names_shown)
        self.assertEqual(line.user_id, self.manager)

    def test_charts_and_clubs(self):
        for index in range(12):
            club = self.club if index % 2 else self.other_club
            self.journey(f"P {index}", club=club)
        page = self.get_paper(
            "coordinator", date_from="2026-01-01", date_to="2026-12-31"
        ).text
        self.assertEqual(page.count("<svg"), 2)
        self.assertIn("Club A", page)
        alone = self.get_paper("coordinator", club_id=self.club.id).text
        self.assertNotIn("Club by club", alone)

    def test_who_pays_and_why_employers_refuse(self):
        self.club.budget_line_ids = [
            Command.create(
                {
                    "funder_id": self.env.ref("clubs_ambition.club_funder_city").id,
                    "amount": 6000,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 12, 31),
                }
            )
        ]
        reason, rare = self.env["club.refusal.reason"].search([], limit=2)
        for index in range(11):
            self.make_candidacy(
                self.journey(f"P {index}"),
                "sent",
                sent_on=date(2026, 2, 2),
            ).write(
                {
                    "state": "refused",
                    "refusal_reason_id": (reason if index < 9 else rare).id,
                    "answered_on": date(2026, 2, 9),
                }
            )
        period = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        page = self.get_paper("manager", **period, cutoff="2026-12-31").text
        self.assertIn("Crédits de la politique de la ville", page)
        self.assertIn("6,000 €", page)
        self.assertEqual(page.count("<svg"), 3)
        words = html.fromstring(page).text_content()
        self.assertIn(rare.name, words)
        self.assertNotIn("2 (18 %)", words)
        self.assertNotIn("9 (82 %)", words, "all less this one tells the other")

    def test_dialog_leads_to_it(self):
        bilan = self.env["club.bilan"].with_user(self.manager).create({})
        self.assertIn("/clubs_ambition/bilan.pdf?", bilan.action_print()["url"])

    def test_charts_escape_and_stay_inside(self):
        bars = [
            bilan_svg.Bar("<b>", "120 %", 1.2, None, 0.5),
            bilan_svg.Bar("none", DASH, None),
        ]
        chart = html.fromstring(bilan_svg.rates(bars, "T"))
        self.assertFalse(chart.xpath("//b"))
        widths = [float(rect.get("width")) for rect in chart.xpath("//rect")]
        self.assertLessEqual(max(widths), bilan_svg.PLOT)
        columns = bilan_svg.months(["01", "02"], [("A", [None, 4])], "T", "hidden")
        self.assertEqual(columns.count("<rect"), 3)
