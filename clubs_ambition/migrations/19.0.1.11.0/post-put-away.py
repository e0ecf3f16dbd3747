"""Take off the lists what is to be done on records that were archived before."""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Put it away with its record, as archiving it does from now on."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name in env["club.departure"]._models_bearing():
        model = env[name]
        if hasattr(model, "_club_ours") and "active" in model._fields:
            archived = model.search([("active", "=", False)])
            tasks = env["mail.activity"].with_context(active_test=True)
            tasks._club_put_away_with(archived._club_ours())
