from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ...kpi.answer.kpi_published import release
from ...kpi.indicators import kpi_overlap
from ...kpi.indicators.kpi_overlap import Told, as_bits
from ...kpi.indicators.kpi_small import (
    hidden_columns,
    hidden_steps,
    is_small,
    mask_small,
)
from .statement_attack import attack, figure, publish

NETWORKS = 40


@tagged("post_install", "-at_install")
class TestKpiOverlap(TransactionCase):
    """Statements put side by side give no small number back."""

    def test_random_networks(self):
        shown = 0
        for seed in range(NETWORKS):
            told = publish(seed)
            shown += sum(bool(one.value) for part in told for one in part.figures)
            with self.subTest(network=seed):
                self.assertFalse(attack(told)[:3])
        self.assertGreater(shown, 20 * NETWORKS, "what may be told is told")

    def test_the_attack_finds_what_each_statement_alone_does_not_tell(self):
        def alone(figures, _cells, _former, _others):
            return mask_small([figures])[0]

        found = [seed for seed in range(12) if attack(publish(seed, hide=alone))]
        self.assertGreater(len(found), 8)

    def told(self, sets, counts):
        *bits, mine = as_bits([frozenset(one) for one in sets])
        *known, count = counts
        return Told(zip(bits, known, strict=True)).tells_small(mine, count)

    def test_a_whole_less_its_parts(self):
        for sets, counts, small in (
            (("abc", "a", "b"), (20, 9, 8), True),  # c is 3: told by all three
            (("a", "b", "abc"), (9, 8, 20), True),
            (("a", "b", "abc"), (9, 8, 17), False),  # nobody is in c
            (("a", "abc"), (9, 20), False),
            (("a", "abc"), (9, 12), True),
            (("ab", "a"), (20, 20), False),
            (("ab", "ab"), (20, 22), True),  # another version
            (("ab", "ab"), (20, 25), False),
            (("a", "b", "ab"), (9, 8, 16), True),  # one of both is counted once
            (("ab", "cd", "bc"), (9, 8, 14), True),  # nobody's whole: a and d are 3
        ):
            with self.subTest(sets=sets, counts=counts):
                self.assertEqual(self.told(sets, counts), small)

    def test_a_country_of_agencies(self):
        """Each half-year in July, each year in January, then the year of the country."""
        agencies = range(120)
        firsts = [{(agency, 1)} for agency in agencies]
        years = [{(agency, 1), (agency, 2)} for agency in agencies]
        counts = [30] * len(firsts) + [70] * len(years)
        country = set().union(*years)
        told = self.told([*firsts, *years, country], [*counts, 70 * len(years)])
        self.assertFalse(told)
        known = [*firsts[:-1], *years[:-1], country]
        counts = [30] * len(firsts[:-1]) + [70] * len(years[:-1])
        self.assertTrue(self.told(known, [*counts, 70 * len(years[:-1]) + 3]))

    def test_what_is_too_much_to_look_at_is_not_shown(self):
        """Neither is it told for want of looking, nor hidden where nothing is linked."""
        many = [{("x", rank), ("x", rank + 1)} for rank in range(1200)]
        counts = [20] * len(many)
        mine = {("x", 5), ("x", 6), ("x", 7)}
        self.assertTrue(self.told([*many, mine], [*counts, 40]))
        other = {("y", 1)}
        self.assertFalse(self.told([*many, other], [*counts, 40]))

    def test_what_has_no_end_is_not_shown(self):
        sets, counts = ("a", "b", "abc"), (9, 8, 17)
        self.assertFalse(self.told(sets, counts))
        for limit in ("ROUNDS", "STATES"):
            with self.subTest(limit=limit), patch.object(kpi_overlap, limit, 0):
                self.assertTrue(self.told(sets, counts))

    def test_the_end_of_a_long_year(self):
        """Regions and agencies of a country, each half-year and year, all published."""
        halves = (1, 2)
        agencies = [{(agency, half) for half in halves} for agency in range(120)]
        regions = [set().union(*agencies[n : n + 10]) for n in range(0, 120, 10)]
        places = [*agencies, *regions]
        sets, counts = [], []
        for place in places:
            number = len(place) // 2
            for half in halves:
                sets.append({cell for cell in place if cell[1] == half})
                counts.append(30 * number)
            sets.append(place)
            counts.append(60 * number)
        country = set().union(*agencies)
        self.assertGreater(len(sets), 390)
        self.assertFalse(self.told([*sets, country], [*counts, 60 * 120]))
        self.assertTrue(self.told([*sets, country], [*counts, 60 * 120 + 3]))

    def test_a_year_and_its_halves(self):
        region_year, region_first = ("a1", "a2", "b1", "b2"), ("a1", "b1")
        agency_year, agency_first = ("a1", "a2"), ("a1",)
        sets = (region_year, region_first, agency_year, agency_first)
        # the other agency has 30 less 20, less 12 less 6: 4 in the second half-year
        self.assertTrue(self.told(sets, (30, 20, 12, 6)))
        self.assertFalse(self.told(sets, (40, 20, 12, 6)))

    def test_a_change_of_few_is_not_told(self):
        cells = frozenset({("a", 1)})
        before = [figure("entrants", 20), figure("positive_exit_entrants", 12, 20)]
        after = [figure("entrants", 22), figure("positive_exit_entrants", 13, 22)]
        first = release(before, cells, [], [])
        told = [type("One", (), {"cells": cells, "figures": first})]
        self.assertEqual(release(after, cells, first, told), first)
        more = [figure("entrants", 40), figure("positive_exit_entrants", 25, 40)]
        self.assertEqual(release(more, cells, first, told), more)
        mixed = [figure("entrants", 40), figure("positive_exit_entrants", 14, 40)]
        entrants, positive = release(mixed, cells, first, told)
        self.assertEqual(entrants.value, 40)
        self.assertEqual(positive.hidden, {"numerator", "value"}, "two of the new ones")

    # === ONE ANSWER === #

    def test_steps(self):
        for counts, hidden in (
            ((30, 28, 28, 20), {1, 2}),
            ((30, 30, 12), set()),
            ((20, 17, 15, 12), {1, 3}),
            ((3, 0, 0), {0}),
            ((9, None, 7), {2}),
        ):
            with self.subTest(counts=counts):
                self.assertEqual(hidden_steps(counts), hidden)

    def test_columns_of_steps(self):
        rows = [{"sent": 20, "hired": 18}, {"sent": 30, "hired": 9}]
        found = hidden_columns(rows, ("sent", "hired"))
        self.assertEqual(found, {"sent": set(), "hired": {0, 1}})

    def test_few_between_two_figures(self):
        pair = ("positive_exit_entrants", "durable_entrants")
        for positive, durable in ((30, 28), (30, 20), (12, 12), (12, 9)):
            line = [figure(pair[0], positive, 60), figure(pair[1], durable, 60)]
            [[first, later]] = mask_small([line])
            with self.subTest(positive=positive, durable=durable):
                self.assertEqual(first.numerator, positive)
                if is_small(positive - durable):
                    self.assertEqual(later.hidden, {"numerator", "value"})
                else:
                    self.assertEqual(later.numerator, durable)
