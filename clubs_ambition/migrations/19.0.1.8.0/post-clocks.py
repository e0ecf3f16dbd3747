"""Give the clubs of overseas that had the mainland's hours their own."""

from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.utils.upgrade import note


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    clubs = env["club.club"].search([("zip", "!=", False)])
    before = {club: club.tz for club in clubs}
    env.add_to_compute(clubs._fields["tz"], clubs)
    clubs.flush_recordset(["tz"])
    env.registry.clear_cache()
    count = sum(club.tz != before[club] for club in clubs)
    note(cr, "Clocks", "%s clubs have the hours of their department", count)
