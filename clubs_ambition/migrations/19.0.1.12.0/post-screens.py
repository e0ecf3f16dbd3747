"""Give favourites and buttons of the screens back to who shared them until now.

Since 19.0.1.11.0 the coordination shares them, and no one else: what was shared before
goes on telling everybody whom somebody looked for.
"""

from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.utils.upgrade import note

SHARED = {"ir.filters": "favourites", "ir.embedded.actions": "buttons"}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, what in SHARED.items():
        if taken := env[name]._club_take_back():
            said = "%s %s are of who made them again: the coordination shares (%s)"
            ids = ", ".join(map(str, taken.ids))
            note(cr, "Screens", said, len(taken), what, ids)
