"""Forget the rules whose domain or groups changed: the update makes them anew."""

from odoo.tools import SQL

RULES = (
    "club_answer_link_rule_animateur",
    "club_answer_link_rule_manager",
    "club_budget_line_rule_observer",
    "club_cohort_rule_user",
    "crm_activity_report_rule_clubs",
    "crm_lead_rule_clubs",
)


def migrate(cr, version):
    if not version:
        return
    named = SQL("module = 'clubs_ambition' AND model = 'ir.rule' AND name IN %s", RULES)
    cr.execute(
        SQL(
            "DELETE FROM ir_rule WHERE id IN (SELECT res_id FROM ir_model_data "
            "WHERE %s)",
            named,
        )
    )
    cr.execute(SQL("DELETE FROM ir_model_data WHERE %s", named))
