"""Turn off the library of pictures of the editor: it asked Odoo S.A. for whoever looked."""

from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.models.tools.club_outside import PICTURES
from odoo.addons.clubs_ambition.utils.upgrade import note


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if done := env["club.outside"]._turn_off(PICTURES):
        note(cr, "Services of others", "turned off: %s", ", ".join(done))
