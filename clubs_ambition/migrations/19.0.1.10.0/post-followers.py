"""Who works here no more follows no employer and no team of a club."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Take off the followers that archived users were until now."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    gone = env["res.users"].search([("active", "=", False), ("share", "=", False)])
    env["club.departure"]._followings_elsewhere(gone).unlink()
