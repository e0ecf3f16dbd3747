"""Leave code in templates of mails to administrators: it runs past every right."""

from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.utils.upgrade import note


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if env["club.template.code"]._close():
        note(cr, "Templates of mails", "code in them is for administrators from now on")
