"""Let go of what did not reach who was erased since, persons and contacts."""

from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.utils.upgrade import note


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    shown = env["club.undelivered"].search_count([])
    env["club.arrival"]._forget_left_alone()
    env.flush_all()
    gone = shown - env["club.undelivered"].search_count([])
    note(cr, "Mails", "%s messages to who is erased or left alone are forgotten", gone)
