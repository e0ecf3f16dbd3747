"""Every rule, access and group of ours is there for something, and tests notice."""

import logging
import os
import random
import time
from collections import Counter

from odoo.tests import tagged

from .mutants import EQUIVALENT, mutants, opened_conditions
from .table_common import TableCase

_logger = logging.getLogger(__name__)

SHARE = 10
"""One mutant of so many in an ordinary run; ``make soak`` tries them all."""

SECONDS = 60
"""What an ordinary run takes at most."""


@tagged("post_install", "-at_install", "security")
class TestMutants(TableCase):
    def chosen(self):
        """Return ``(mutants to try, words that name the choice)``.

        ``MUTANTS=all`` tries them all; ``MUTANTS=<number>`` is the seed of a run
        before, or part of the name of those to try.
        """
        everything, asked = mutants(self), os.environ.get("MUTANTS", "")
        if asked == "all":
            return everything, "all of them"
        if asked and not asked.isdigit():
            return [one for one in everything if asked in one.name], f"of {asked}"
        seed = int(asked or random.SystemRandom().randrange(10**6))
        some = random.Random(seed).sample(everything, len(everything) // SHARE)
        return some, f"the tenth of MUTANTS={seed}"

    def survives(self, mutant):
        """Tell whether the table finds nothing changed while a mutant is there."""
        with mutant.applied(self.env):
            self.forget()
            noticed = next(iter(self.walk_all(mutant.model)), None)
        self.forget()
        return noticed is None

    def test_no_mutant_survives(self):
        chosen, words = self.chosen()
        start, tried, alive = time.monotonic(), 0, []
        for mutant in chosen:
            late = time.monotonic() - start > SECONDS
            if late and os.environ.get("MUTANTS") != "all":
                break
            tried += 1
            if self.survives(mutant):
                alive.append(mutant)
        strange = [one.name for one in alive if not one.known]
        kinds = Counter(one.name.split()[0] for one in chosen[:tried])
        _logger.info(
            "Figures: mutants, %s: %s tried (%s) in %.0f s, %s noticed, %s known to "
            "close nothing",
            words,
            tried,
            ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())),
            time.monotonic() - start,
            tried - len(alive),
            len(alive) - len(strange),
        )
        self.assertTrue(tried)
        self.assertFalse(strange, f"Nobody noticed, {words}")

    def test_the_walk_is_quiet_without_a_mutant(self):
        """What it notices is the mutant."""
        for mutant in mutants(self)[::40]:
            self.assertEqual([*self.walk_all(mutant.model)], [])

    def test_what_closes_nothing_is_so(self):
        """Each that is said to be equivalent is there, and survives."""
        known = [mutant for mutant in mutants(self) if mutant.known]
        self.assertEqual({mutant.known for mutant in known}, EQUIVALENT.keys())
        for mutant in known:
            with self.subTest(mutant=mutant.name):
                self.assertTrue(self.survives(mutant))

    def test_mutants_are_made_of_everything(self):
        names = [mutant.name for mutant in mutants(self)]
        self.assertEqual(len(names), len(set(names)))
        for kind, least in (("rule", 100), ("access", 150), ("groups", 100)):
            some = [name for name in names if name.startswith(kind)]
            self.assertGreater(len(some), least, kind)

    def test_each_condition_of_a_domain_is_opened_alone(self):
        force = (
            "[('a', 'in', user.ids), '|', ('b', 'any', [('c', '=', 1)])] if x else []"
        )
        self.assertEqual(
            [*opened_conditions(force)],
            [
                (
                    "('a', 'in', user.ids)",
                    "[(1, '=', 1), '|', ('b', 'any', [('c', '=', 1)])] if x else []",
                ),
                (
                    "('b', 'any', [('c', '=', 1)])",
                    "[('a', 'in', user.ids), '|', (1, '=', 1)] if x else []",
                ),
                (
                    "('c', '=', 1)",
                    force.replace("('c', '=', 1)", "(1, '=', 1)"),
                ),
            ],
        )
