from importlib.util import find_spec

from odoo.tests import BaseCase, tagged


@tagged("post_install", "-at_install")
class TestHypothesis(BaseCase):
    """The figures are compared with their definitions on random networks."""

    def test_what_compares_the_figures_is_installed(self):
        if not find_spec("hypothesis"):
            self.fail(
                "TestKpiProperty was not run: it needs the Python package "
                "“hypothesis”. Install it (pip install hypothesis, as "
                "dev/locks/test.in does), then run the tests again."
            )
