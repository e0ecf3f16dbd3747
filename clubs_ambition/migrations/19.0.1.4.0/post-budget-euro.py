"""Budgets are in euros: every figure already read their amounts so."""

from odoo.tools import SQL


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        SQL(
            """
            UPDATE club_budget_line
               SET currency_id = euro.res_id
              FROM ir_model_data euro
             WHERE euro.module = 'base' AND euro.name = 'EUR'
               AND currency_id != euro.res_id
            """
        )
    )
