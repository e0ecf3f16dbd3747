"""Bring the record rules to those shipped: they were kept under two regimes.

Rules of some files came back at each update, those of others stayed as the first
version had them. From here on all of them are in ``noupdate``: what an administrator
changes stays, and a rule of ours that changes is brought along by its migration.
"""

from odoo import SUPERUSER_ID, api
from odoo.modules import Manifest
from odoo.tools.convert import convert_file

MODULE = "clubs_ambition"


def migrate(cr, version):
    """Make the rules anew: so go changed domains and flags, added roles, old rules."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    data = env["ir.model.data"].search(
        [("module", "=", MODULE), ("model", "=", "ir.rule")]
    )
    env["ir.rule"].browse(data.mapped("res_id")).exists().unlink()
    data.exists().unlink()
    for path in Manifest.for_addon(MODULE)["data"]:
        if path.startswith("security/") and path.endswith("_security.xml"):
            convert_file(env, MODULE, path, idref={}, mode="init")
