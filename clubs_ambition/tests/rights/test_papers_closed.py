import base64
import re
from datetime import date
from unittest.mock import patch

import lxml.html

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open

from ...kpi.answer.kpi_question import Question
from ...utils.closed_html import close_styles
from ..immersion.immersion_common import ImmersionCase

FETCHES = ("src", "srcset", "href", "background", "data", "poster", "xlink:href")


@tagged("post_install", "-at_install")
class TestPapersClosed(ImmersionCase):
    """No paper of ours makes wkhtmltopdf ask a server for anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picture = cls.env["ir.attachment"].create(
            {
                "name": "seal.png",
                "raw": file_open(
                    "clubs_ambition/static/description/icon.png", "rb"
                ).read(),
                "public": True,
            }
        )
        cls.hidden = cls.env["ir.attachment"].create(
            {"name": "other.png", "raw": cls.picture.raw}
        )
        session = {"club_id": cls.club.id, "start": "2026-01-14 08:00:00"}
        thematic = {**session, "name": "CV", "kind": "thematic"}
        meeting = {**session, "name": "Meeting", "kind": "information"}
        for vals in (thematic, meeting):
            vals.update(stop="2026-01-14 15:00:00", cohort_id=cls.cohort.id)
        day = date(2026, 1, 1)
        minutes = (
            f'<p style="background: url(http://elsewhere.test/a.png)">Said '
            f'<img src="/web/image/{cls.picture.id}-x/seal.png">'
            f'<img src="/web/image/{cls.hidden.id}">'
            '<img src="http://elsewhere.test/b.png"></p>'
        )
        cls.records = {
            "club.participant": cls.yanis,
            "club.session": cls.env["club.session"].create([thematic, meeting]),
            "club.review": cls.env["club.review"].create(
                {"participant_id": cls.yanis.id, "progress": "Speaks up"}
            ),
            "club.immersion": cls.immersion(),
            "club.committee.meeting": cls.env["club.committee.meeting"].create(
                {
                    "territory_id": cls.region.id,
                    "date": "2026-06-01 08:00:00",
                    "date_from": day,
                    "date_to": date(2026, 5, 31),
                    "cutoff": date(2026, 5, 31),
                    "minutes": minutes,
                    "attendee_ids": [Command.create({"name": "The mayor"})],
                }
            ),
            "club.privacy.request": cls.env["club.privacy.request"].create(
                {"kind": "access", "person_id": cls.yanis.person_id.id}
            ),
            "club.privacy.sheet": cls.env["club.privacy.sheet"].create({}),
        }
        cls.env.flush_all()

    def given(self, print_it):
        """Return the pages that wkhtmltopdf is given, headers and footers too."""
        given = []

        def run(_report, bodies, _name=False, header=None, footer=None, **_options):
            given.extend([*bodies, header, footer])
            return b"%PDF-1.4"

        kind = type(self.env["ir.actions.report"])
        with patch.object(kind, "_run_wkhtmltopdf", run):
            print_it()
        return [str(page) for page in given if page]

    def reports(self):
        return self.env["ir.actions.report"].search(
            [("report_name", "=like", "clubs\\_ambition.%")]
        )

    def print(self, report):
        officer = report.model.startswith("club.privacy.")
        user = self.users["data_officer"] if officer else self.manager
        printing = self.env["ir.actions.report"].with_user(user)
        printing = printing.with_context(force_report_rendering=True)
        records = self.records[report.model]
        if report.report_name.endswith("invitation"):
            records = records[1]
            records.attendance_ids = [Command.create({"participant_id": self.yanis.id})]
        printing.sudo()._render_qweb_pdf_prepare_streams(
            report.report_name, {}, records[:1].ids
        )

    def assertClosed(self, page):
        root = lxml.html.fromstring(page)
        for node in root.iter():
            if not isinstance(node.tag, str):
                continue
            self.assertNotIn(node.tag, ("link", "script", "base", "iframe"))
            for name, value in node.items():
                if name == "style" or (name == "href" and node.tag in ("a", "area")):
                    continue
                if name in FETCHES:
                    self.assertRegex(value, "^(data:|#)", f"{node.tag} {name}")
            styles = (
                f"{node.get('style') or ''} {node.text if node.tag == 'style' else ''}"
            )
            for address in re.findall(r"url\(([^)]{0,60})", styles):
                self.assertRegex(address, "^[\"']?(data:|#)")
            self.assertNotIn("@import", styles)

    def test_nothing_is_fetched(self):
        reports = self.reports()
        self.assertGreater(len(reports), 9)
        for report in reports - self.env.ref("clubs_ambition.club_bilan_report"):
            with self.subTest(report=report.report_name):
                pages = self.given(lambda report=report: self.print(report))
                self.assertTrue(pages)
                self.assertIn(".o_club_paper", pages[0])
                for page in pages:
                    self.assertClosed(page)

    def test_nothing_is_fetched_for_the_bilan(self):
        clubs = self.club + self.other_club
        question = Question(
            clubs, date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 30)
        )
        Paper = self.env["club.kpi.paper"].with_user(self.coordinator)
        Paper = Paper.with_context(force_report_rendering=True)
        pages = self.given(lambda: Paper._make(question, "Everywhere"))
        self.assertTrue(pages)
        for page in pages:
            self.assertClosed(page)

    def test_pictures_of_a_text_are_in_it_for_who_may_see_them(self):
        report = self.env.ref("clubs_ambition.club_committee_report_minutes")
        page = self.given(lambda: self.print(report))[0]
        self.assertEqual(page.count("<img"), 3)
        seal = base64.b64encode(self.picture.raw).decode()
        self.assertEqual(page.count(f"data:image/png;base64,{seal}"), 1)
        self.assertNotIn("elsewhere", page)

    def test_styles(self):
        css = (
            '@font-face{font-family:a;src:url(/a.woff)}@import url("x.css");'
            ".a{background:url(/web/x.png)}.b{background:url('data:image/png;base64,x')}"
        )
        self.assertEqual(
            close_styles(css),
            ".a{background:none}.b{background:url('data:image/png;base64,x')}",
        )

    def test_other_papers_keep_odoo_s_layout(self):
        stock = self.env.ref("base.action_report_externalid", False) or self.env[
            "ir.actions.report"
        ].search([("report_name", "not like", "clubs_ambition")], limit=1)
        self.assertEqual(stock._get_layout(), self.env.ref("web.minimal_layout"))
