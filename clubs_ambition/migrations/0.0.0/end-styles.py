"""Compile the styles of papers once everything is updated: no first paper waits for it.

They are kept by the version of what they are made of, which an update changes.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["ir.actions.report"]._club_paper_styles()
