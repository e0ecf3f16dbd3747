import math
from itertools import pairwise
from random import Random

from odoo.tests import BaseCase, TransactionCase, tagged

from ...utils.geometry import bounding_box, in_multipolygon, in_ring

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]


def inner_point(polygon):
    """Return a point strictly inside: the middle of a wide level cut.

    A level line between two heights of the outline touches no corner; between its
    first two crossings of the outline, it is inside.
    """
    ring = polygon[0]
    heights = sorted({point[1] for point in ring})
    steps = sorted(pairwise(heights), key=lambda pair: pair[0] - pair[1])[:20]
    cuts = []
    for low, high in steps:
        level = (low + high) / 2
        crossings = sorted(
            x1 + (level - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in pairwise(ring)
            if (y1 > level) != (y2 > level)
        )
        for west, east in zip(crossings[::2], crossings[1::2], strict=True):
            cuts.append((east - west, (west + east) / 2, level))
    _width, longitude, latitude = max(cuts)
    return longitude, latitude


@tagged("post_install", "-at_install")
class TestGeometry(BaseCase):
    def test_a_hole_is_outside_and_its_edge_is_not(self):
        shape = [[SQUARE, HOLE], [[[10, 0], [11, 0], [11, 1], [10, 0]]]]
        inside = [(0.5, 0.5), (3.5, 2), (10.9, 0.1), (0, 2), (4, 4), (1, 2), (3, 3)]
        outside = [(2, 2), (5, 1), (-1, 0), (10.1, 0.9), (2, -0.1)]
        for point in inside:
            self.assertTrue(in_multipolygon(*point, shape), point)
        for point in outside:
            self.assertFalse(in_multipolygon(*point, shape), point)

    def test_an_island_in_the_hole_is_inside(self):
        island = [[1.5, 1.5], [2.5, 1.5], [2.5, 2.5], [1.5, 2.5], [1.5, 1.5]]
        self.assertTrue(in_multipolygon(2, 2, [[SQUARE, HOLE], [island]]))

    def test_a_level_through_corners_counts_once(self):
        diamond = [[0, 2], [2, 0], [4, 2], [2, 4], [0, 2]]
        self.assertTrue(in_ring(1, 2, diamond))
        self.assertFalse(in_ring(-1, 2, diamond))
        self.assertFalse(in_ring(-1, 0, diamond))
        self.assertFalse(in_ring(-1, 4, diamond))

    def test_an_open_ring_is_closed(self):
        self.assertTrue(in_ring(1, 3, SQUARE[:-1]))
        self.assertFalse(in_ring(-1, 3, SQUARE[:-1]))

    def test_bounding_box(self):
        self.assertEqual(
            bounding_box([[SQUARE], [[[9, -1], [9, 1], [8, 0]]]]), (0, -1, 9, 4)
        )

    def test_a_star_is_read_as_its_radius_says(self):
        """Any star-shaped outline: a point is inside when nearer than the edge."""
        random = Random(1584)
        for _turn in range(200):
            count = random.randint(5, 40)
            radii = [random.uniform(1, 5) for _corner in range(count)]
            star = self._star(radii)
            for _point in range(20):
                angle = random.uniform(0, 2 * math.pi)
                edge = self._edge_radius(radii, angle)
                for share, expected in ((0.999, True), (1.001, False)):
                    x, y = (share * edge * f(angle) for f in (math.cos, math.sin))
                    self.assertIs(in_ring(x, y, star), expected, (radii, angle))

    def _star(self, radii):
        step = 2 * math.pi / len(radii)
        ring = [
            [radius * math.cos(rank * step), radius * math.sin(rank * step)]
            for rank, radius in enumerate(radii)
        ]
        return [*ring, ring[0]]

    def _edge_radius(self, radii, angle):
        """Distance of the edge in a direction (law of sines in the slice)."""
        step = 2 * math.pi / len(radii)
        rank = int(angle // step) % len(radii)
        first, second = radii[rank], radii[(rank + 1) % len(radii)]
        offset = angle - rank * step
        return (first * second * math.sin(step)) / (
            first * math.sin(offset) + second * math.sin(step - offset)
        )

    def test_moving_the_whole_map_changes_nothing(self):
        random = Random(2014)
        for _turn in range(300):
            ring = self._star([random.uniform(1, 5) for _corner in range(12)])
            x, y = random.uniform(-5, 5), random.uniform(-5, 5)
            dx, dy = random.uniform(-50, 50), random.uniform(-50, 50)
            moved = [[px + dx, py + dy] for px, py in ring]
            answer = in_ring(x, y, ring)
            self.assertIs(in_ring(x + dx, y + dy, moved), answer)
            self.assertIs(in_ring(x, y, ring[::-1]), answer)
            self.assertIs(in_ring(y, x, [[py, px] for px, py in ring]), answer)


@tagged("post_install", "-at_install")
class TestDistrictOutlines(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.districts = cls.env["club.district"].search([("generation", "=", "2024")])

    def test_every_district_finds_its_own_inner_point(self):
        points = []
        for district in self.districts:
            longitude, latitude = inner_point(district.outline[0])
            points.append((latitude, longitude))
        found = self.env["club.district"]._find_all_at(points, "2026-11-23")
        lost = [
            district.code
            for district, answer in zip(self.districts, found, strict=True)
            if district not in answer
        ]
        self.assertFalse(lost)
        alone = sum(len(answer) == 1 for answer in found)
        self.assertGreater(alone / len(found), 0.99, "districts do not overlap")

    def test_most_centres_are_inside(self):
        points = [
            (district.latitude, district.longitude) for district in self.districts
        ]
        found = self.env["club.district"]._find_all_at(points, "2026-11-23")
        inside = sum(
            district in answer
            for district, answer in zip(self.districts, found, strict=True)
        )
        self.assertGreater(inside / len(points), 0.8, "some outlines are bent")

    def test_outlines_are_closed_and_boxed(self):
        for district in self.districts:
            box = bounding_box(district.outline)
            for name, bound in zip(
                ("min_longitude", "min_latitude", "max_longitude", "max_latitude"),
                box,
                strict=True,
            ):
                self.assertAlmostEqual(district[name], bound, 6, district.code)
            for polygon in district.outline:
                for ring in polygon:
                    self.assertEqual(ring[0], ring[-1], district.code)
                    self.assertGreaterEqual(len(ring), 4, district.code)

    def test_known_places(self):
        District = self.env["club.district"]
        marseille = {
            "Frais Vallon": ("QN01344M", 43.3235, 5.4280),
            "Félix Pyat": ("QN01332M", 43.3169, 5.3722),
            "Belsunce": ("QN01330M", 43.2995, 5.3765),
        }
        for name, (code, *point) in marseille.items():
            found = District._find_at(*point)
            self.assertEqual(found.code, code, name)
            self.assertEqual(found.commune_ids.code, "13055")
            self.assertEqual(found.region_id.code, "93")
        places = {
            "Louvre": (48.8606, 2.3376),
            "Notre-Dame de la Garde": (43.2841, 5.3711),
            "Atlantic": (0, 0),
            "nowhere": (91, 200),
        }
        for name, point in places.items():
            self.assertFalse(District._find_at(*point), name)

    def test_many_points_answer_as_one(self):
        District = self.env["club.district"]
        points = [(43.3235, 5.4280), (48.8606, 2.3376), (43.3169, 5.3722)]
        self.assertEqual(
            District._find_all_at(points),
            [District._find_at(*point) for point in points],
        )
        self.assertEqual(District._find_all_at([]), [])

    def test_many_points_cost_two_queries(self):
        points = [(d.latitude, d.longitude) for d in self.districts[:200]]
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.env.tz, "read beforehand")
        with self.assertQueryCount(2):
            self.env["club.district"]._find_all_at(points)

    def test_whole_communes_of_mayotte_have_their_time(self):
        District = self.env["club.district"]
        acoua = District.search([("code", "=", "QN97651C")])
        longitude, latitude = inner_point(acoua.outline[0])
        for date, expected in (
            ("2024-12-31", District),
            ("2026-01-01", acoua),
            ("2029-12-31", acoua),
            ("2030-01-01", District),
        ):
            found = District._find_at(latitude, longitude, date)
            self.assertEqual(found, expected, date)

    def test_a_retired_district_answers_for_its_own_time(self):
        District = self.env["club.district"]
        point = (43.3235, 5.4280)
        district = District._find_at(*point)
        district._retire()
        self.assertFalse(district.active)
        self.assertTrue(district.valid_to)
        self.assertFalse(District._find_at(*point))
        self.assertEqual(District._find_at(*point, "2024-06-01"), district)
