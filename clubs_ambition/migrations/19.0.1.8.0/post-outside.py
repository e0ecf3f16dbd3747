"""Turn off the services of others that nobody has set: they had come on by themselves."""

from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.utils.upgrade import note


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if done := env["club.outside"]._turn_off():
        note(cr, "Services of others", "turned off: %s", ", ".join(done))
