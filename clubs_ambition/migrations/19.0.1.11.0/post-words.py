"""Keep the words of documents: who is named in a list of Excel is found, to be erased."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, split_every

from odoo.addons.clubs_ambition.utils.upgrade import note

BATCH = 200


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    files = env["ir.attachment"]
    cr.execute(
        """SELECT id FROM ir_attachment
            WHERE type = 'binary' AND mimetype LIKE 'application/%'
              AND COALESCE(index_content, '') IN ('', 'application')
              AND res_model IS DISTINCT FROM 'ir.ui.view' ORDER BY id"""
    )
    changed = 0
    for some in split_every(BATCH, [one for (one,) in cr.fetchall()]):
        for file in map(files.browse, some):  # one in memory at a time
            raw = file.raw  # nothing, where the disk has lost it
            if words := raw and files._index(raw, file.mimetype):
                query = "UPDATE ir_attachment SET index_content = %s WHERE id = %s"
                cr.execute(SQL(query, words, file.id))
                changed += 1
            files.invalidate_model()
    note(cr, "Documents", "indexed by their words: %s", changed)
