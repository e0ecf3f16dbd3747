"""What a record leads to by a model and an id: only somebody who reads it may say so.

``guarded`` checks many2ones, whose model is known. Here it may be any model: a task, a
meeting or a message is about a record whose label Odoo shows under sudo.
"""

import re
from collections import defaultdict

from odoo.models import BaseModel

from . import guarded
from .club_label_mixin import pointed_ids
from .ours import is_our_model

NUMBERS, KINDS = ("res_id", "res_ids"), ("res_model", "model")
"""How dialogs of Odoo call the ids and the model they are about, in plain fields."""


def fields_of(model):
    """Return ``{field: field that says its model}``, None for a reference field."""
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
    """Refuse records that, once written, lead to what their writer may not read.

    A new message, task or file checks its document by itself.

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
    """Refuse, while a form is being filled in, what its user may not read.

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
    """Make our rows that lead to merged records lead to the one that is kept.

    Odoo's merges move many2ones, and rows of its own. sudo: whoever merges.

    :param gone: records that are merged into ``kept``
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
    """Return the model name and the id that a record leads to."""
    told = record[name]
    if kind:
        return record[kind], told
    return (told._name, told.id) if told else (None, None)


def _typed(model, values, name, kind):
    """Return the same of a form; sudo: stored values complete what is typed."""
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
    """Refuse what rules of ours hide from the writer, whether it exists or not.

    :param shown: whether the target is shown, as by a form, a dialog or its letter
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
