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
    for name in RULES:
        rule = env.ref(f"clubs_ambition.{name}", raise_if_not_found=False)
        if rule:
            rule.unlink()
