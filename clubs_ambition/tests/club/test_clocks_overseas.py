"""Each department out of Europe has its clock, and its public holidays."""

import csv
import importlib.util
from datetime import date
from pathlib import Path

import pytz

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ...utils import clock
from ..common import ClubsCase

ADDON = Path(__file__).parents[2]
HOURS = {
    "97133": "2030-01-01 12:00",
    "97150": "2030-01-01 12:00",
    "97100": "2030-01-01 12:00",
    "97200": "2030-01-01 12:00",
    "97300": "2030-01-01 13:00",
    "97400": "2030-01-01 20:00",
    "97500": "2030-01-01 13:00",
    "97600": "2030-01-01 19:00",
    "98600": "2030-01-02 04:00",
    "98714": "2030-01-01 06:00",
    "98800": "2030-01-02 03:00",
    "13001": "2030-01-01 17:00",
}
"""What the clocks show at 16:00 UTC in January, by postcode."""


@tagged("post_install", "-at_install")
class TestClocksOverseas(ClubsCase):
    def club_at(self, zipcode):
        return self.env["club.club"].create(
            {"name": zipcode, "territory_id": self.agency.id, "zip": zipcode}
        )

    def test_no_department_out_of_europe_has_the_hours_of_paris(self):
        path = ADDON / "data" / "reference" / "departements.csv"
        with path.open(encoding="utf-8") as source:
            codes = [r["code"] for r in csv.DictReader(source) if r["zone"] != "metro"]
        self.assertGreater(len(codes), 10)
        for code in codes:
            with self.subTest(department=code):
                zone = self.club_at(f"{code}00").tz
                self.assertIn(zone, pytz.all_timezones_set)
                self.assertNotEqual(zone, "Europe/Paris")

    def test_the_hours_of_each(self):
        moment = fields.Datetime.to_datetime("2030-01-01 16:00:00")
        for zipcode, shown in HOURS.items():
            with self.subTest(zip=zipcode):
                local = clock.local(self.club_at(zipcode), moment)
                self.assertEqual(local.strftime("%Y-%m-%d %H:%M"), shown)

    def test_the_public_holidays_of_each(self):
        """24 September is a holiday in New Caledonia, 5 March in Polynesia."""
        for zipcode, day, off in (
            ("98800", date(2030, 9, 24), True),
            ("98714", date(2030, 3, 5), True),
            ("97500", date(2030, 9, 24), False),
            ("97500", date(2030, 7, 14), True),
        ):
            cohort = self.make_cohort(club=self.club_at(zipcode))
            dialog = self.env["club.programme.generate"].new({"cohort_id": cohort.id})
            with self.subTest(zip=zipcode, day=day):
                self.assertEqual(day in dialog._days_off(day, day), off)

    def test_a_slot_may_end_at_midnight(self):
        """On a leap day, and on the last of a year."""
        programme = self.env["club.programme"].create({"name": "Evenings"})
        self.env["club.programme.line"].create(
            {
                "programme_id": programme.id,
                "name": "Late",
                "weekday": "1",
                "hour_from": 23.5,
                "hour_to": 24.0,
            }
        )
        for zipcode in HOURS:
            club = self.club_at(zipcode)
            for monday, shown in (
                ("2028-02-28", ("2028-02-29 23:30", "2028-03-01 00:00")),
                ("2030-12-30", ("2030-12-31 23:30", "2031-01-01 00:00")),
            ):
                with self.subTest(zip=zipcode, day=monday):
                    cohort = self.make_cohort(club=club)
                    told = {"cohort_id": cohort.id, "programme_id": programme.id}
                    dialog = self.env["club.programme.generate"].create(
                        {**told, "date_start": monday, "weeks": 1}
                    )
                    dialog.action_generate()
                    session = cohort.session_ids
                    local = [
                        clock.local(session, one).strftime("%Y-%m-%d %H:%M")
                        for one in (session.start, session.stop)
                    ]
                    self.assertEqual(tuple(local), shown)

    def test_clubs_of_the_version_before(self):
        club = self.club_at("98800")
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE club_club SET tz = 'Europe/Paris' WHERE id = %s", club.id)
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        path = ADDON / "migrations" / "19.0.1.8.0" / "post-clocks.py"
        spec = importlib.util.spec_from_file_location("migration", path)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        migration.migrate(self.env.cr, "19.0.1.7.0")
        self.env.invalidate_all()
        self.assertEqual(club.tz, "Pacific/Noumea")
        self.assertEqual(clock.zone_of(club), "Pacific/Noumea")
