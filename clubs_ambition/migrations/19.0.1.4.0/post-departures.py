"""Who left a club before this version hears of it no more; each club is told."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    users = env["res.users"].search([("share", "=", False)])
    env["club.departure"]._let_go(users)
