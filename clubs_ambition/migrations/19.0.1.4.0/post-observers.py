"""Observers read no row: their rules of the pivots go, and those of the funnel."""

from odoo import SUPERUSER_ID, api

RULES = (
    "club_kpi_report_rule_observer",
    "club_kpi_funnel_rule_animateur",
    "club_kpi_funnel_rule_manager",
    "club_kpi_funnel_rule_observer",
    "club_kpi_funnel_rule_coordinator",
)


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    data = env["ir.model.data"].search(
        [("module", "=", "clubs_ambition"), ("name", "in", RULES)]
    )
    env["ir.rule"].browse(data.mapped("res_id")).exists().unlink()
    data.exists().unlink()
