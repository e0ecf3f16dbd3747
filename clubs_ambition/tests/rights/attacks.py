"""Attacks counted: what was tried, and what held, by class of attack."""

import logging
from collections import Counter
from contextlib import contextmanager

_logger = logging.getLogger(__name__)


class Attacks:
    """Mixed into a test case: its figures are told once, when its tests are over.

    ``make test`` gathers the lines in ``.state/logs/figures.txt``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tried, cls.held = Counter(), Counter()
        cls.addClassCleanup(cls._tell_figures)

    @classmethod
    def _tell_figures(cls):
        for kind, count in sorted(cls.tried.items()):
            _logger.info(
                "Figures: attacks, %s: %s tried, %s held", kind, count, cls.held[kind]
            )

    def told(self, answer):
        """Return what an answer tells of who is not to be known: a list."""
        raise NotImplementedError

    def hold(self, kind, answer):
        """Count one attack, and check that its answer, or refusal, tells nothing."""
        told = self.told(answer)
        self.tried[kind] += 1
        self.held[kind] += not told
        self.assertFalse(told, str(answer)[:2000])

    @contextmanager
    def refused(self, kind, error):
        """Count one attack, and check that it is refused."""
        self.tried[kind] += 1
        with self.assertRaises(error):
            yield
        self.held[kind] += 1

    def check_tried(self, least, *kinds):
        """Check that a walk found enough to try."""
        self.assertGreater(sum(self.tried[kind] for kind in kinds), least)
