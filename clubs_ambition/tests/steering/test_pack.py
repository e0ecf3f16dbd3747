from base64 import b64decode
from datetime import date
from hashlib import sha256
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...kpi.answer.kpi_question import Question
from ...kpi.const import MASK
from ...utils.clock import half_year
from ..kpi.kpi_common import KpiCase

PERIOD = (date(2026, 1, 1), date(2026, 6, 30))


@tagged("post_install", "-at_install")
class TestPack(KpiCase):
    """A pack is made again to the byte, and nobody rewrites what was handed out."""

    def pack(self, user=None):
        env = self.env(user=user or self.manager)
        clubs = env["club.kpi"]._scope(env["club.territory"].browse(self.region.id))
        question = Question(clubs, *PERIOD, PERIOD[1])
        return env["club.pack"]._produce(question, self.region)

    def people(self, number, **vals):
        return [
            self.journey(f"Person {rank}", start=date(2026, 2, 2), **vals)
            for rank in range(number)
        ]

    def book(self, content):
        from openpyxl import load_workbook

        return load_workbook(BytesIO(content), data_only=True)

    def test_made_again_to_the_byte_whatever_changed_since(self):
        journey = self.people(6, district_status="in")[0]
        candidacy = self.make_candidacy(journey, "sent", sent_on=date(2026, 2, 3))
        pack = self.pack()
        kept = b64decode(pack.workbook)
        self.assertEqual(sha256(kept).hexdigest(), pack.workbook_sha256)
        self.journey("One more", start=date(2026, 2, 2))
        candidacy.state = "withdrawn"
        self.club.name = "Renamed"
        self.env.invalidate_all()
        with freeze_time("2027-03-01 10:00:00"):
            again = pack._made_again()
        self.assertEqual(again, kept)
        self.assertEqual(pack.action_check()["params"]["type"], "success")
        self.assertNotEqual(b64decode(self.pack().workbook), kept)
        rows = list(self.book(again)["Journeys"].iter_rows(values_only=True))
        self.assertEqual(len(rows), 7)

    def test_produced_again_it_is_one_until_something_changes(self):
        self.people(6)
        pack = self.pack()
        logged = self.env["club.export.log"].search_count([])
        self.assertEqual(self.pack(self.coordinator), pack)
        self.assertEqual(self.env["club.export.log"].search_count([]), logged)
        Report = type(self.env["ir.actions.report"])
        with patch.object(Report, "get_wkhtmltopdf_state", lambda _report: "install"):
            bare = self.pack()
            self.assertNotEqual(bare, pack, "without its paper, it is another one")
            self.assertEqual(self.pack(), bare)
        whole = self.pack()
        self.assertNotIn(whole, pack + bare)
        self.journey("One more", start=date(2026, 2, 2))
        self.assertNotIn(self.pack(), pack + bare + whole)

    def test_a_workbook_written_otherwise_is_told(self):
        pack = self.pack()
        with patch.object(type(pack), "_made_again", lambda _pack: b"other"):
            self.assertEqual(pack.action_check()["params"]["type"], "warning")

    def test_small_numbers_and_names_are_in_neither(self):
        self.people(3)
        pack = self.pack()
        figures = {figure["key"]: figure for figure in pack.figures}
        self.assertIsNone(figures["entrants"]["value"])
        book = self.book(b64decode(pack.workbook))
        text = " ".join(
            str(value)
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for value in row
        )
        self.assertNotIn("Person 1", text)
        self.assertIn(MASK, text)

    def test_nobody_writes_or_deletes_one(self):
        pack = self.pack()
        for user in (self.manager, self.coordinator):
            with self.subTest(user=user.login):
                theirs = pack.with_user(user)
                with self.assertRefused(UserError, "A pack is not corrected"):
                    theirs.write({"workbook_sha256": "0"})
                with self.assertRaises(UserError):
                    theirs.unlink()
                Pack = self.env["club.pack"].with_user(user)
                with self.assertRefused(UserError, "follows from what is recorded"):
                    Pack.create({"territory_id": self.region.id})
                with self.assertRaises(AccessError):
                    Pack.create({})
        with self.assertRefused(UserError, "A pack is not corrected"):
            pack.sudo().write({"figures": []})

    def test_the_figures_of_a_bilan_are_for_who_makes_one(self):
        """A form being typed is a record that no access rule binds."""
        Bilan = self.env["club.bilan"].with_user(self.referent)
        with self.assertRefused(AccessError, "The Bilan is made by"):
            Bilan.new({})._period()

    def test_our_own_code_deletes_none(self):
        with self.assertRefused(UserError, "A pack is not deleted"):
            self.pack().sudo().unlink()

    def test_without_its_sheets_it_is_not_made_again(self):
        with self.assertRefused(UserError, "before its sheets were kept"):
            self.env["club.pack"].new({})._made_again()

    def test_who_runs_no_territory_chooses_one(self):
        self.region.user_ids = False
        with self.assertRefused(UserError, "Choose a territory"):
            self.env["club.pack"].with_user(self.manager).action_produce_half_year()

    def test_who_reads_which(self):
        mine = self.pack()
        far = self.env["club.pack"]._produce(
            Question(self.other_club, *PERIOD, PERIOD[1]), self.other_region
        )
        seen = {
            role: (mine + far).with_user(self.users[role])._filtered_access("read")
            for role in ("manager", "coordinator")
        }
        self.assertEqual(seen["manager"], mine)
        self.assertEqual(seen["coordinator"], mine + far)
        self.region.user_ids += self.observer
        others = self.observer, self.animateur, self.other_animateur, self.referent
        for user in others:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                mine.with_user(user).read(["figures"])

    def test_its_production_is_logged(self):
        pack = self.pack()
        log = self.env["club.export.log"].search([], limit=1)
        self.assertEqual(
            (log.user_id, log.territory_id, log.date_to, log.names_shown),
            (self.manager, pack.territory_id, PERIOD[1], False),
        )

    @freeze_time("2026-09-07 08:00:00")
    def test_the_half_year_in_one_click(self):
        Pack = self.env["club.pack"]
        action = Pack.with_user(self.manager).action_produce_half_year()
        pack = Pack.browse(action["res_id"])
        self.assertEqual(
            (pack.territory_id, pack.date_from, pack.date_to, pack.cutoff),
            (self.region, date(2025, 7, 1), date(2026, 6, 30), date(2026, 6, 30)),
        )
        for user in (self.observer, self.animateur, self.referent):
            refused = self.assertRaisesRegex(AccessError, "Steering packs")
            with self.subTest(user=user.login), refused:
                Pack.with_user(user).action_produce_half_year()

    def test_half_years(self):
        for today, first, last in (
            ("2026-01-01", "2025-01-01", "2025-12-31"),
            ("2026-06-30", "2025-01-01", "2025-12-31"),
            ("2026-07-01", "2025-07-01", "2026-06-30"),
            ("2026-12-31", "2025-07-01", "2026-06-30"),
        ):
            with self.subTest(today=today):
                found = half_year(date.fromisoformat(today))
                self.assertEqual([str(day) for day in found], [first, last])

    def test_from_the_bilan(self):
        Bilan = self.env["club.bilan"]
        values = {"date_from": PERIOD[0], "date_to": PERIOD[1], "cutoff": PERIOD[1]}
        mine = Bilan.with_user(self.manager).create(values)
        pack = self.env["club.pack"].browse(mine.action_produce()["res_id"])
        self.assertEqual((pack.territory_id, pack.club_id.ids), (self.region, []))
        mine.club_id = self.club
        pack = self.env["club.pack"].browse(mine.action_produce()["res_id"])
        self.assertEqual((pack.territory_id, pack.club_id), (self.agency, self.club))
        with self.assertRaises(AccessError):
            Bilan.with_user(self.observer).create(values).action_produce()
        with self.assertRefused(AccessError, "Steering packs are produced by"):
            Bilan.with_user(self.manager).create(
                {**values, "club_id": self.other_club.id}
            ).action_produce()
        above = self.env["club.territory"].create({"name": "F", "level": "country"})
        self.region.parent_id = above
        whole = Bilan.with_user(self.manager).create({**values, "club_id": False})
        whole.territory_id = above
        with self.assertRaisesRegex(AccessError, "Steering packs"):
            whole.action_produce()

    def test_without_a_printer_the_workbook_alone(self):
        Report = type(self.env["ir.actions.report"])
        with patch.object(Report, "get_wkhtmltopdf_state", lambda _report: "install"):
            pack = self.pack()
        self.assertTrue(pack.workbook)
        self.assertFalse(pack.paper or pack.paper_sha256)
