"""The dashboards go, with their actions and menus: the Bilan is the one answer."""

from odoo import SUPERUSER_ID, api

MODULE = "spreadsheet_dashboard_clubs_ambition"
MODELS = ("ir.ui.menu", "ir.actions.client", "spreadsheet.dashboard")


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model in MODELS:
        _disowned(env, model).unlink()
    groups = _disowned(env, "spreadsheet.dashboard.group")
    # a dashboard somebody made and filed with ours is theirs: it keeps its group
    groups.filtered(lambda group: not group.dashboard_ids).unlink()


def _disowned(env, model):
    """Return what the module made of a model, which is no longer the module's.

    Odoo deletes no group of dashboards that belongs to a module.
    """
    data = env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)])
    records = env[model].browse(data.mapped("res_id")).exists()
    data.unlink()
    return records
