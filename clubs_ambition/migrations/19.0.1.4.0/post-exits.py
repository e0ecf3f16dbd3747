"""Say how many positive exits of older versions no placement proves."""

import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger("odoo.addons.clubs_ambition.migrations")


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if found := env["club.participant"]._list_unproved_exits():
        _logger.warning(
            "%s journeys ended by a positive exit without a placement: "
            "see “Upgrades” in docs/operating.rst",
            len(found),
        )
