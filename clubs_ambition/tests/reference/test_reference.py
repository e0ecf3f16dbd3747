from random import Random

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...utils.geometry import bounding_box, in_multipolygon, in_polygon
from ..common import RefusalCase


@tagged("post_install", "-at_install")
class TestReference(RefusalCase):
    def test_the_real_files_are_loaded(self):
        Occupation = self.env["club.occupation"]
        counts = dict(Occupation._read_group([], ["kind"], ["__count"]))
        self.assertEqual(counts, {"domain": 14, "sheet": 532, "job": 1584})
        jobs = Occupation.search([("kind", "=", "job")])
        self.assertEqual(set(jobs.parent_id.mapped("kind")), {"sheet"})
        self.assertEqual(len(jobs.parent_id), 532)
        districts = self.env["club.district"].search([])
        self.assertEqual(len(districts), 1584)
        self.assertTrue(all(districts.mapped("commune_ids")))
        counts = dict(self.env["club.naf"]._read_group([], ["kind"], ["__count"]))
        self.assertEqual(counts, {"section": 21, "division": 88, "class": 615})
        self.assertEqual(self.env["club.region"].search_count([]), 26)
        self.assertEqual(self.env["club.department"].search_count([]), 109)
        self.assertEqual(self.env["club.need"].search_count([]), 20)

    def test_each_district_holds_the_middle_of_its_outline(self):
        """A point halfway of a vertical cut through the outline is inside it."""
        random = Random(2024)
        districts = self.env["club.district"].search([("generation", "=", "2024")])
        for district in random.sample(list(districts), 60):
            polygon = max(district.outline, key=lambda polygon: len(polygon[0]))
            longitude, latitude = self._inner_point(polygon)
            found = self.env["club.district"]._find_at(latitude, longitude)
            self.assertIn(district, found, district.code)

    def _inner_point(self, polygon):
        west, south, east, north = bounding_box([polygon])
        for step in range(1, 400):
            longitude = west + (east - west) * (step * 0.618034 % 1)
            latitude = south + (north - south) * (step * 0.754878 % 1)
            if in_polygon(longitude, latitude, polygon):
                return longitude, latitude
        raise AssertionError("no inner point found")

    def test_geometry(self):
        square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
        hole = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
        shape = [[square, hole], [[[10, 0], [11, 0], [11, 1], [10, 0]]]]
        inside = [(0.5, 0.5), (3.5, 2), (10.9, 0.1), (0, 2), (4, 4)]
        outside = [(2, 2), (5, 1), (-1, 0), (10.1, 0.9)]
        for point in inside:
            self.assertTrue(in_multipolygon(*point, shape), point)
        for point in outside:
            self.assertFalse(in_multipolygon(*point, shape), point)

    def test_a_known_place(self):
        Louvre = self.env["club.district"]._find_at(48.8606, 2.3376)
        self.assertFalse(Louvre)

    def test_districts_have_a_life(self):
        mayotte = self.env["club.district"].search([("code", "=", "QN97651C")])
        point = self._inner_point(mayotte.outline[0])
        District = self.env["club.district"]
        self.assertIn(mayotte, District._find_at(point[1], point[0], "2026-01-01"))
        self.assertFalse(District._find_at(point[1], point[0], "2024-06-01"))
        self.assertFalse(District._find_at(point[1], point[0], "2030-01-01"))

    def test_an_edition_updates_archives_and_restores(self):
        Need = self.env["club.need"]
        before = Need.search([])
        rows = [
            {"code": need.code, "name": need.name, "sequence": need.sequence}
            for need in before
        ]
        dropped, rows[1]["name"] = before[0], "Nouveau libellé"
        created = Need._sync([*rows[1:], {"code": "99", "name": "Neuf"}])
        self.assertEqual(created.code, "99")
        self.assertTrue(self.env.ref("clubs_ambition.club_need_99"))
        self.assertFalse(dropped.active)
        self.assertEqual(before[1].name, "Nouveau libellé")
        Need._sync(rows)
        self.assertTrue(dropped.active)
        self.assertFalse(created.active)

    def test_loading_twice_changes_nothing(self):
        for model in ("club.district", "club.occupation", "club.education.level"):
            records = self.env[model].search([])
            self.env.flush_all()
            dates = records.mapped("write_date")
            self.env[model]._load_reference()
            self.env.flush_all()
            self.assertEqual(records.mapped("write_date"), dates, model)

    def test_a_value_is_never_deleted(self):
        with self.assertRefused(UserError, "what was recorded with it keeps its"):
            self.env["club.barrier"].search([], limit=1).unlink()

    def test_levels_map_1969_on_2019(self):
        levels = {
            level.level_1969: (level.level_2019 or "", level.below_level_ii)
            for level in self.env["club.education.level"].search([])
        }
        self.assertEqual(
            {key: levels[key] for key in ("V", "IV", "III", "II", "I")},
            {
                "V": ("3", True),
                "IV": ("4", True),
                "III": ("5", True),
                "II": ("6", False),
                "I": ("7-8", False),
            },
        )
