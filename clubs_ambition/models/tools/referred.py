"""What a record leads to by a model and an id: who writes reads it.

A many2one names its model, and ``guarded`` asks of it; here any model is meant: the
label of the record, told under sudo, is what a task, a meeting or a message is about.
"""

import re
from collections import defaultdict

from odoo.models import BaseModel

from . import guarded
from .club_label_mixin import pointed_ids
from .ours import is_our_model

NUMBERS, KINDS = ("res_id", "res_ids"), ("res_model", "model")
"""How dialogs of Odoo's call the ids of what they are about, and its model: plain fields."""


def fields_of(model):
    """Return ``{field: field of its model}``; a reference says both: none."""
    found = {
        name: field.model_field if field.type == "many2one_reference" else None
        for name, field in model._fields.items()
        if field.type in ("many2one_reference", "reference")
        and not (field.compute and field.readonly)
    }
    kind = next((name for name in KINDS if name in model._fields), None)
    if model._transient and kind:
        found |= {name: kind for name in NUMBERS if name in model._fields}
    return found


def check(records, names=None):
    """Refuse records that lead to what their writer may not read, once written.

    As they stand then, whichever field said so. A new message, task or file asks its
    document by itself.

    :param names: of the fields that were written, all by default
    :raise AccessError: naming the field
    """
    asks = type(records)._check_access is not BaseModel._check_access
    if records.env.su or (names is None and asks):
        return
    for name, kind in records._club_referring_fields().items():
        touched = names is None or {name, kind, f"{kind}_id"} & names
        if touched and records._fields[name].store:
            known = records.sudo()
            led = [_led(one, name, kind) for one in known]
            _check_in_sight(records, name, led, shown=records._transient)


def check_typed(model, values):
    """Refuse to compute a form from what its user may not read, as it is typed.

    :raise AccessError: naming the field
    """
    if model.env.su:
        return
    for name, kind in model._club_referring_fields().items():
        if {name, kind, f"{kind}_id"} & values.keys():
            _check_in_sight(
                model, name, [_typed(model, values, name, kind)], shown=True
            )


def follow(gone, kept):
    """Have what our rows lead to, by a model and an id, be the record it is by now.

    Odoo's merges know of the many2one, and of its own rows. sudo: whoever merges.

    :param gone: records that become one with ``kept``
    """
    for name, model in gone.env.registry.items():
        if not is_our_model(model) or not model._auto:
            continue
        rows = gone.env[name].sudo().with_context(active_test=False)
        for field, kind in rows._club_referring_fields().items():
            if kind and not model._transient and model._fields[field].store:
                led = [(kind, "=", gone._name), (field, "in", gone.ids)]
                rows.search(led).write({field: kept.id})


def _led(record, name, kind):
    """Return the name of a model and an id, as a record says them."""
    told = record[name]
    if kind:
        return record[kind], told
    return (told._name, told.id) if told else (None, None)


def _typed(model, values, name, kind):
    """Return what a form says; sudo: what stands fills the rest."""
    stands = model._origin.sudo()
    if kind is None:
        said = values[name] if isinstance(values[name], str) else ""
        comodel, _comma, number = said.partition(",")
        return comodel, number
    kinds = model.env["ir.model"].sudo()
    kinds = kinds.browse(pointed_ids(values.get(f"{kind}_id"))).exists()
    comodel = values.get(kind) or kinds[:1].model or stands[kind]
    return comodel, values.get(name, stands[name])


def _check_in_sight(model, name, led, shown):
    """Refuse what a rule of ours keeps from who writes, whether it is there or not.

    :param shown: whether what it leads to is told: a form, a dialog and its letter
    """
    asked = defaultdict(dict)
    for comodel, number in led:
        if model.env["club.audience"]._is_ruled(comodel):
            if isinstance(number, str):  # of a dialog about many: a list, as a text
                number = [int(one) for one in re.findall(r"\d+", number)]
            asked[comodel].update(dict.fromkeys(pointed_ids(number), name))
    for comodel, names in asked.items():
        records = model.env[comodel].browse(names)
        guarded.check_in_sight(model, records, names)
        if shown:
            look = model.env["club.privacy.look"]
            look._note(records, opened=len(names) == 1)
