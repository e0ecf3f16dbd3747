"""Make room for who is left alone: nobody is yet, and no journey is computed."""

from odoo.tools.sql import table_exists


def migrate(cr, version):
    if not version:
        return
    for table in ("club_person", "club_participant"):
        if table_exists(cr, table):
            cr.execute(
                f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS restricted_on date"
            )
