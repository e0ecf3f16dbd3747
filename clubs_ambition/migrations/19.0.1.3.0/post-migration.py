"""Seats become rows, each held by one journey at most; their counters go."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists

COUNTERS = {
    "club_cohort": ("seats_taken", "seats_free"),
    "club_caseload": ("seats_taken",),
}


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name in ("club.cohort", "club.caseload"):
        env[name].search([])._sync_seats()
    seated = [("state", "in", ("admitted", "active"))]
    env["club.seat"]._settle(env["club.participant"].search(seated))
    env.flush_all()
    for table, columns in COUNTERS.items():
        for column in columns:
            if column_exists(cr, table, column):
                drop = SQL(
                    "ALTER TABLE %s DROP COLUMN %s CASCADE",
                    SQL.identifier(table),
                    SQL.identifier(column),
                )
                cr.execute(drop)
