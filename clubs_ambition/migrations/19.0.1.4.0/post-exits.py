"""Say what each shipped reason closes, and which positive exits have no placement.

The reasons are in ``noupdate``: what differs from the computed defaults is written here
as in ``data/club_exit_reason_data.xml``.
"""

import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger("odoo.addons.clubs_ambition.migrations")

OPEN = {
    "end_of_journey": ("candidacies", "links", "followups", "activities"),
    "dropout": ("followups",),
    "redirected": ("followups",),
    "person_request": ("followups",),
    "club_decision": ("followups",),
    "other": ("followups", "activities"),
}
"""What a reason leaves open."""


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for code, topics in OPEN.items():
        if reason := _reason(env, code):
            reason.write({f"closes_{topic}": False for topic in topics})
    if death := _reason(env, "death"):
        death.closes_person = True
    if found := env["club.exit"]._list_unproved():
        _logger.warning(
            "%s journeys ended by a positive exit without a placement: "
            "see “Upgrades” in docs/operating.rst",
            len(found),
        )


def _reason(env, code):
    name = f"clubs_ambition.club_exit_reason_{code}"
    return env.ref(name, raise_if_not_found=False)
