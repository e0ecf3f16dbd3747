"""Bring the French of a base to that of the addon: words, and no-break spaces.

An update brings along the English of a label, of a view or a menu and keeps the French it
had: a state called “6 months” since stayed « Durable ». Odoo's own importer of terms then
overwrites it, whatever the version that is left (``0.0.0``). What is ``noupdate``
(templates, reference data) it leaves: there, the spaces alone are mended, where nobody
wrote since.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.translate import TranslationImporter, get_po_paths

from odoo.addons.clubs_ambition.utils.french import typeset
from odoo.addons.clubs_ambition.utils.upgrade import note

MODULE = "clubs_ambition"
FRENCH = "fr_FR"


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if FRENCH not in dict(env["res.lang"].get_installed()):
        return
    load_labels(cr)
    env.flush_all()
    count = sum(mend(cr, *place) for place in translated(env))
    note(cr, "French", "%s texts have their no-break spaces", count)
    env.invalidate_all()


def load_labels(cr):
    """Load the French of what is the addon's alone, over what a base has.

    Odoo's models that the addon extends keep the names that Odoo gave them.
    """
    cr.execute(
        """SELECT data.module || '.' || data.name FROM ir_model_data data
            WHERE data.module = %(module)s AND NOT EXISTS (
                  SELECT FROM ir_model_data other
                   WHERE other.model = data.model AND other.res_id = data.res_id
                     AND other.module != %(module)s)""",
        {"module": MODULE},
    )
    ours = {name for (name,) in cr.fetchall()}
    importer = TranslationImporter(cr, verbose=False)
    for path in get_po_paths(MODULE, FRENCH):
        importer.load_file(path, FRENCH, xmlids=ours)
    importer.save(overwrite=True)


def translated(env):
    """Yield ``(model, table, column)`` of what has a text for each language."""
    for model in env.values():
        if not model._auto or model._abstract:
            continue
        for field in model._fields.values():
            if field.translate and field.store and field.column_type:
                yield model._name, model._table, field.name


def mend(cr, model, table, column):
    """Typeset our records' texts that nobody wrote again; return how many."""
    names = {"table": SQL.identifier(table), "column": SQL.identifier(column)}
    cr.execute(
        SQL(
            """SELECT line.id, line.%(column)s->>%(lang)s
                 FROM %(table)s line
                 JOIN ir_model_data data ON data.res_id = line.id
                  AND data.model = %(model)s AND data.module = 'clubs_ambition'
                WHERE line.%(column)s->>%(lang)s ~ '[:;?!«»]'
                  AND COALESCE(line.write_uid, %(root)s) = %(root)s""",
            lang=FRENCH,
            model=model,
            root=SUPERUSER_ID,
            **names,
        )
    )
    texts = {line: (text, typeset(text)) for line, text in cr.fetchall()}
    changed = {line: new for line, (old, new) in texts.items() if new != old}
    for line, text in changed.items():
        cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = jsonb_set(%(column)s, %(path)s, "
                "to_jsonb(%(text)s::text)) WHERE id = %(line)s",
                path=[FRENCH],
                text=text,
                line=line,
                **names,
            )
        )
    return len(changed)
