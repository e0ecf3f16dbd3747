"""Bring what users saved to the fields of today: filters, exports, rules, views…

Where a condition or a column has no field any more, it goes, and is said. The models
that keep such texts are found in the registry: those of other addons count too.
"""

import json
import re
from collections import Counter

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

from odoo.addons.clubs_ambition.utils.old_paths import RENAMED, OldPaths
from odoo.addons.clubs_ambition.utils.upgrade import note, quoted

HOLDERS = ("model", "res_model", "model_name", "model_id", "parent_res_model")
"""Fields by which a record says of which model its texts speak."""

PLAIN_PATHS = ("update_path",)
RIGHTS = ("ir.rule",)
TOPIC = "Saved expressions"


def migrate(cr, version):
    if not version or not table_exists(cr, "club_upgrade_field"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
    paths = OldPaths(old_fields(cr), new_fields(env), old_persons(cr))
    done = Counter()
    cut_own_fields(cr, paths)
    forget_defaults(cr)
    point_fields(cr, done)
    for model, holder, names in sources(env):
        bring_texts(env, paths, model, holder, names, done)
    bring_exports(cr, paths, done)
    bring_views(cr, paths, done)
    bring_boards(cr, paths, done)
    env.invalidate_all()
    for what, count in sorted(done.items()):
        note(cr, TOPIC, "%s rewritten: %s", what, count)
    cr.execute("DROP TABLE club_upgrade_field")


def old_fields(cr):
    cr.execute("SELECT model, name, relation FROM club_upgrade_field")
    found = {}
    for model, name, relation in cr.fetchall():
        found.setdefault(model, {})[name] = relation
    return found


def new_fields(env):
    return {
        name: {field.name: field.comodel_name for field in model._fields.values()}
        for name, model in env.items()
    }


def old_persons(cr):
    if not column_exists(cr, "club_person", "old_partner_id"):
        return {}
    cr.execute(
        "SELECT old_partner_id, id FROM club_person WHERE old_partner_id IS NOT NULL"
    )
    return dict(cr.fetchall())


def cut_own_fields(cr, paths):
    """Keep the fields of an administrator that read what is gone: as plain fields.

    They were dropped when the models were loaded; what users saved of them is kept.
    """
    cr.execute(
        """SELECT id, model, name, related, relation FROM ir_model_fields
            WHERE state = 'manual'"""
    )
    rows = cr.fetchall()
    for _field, model, name, _related, relation in rows:
        paths.new.get(model, {}).setdefault(name, relation)
    for field, model, name, related, _relation in rows:
        if related and paths.follow(model, related)[0] is None:
            cr.execute(
                "UPDATE ir_model_fields SET related = NULL WHERE id = %s", [field]
            )
            said = f"{model}.{name}: {related}"
            note(cr, TOPIC, "a field of yours is no related field any more, %s", said)


def forget_defaults(cr):
    """Forget the default contact of journeys: its number is another person's."""
    cr.execute(
        """DELETE FROM ir_default USING ir_model_fields field
            WHERE field.id = field_id AND field.model = 'club.participant'
              AND field.name = 'partner_id' RETURNING ir_default.id"""
    )
    for (default,) in cr.fetchall():
        note(cr, TOPIC, "ir.default(%s) lost: club.participant: partner_id", default)


def point_fields(cr, done):
    """Have what names a field that has another name name this one: it would go with it."""
    cr.execute(
        """SELECT c.conrelid::regclass::text, quote_ident(a.attname) FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = 'ir_model_fields'::regclass"""
    )
    columns = cr.fetchall()
    for (model, name), new in RENAMED.items():
        for table, column in columns:
            cr.execute(
                SQL(
                    """UPDATE %s line SET %s = new.id
                         FROM ir_model_fields old, ir_model_fields new
                        WHERE line.%s = old.id AND old.model = %s AND old.name = %s
                          AND new.model = old.model AND new.name = %s""",
                    quoted(table),
                    quoted(column),
                    quoted(column),
                    model,
                    name,
                    new,
                )
            )
            if cr.rowcount:
                done[f"{table}.{column}"] += cr.rowcount


def sources(env):
    """Yield each stock model that keeps expressions on other models' fields."""
    for name, model in env.items():
        if model._abstract or model._transient or not model._auto:
            continue
        if name.startswith(("club.", "ir.model", "ir.ui.view")) or name in MESSAGES:
            continue
        fields = model._fields
        holder = next((one for one in HOLDERS if is_holder(fields.get(one))), None)
        texts = [
            one
            for one, field in fields.items()
            if field.type in ("char", "text", "html")
            and field.column_type
            and field.store
            and one not in HOLDERS
        ]
        if holder and texts:
            yield model, holder, texts


MESSAGES = ("mail.message", "mail.activity", "mail.followers", "ir.attachment")
"""What is written on records, and no expression."""


def is_holder(field):
    if not field or not field.column_type or not field.store:
        return False
    return field.type in ("char", "selection") or field.comodel_name == "ir.model"


def bring_texts(env, paths, model, holder, names, done):
    """Bring the texts of a model's records, in all their languages."""
    cr, table = env.cr, SQL.identifier(model._table)
    subject = SQL("line.%s", SQL.identifier(holder))
    if model._fields[holder].type == "many2one":
        subject = SQL("(SELECT model FROM ir_model WHERE id = %s)", subject)
    columns = SQL(", ").join(SQL("line.%s", SQL.identifier(name)) for name in names)
    cr.execute(SQL("SELECT line.id, %s, %s FROM %s line", subject, columns, table))
    for record, about, *values in cr.fetchall():
        if about not in paths.old:
            continue
        for name, value in zip(names, values, strict=True):
            if not value:
                continue
            with paths.losses() as lost:
                new = bring_value(paths, model._name, name, about, value)
            if name in RECIPIENTS and new != value:
                lost.append(value)
            for one in lost:
                note(cr, TOPIC, "%s(%s).%s lost: %s", model._name, record, name, one)
            if lost and name in CLEARED:
                new = None
            if name == "code" and any(f"'{one}'" in new for one in OLD_NAMES):
                note(cr, TOPIC, "%s(%s).code: to look at", model._name, record)
            if new != value:
                save(cr, model._table, name, record, new)
                done[model._name] += 1


RECIPIENTS = ("partner_to",)
"""What gives the numbers of contacts: a person's is none."""

CLEARED = (*RECIPIENTS, "lang", *PLAIN_PATHS)
"""What is evaluated as a whole, and fails where one name is gone."""

OLD_NAMES = [name for _model, name in RENAMED]


def bring_value(paths, model, name, about, value):
    if isinstance(value, dict):
        return {
            lang: text and bring_value(paths, model, name, about, text)
            for lang, text in value.items()
        }
    if "domain" in name:
        return paths.domain(about, value, closed=model in RIGHTS)
    if "context" in name:
        return paths.context(about, value)
    if name == "sort":
        return paths.sort(about, value)
    if name in PLAIN_PATHS:
        return paths.path(about, value)
    return paths.chains(about, value)


def save(cr, table, column, record, value):
    value = json.dumps(value) if isinstance(value, (dict, list)) else value
    cr.execute(
        SQL(
            "UPDATE %s SET %s = %s WHERE id = %s",
            SQL.identifier(table),
            SQL.identifier(column),
            value,
            record,
        )
    )


def bring_exports(cr, paths, done):
    """Bring the columns of saved exports; one whose field is gone goes."""
    cr.execute(
        """SELECT line.id, export.id, export.resource, line.name
             FROM ir_exports_line line JOIN ir_exports export
               ON export.id = line.export_id WHERE line.name IS NOT NULL"""
    )
    for line, export, model, name in cr.fetchall():
        if model not in paths.old:
            continue
        with paths.losses() as lost:
            new = paths.export(model, name)
        for one in lost:
            note(cr, TOPIC, "ir.exports(%s) lost a column: %s", export, one)
        if not new:
            cr.execute("DELETE FROM ir_exports_line WHERE id = %s", [line])
        elif new != name:
            save(cr, "ir_exports_line", "name", line, new)
            done["ir.exports.line"] += 1


def bring_views(cr, paths, done):
    """Bring the views that no module ships: a user's own, or their changes of ours.

    ``end-views.py`` looks at what became of them.
    """
    cr.execute(
        """SELECT id, model, arch_db FROM ir_ui_view view
            WHERE model = ANY(%s::varchar[]) AND active AND arch_db IS NOT NULL
              AND NOT EXISTS (SELECT FROM ir_model_data known
                               WHERE known.model = 'ir.ui.view' AND known.res_id = view.id
                                 AND known.module IN (SELECT name FROM ir_module_module))
         ORDER BY inherit_id IS NOT NULL, id""",
        [list(paths.old)],
    )
    touched = []
    for view, model, archs in cr.fetchall():
        with paths.losses() as lost:
            new = {lang: bring_arch(paths, model, arch) for lang, arch in archs.items()}
        for one in dict.fromkeys(lost):
            note(cr, TOPIC, "ir.ui.view(%s), to mend by hand: %s", view, one)
        if new != archs:
            save(cr, "ir_ui_view", "arch_db", view, new)
            done["ir.ui.view"] += 1
        if lost or new != archs or names_gone(paths, archs):
            touched.append(view)
    cr.execute(
        "CREATE TABLE club_upgrade_view AS SELECT unnest(%s::int[]) AS id", [touched]
    )


def names_gone(paths, archs):
    """Tell whether a view says a name that some model has not any more."""
    words = set(re.findall(r"\w+", " ".join(archs.values())))
    return any(
        words & (old.keys() - paths.new[model].keys())
        for model, old in paths.old.items()
        if model in paths.new
    )


def bring_arch(paths, model, arch):
    tree = etree.fromstring(arch.encode())
    before = etree.tostring(tree)
    bring_node(paths, model, tree)
    return (
        etree.tostring(tree, encoding="unicode")
        if before != etree.tostring(tree)
        else arch
    )


def bring_node(paths, model, node):
    """Bring a node's field, what it says of others, then the nodes below."""
    inner = model
    name = node.get("name")
    if node.tag == "field" and name:
        if not node.get("position"):
            inner = (paths.old.get(model) or {}).get(name) or model
        set_path(paths, model, node, name)
    for attribute, text in node.attrib.items():
        if attribute == "domain":
            node.set(
                attribute, paths.domain(inner if node.tag == "field" else model, text)
            )
        elif attribute == "context" and "group_by" in text:
            node.set(attribute, paths.context(model, text))
        elif attribute == "expr":
            node.set(attribute, bring_xpath(paths, model, text))
    for child in node:
        if isinstance(child.tag, str):
            bring_node(paths, inner, child)


def set_path(paths, model, node, name):
    if new := paths.path(model, name):
        node.set("name", new)


def bring_xpath(paths, model, text):
    for name, new in {
        one: paths.follow(model, one)[0] for one in paths.old.get(model) or {}
    }.items():
        if new and new != name:
            text = text.replace(f"@name='{name}'", f"@name='{new}'")
            text = text.replace(f'@name="{name}"', f'@name="{new}"')
    return text


def bring_boards(cr, paths, done):
    """Bring the favourites that users put on their own dashboard."""
    cr.execute("SELECT id, arch FROM ir_ui_view_custom")
    for board, arch in cr.fetchall():
        tree = etree.fromstring(arch)
        with paths.losses() as lost:
            changed = sum(
                bring_board_action(cr, paths, node) for node in tree.iter("action")
            )
        for one in lost:
            note(cr, TOPIC, "ir.ui.view.custom(%s) lost: %s", board, one)
        if changed:
            arch = etree.tostring(tree, encoding="unicode")
            save(cr, "ir_ui_view_custom", "arch", board, arch)
            done["ir.ui.view.custom"] += 1


def bring_board_action(cr, paths, node):
    number = node.get("name", "")
    if not number.isdigit():
        return False
    cr.execute("SELECT res_model FROM ir_act_window WHERE id = %s", [int(number)])
    model = next(iter(cr.fetchone() or ()), None)
    if model not in paths.old:
        return False
    before = dict(node.attrib)
    for attribute, bring in (("domain", paths.domain), ("context", paths.context)):
        if node.get(attribute):
            node.set(attribute, bring(model, node.get(attribute)))
    return before != dict(node.attrib)
