"""Set users' own views inactive that name what is gone: see ``post-expressions.py``.

Once all modules are loaded: nobody could open the screens of their models.
"""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError
from odoo.tools.sql import table_exists

from odoo.addons.clubs_ambition.utils.upgrade import note

TOPIC = "Saved expressions"


def migrate(cr, version):
    if not version or not table_exists(cr, "club_upgrade_view"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {"load_all_views": True})
    cr.execute("SELECT id FROM club_upgrade_view ORDER BY id")
    views = env["ir.ui.view"].browse([view for (view,) in cr.fetchall()]).exists()
    cr.execute("DROP TABLE club_upgrade_view")
    set_active(views, False)
    for view in views:  # one that is valid is not judged by its neighbours
        set_active(view, True)
        if not is_valid(view):
            set_active(view, False)
            note(cr, TOPIC, "ir.ui.view(%s) set inactive, to mend by hand", view.id)


def set_active(views, active):
    """Write by SQL: Odoo looks at a view that is written, and refuses it."""
    views.env.cr.execute(
        "UPDATE ir_ui_view SET active = %s WHERE id = ANY(%s::int[])",
        [active, views.ids],
    )
    views.env.invalidate_all()
    views.env.registry.clear_cache("templates")


def is_valid(view):
    try:
        view._check_xml()
    except (ValidationError, ValueError):
        return False
    return True
