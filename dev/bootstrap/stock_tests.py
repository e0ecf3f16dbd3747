"""Run the stock's tests in a database that has all modules, from inside Odoo's Python.

Odoo runs a module's tests of the kind *at install* while later modules are not there
yet: ours would never meet them. Here they are run with the others, once all is loaded.
"""

from odoo.cli import main
from odoo.tests import loader
from odoo.tests.suite import OdooSuite

INSTALLED = "post_install"
make_suite = loader.make_suite


def every_suite(module_names, position=INSTALLED):
    """Return the tests of both kinds in the place of those *post install*."""
    kinds = ("at_install", INSTALLED) if position == INSTALLED else ()
    return OdooSuite(test for kind in kinds for test in make_suite(module_names, kind))


if __name__ == "__main__":
    loader.make_suite = every_suite
    main()
