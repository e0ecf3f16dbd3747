"""What a caller may not say of our records: ``base`` asks it at every door.

What Python calls ``readonly`` (computed without inverse and related are, by default) is
written by our code alone, which opens the fields it means by name; and nobody points to
a record that they may not read.
"""

from collections import defaultdict
from contextlib import contextmanager

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.models import MAGIC_COLUMNS

from ...utils.races import alone
from .club_label_mixin import names_persons, pointed_ids, pointed_lines
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

MODULE = "clubs_ambition"

OPEN = object()
"""Said by our code where a context asks for something: no RPC can send this object."""

MAGIC = (*MAGIC_COLUMNS, "display_name")

LEFT_OUT = ("res.users", "res.company")
"""Whom every employee reads: the models that point to them have checks of their own."""


SILENT = (
    *("tracking_disable", "mail_notrack", "mail_create_nolog"),
    *("mail_auto_subscribe_no_notify", "mail_activity_automation_skip"),
)
"""What a context says to leave no trace: our code says it with :data:`OPEN`."""


class Opened(frozenset):
    """Fields that our code opens, as pairs of model and name: no RPC sends one."""


def unguarded(records, *names):
    """Return the records for their own code to write the named fields, no others."""
    opened = records.env.context.get("club_guard")
    known = opened if isinstance(opened, Opened) else ()
    pairs = ((records._name, name) for name in names)
    return records.with_context(club_guard=Opened((*known, *pairs)))


def is_open(model, name):
    """Tell whether our code opened a field of this model for what it is doing."""
    opened = model.env.context.get("club_guard")
    return isinstance(opened, Opened) and (model._name, name) in opened


def is_ours(model, field):
    """Tell whether a field is our business: all of our models, our own elsewhere."""
    return model._name.startswith("club.") or MODULE in field._modules


def _own(model):
    """Yield ``(name, field)`` of what is our business, but for what the ORM writes."""
    for name, field in model._fields.items():
        if name not in MAGIC and is_ours(model, field):
            yield name, field


def readonly_fields(model):
    """Return ``{name: whether it follows from others}`` of what only the code writes.

    A dialog is not kept: what its form computes is sent back, and asked on confirmation.
    """
    if model._transient:
        return {}
    return {name: bool(field.compute) for name, field in _own(model) if field.readonly}


def pointing_fields(model):
    """Return ``{name: comodel}`` of the fields whose target is asked for.

    Of Odoo's own fields, those that lead to what is not told to everybody: Odoo shows
    under sudo what a message answers, or the file of a letter.
    """
    return {
        name: field.comodel_name
        for name, field in model._fields.items()
        if field.type in ("many2one", "many2many")
        and field.store
        and name not in MAGIC
        and _is_asked(model, field)
    }


def _is_asked(model, field):
    """Tell whether the target of a field is asked for: reference data is everybody's."""
    there = field.comodel_name
    if not is_ours(model, field):
        return there in model.env["club.leaving"]._guarded_models()
    return (
        (model._transient or not field.readonly)
        and there not in LEFT_OUT
        and not issubclass(model.pool[there], model.pool["club.reference.mixin"])
    )


def traced(records, *values):
    """Return the records without what a caller's context says to leave no trace.

    What nobody asked for (an upgrade, a cron) may leave none, and so may our code. Of
    the models of Odoo, a field of ours is traced, and whatever happens to the clubs'
    records (``_club_is_traced``).

    :param values: that are written, of which the names are looked at
    """
    context = records.env.context
    silent = [name for name in SILENT if context.get(name, OPEN) is not OPEN]
    if not silent or records.env.uid == SUPERUSER_ID:
        return records
    if not (
        records._name.startswith("club.")
        or _says_ours(records, values)
        or records._club_is_traced()
    ):
        return records
    kept = {name: value for name, value in context.items() if name not in silent}
    return records.with_context(kept)  # pylint: disable=context-overridden


def is_uninstalling(records):
    """Tell whether an addon is being uninstalled, and not what a caller says of it."""
    said = records.env.context.get(MODULE_UNINSTALL_FLAG)
    return bool(said) and records.env.user.has_group("base.group_system")


def staying(records):
    """Return the records to be deleted as any others, unless an addon really goes.

    With this in a context, Odoo asks nobody of who refuses (``api.ondelete``).
    """
    if records.env.context.get(MODULE_UNINSTALL_FLAG) and not is_uninstalling(records):
        return records.with_context(**{MODULE_UNINSTALL_FLAG: False})
    return records


def made_by_us(records):
    """Tell whether records are about to be made by who has a role in the clubs."""
    return not records and records.env.user._club_has_role()


def _says_ours(records, values):
    """Tell whether a field of ours is written, or made by a default of the context."""
    said = {name for vals in values for name in vals}
    if not records:
        context = records.env.context
        said |= {name.removeprefix("default_") for name in context}
    fields = (records._fields.get(name) for name in said)
    return any(field and MODULE in field._modules for field in fields)


def compared_fields(model):
    """Return the names of what the rules on writing compare, and of what makes it.

    A stored ``club_id`` that follows from the journey changes with the journey.
    """
    own = frozenset(name for name, _field in _own(model))
    if model._transient or not own:
        return frozenset()
    domain = model.env["ir.rule"]._compute_domain(model._name, "write")
    waiting = [part.field_expr.split(".")[0] for part in domain.iter_conditions()]
    found = set()
    while waiting:
        name = waiting.pop()
        if name not in found and (field := model._fields.get(name)):
            found.add(name)
            paths = model.pool.field_depends.get(field, ())
            waiting += [path.split(".")[0] for path in paths]
    return own & found


def check_kept(records, vals):
    """Look at the rules again after a write that touches what they compare.

    :raise AccessError: when the records would leave who writes them
    """
    if records.env.su:
        return
    touched = vals.keys() & records._club_compared_fields()
    touched = [name for name in touched if not is_open(records, name)]
    if touched and not records.has_access("write"):
        raise AccessError(
            records.env._(
                "“%s”: with this value, the record would not be yours any more. Ask a "
                "manager to hand it over.",
                records._fields[touched[0]]._description_string(records.env),
            )
        )


@contextmanager
def asked_first(records, operation):
    """Have whatever is refused say nothing of records that are not open to who asks.

    A refusal that compares what is said with what stands tells what stands.
    """
    try:
        yield
    except UserError:
        records.check_access(operation)
        raise


def refuse_written(records, vals):
    """Refuse to write what only the code writes.

    :raise UserError: naming the field
    """
    if records.env.su:
        return
    for name in vals.keys() & records._club_readonly_fields().keys():
        if not is_open(records, name):
            _refuse_entered(records, name)


def without_derived(model, vals_list):
    """Return the values of new records without what follows from others.

    :raise UserError: naming a field that only the code writes, with a value of its own
    """
    readonly = {} if model.env.su else model._club_readonly_fields()
    return [_without_derived(model, vals, readonly) for vals in vals_list]


def _without_derived(model, vals, readonly):
    closed = [name for name in vals.keys() & readonly if not is_open(model, name)]
    for name in closed:
        if not readonly[name] and not is_usual(model, name, vals[name]):
            _refuse_entered(model, name)
    if not closed:
        return vals
    return {name: value for name, value in vals.items() if name not in closed}


def is_usual(model, name, value):
    """Tell whether a value is what a new record would have been given anyway.

    A form may send back what it was opened with.
    """
    return (value or False) == (usual_value(model, name) or False)


def usual_value(model, name):
    """Return the default that the code gives a field, whatever a caller's context."""
    field = model._fields[name]
    return field.default and field.convert_to_write(field.default(model), model)


def _refuse_entered(model, name):
    raise UserError(
        model.env._(
            "“%s” follows from what is recorded: it is not entered.",
            model._fields[name]._description_string(model.env),
        )
    )


def check_pointed(records, vals_list):
    """Refuse to point to a record out of the writer's sight.

    One look for each model pointed to; what stands already is not asked again.

    :param records: those that are written, none when they are created
    :raise AccessError: naming the field
    """
    if records.env.su:
        return
    for vals in vals_list:
        _check_ids(records, vals)
    pointing = records._club_pointing_fields()
    asked = defaultdict(dict)
    for vals in vals_list:
        for name in vals.keys() & pointing.keys():
            if vals[name] and not is_open(records, name):
                new = set(pointed_ids(vals[name])) - _standing(records, name)
                asked[pointing[name]].update(dict.fromkeys(new, name))
    for comodel, names in asked.items():
        check_in_sight(records, records.env[comodel].browse(names), names)
    if "club_id" in pointing:
        records.env["club.ending"]._check_begun(records, vals_list)


def _check_ids(model, vals):
    """Refuse what PostgreSQL or Odoo read as another id than we do.

    41.9 is 42 there, and nobody once it is written: what does not change would.

    :raise AccessError: naming the field
    """
    for name, value in vals.items():
        plain = not isinstance(value, str) or (value.isascii() and value.isdigit())
        if value is True or isinstance(value, float | dict) or not plain:
            field = model._fields.get(name)
            if field is None or field.type != "many2one":
                continue
            if is_ours(model, field) or name in model._club_pointing_fields():
                _refuse_pointed(model, name)


def check_typed(model, values):
    """Refuse to compute a form from what its user may not read, as it is typed.

    Labels are told under sudo. Ours that name a person ask by themselves
    (``check_named``).

    Lines of lists are computed from whom they point to as much.

    :raise AccessError: naming the field
    """
    for name, value in values.items():
        field = model._fields.get(name)
        if field is not None and field.type in ("one2many", "many2many"):
            for line in pointed_lines(value):
                check_typed(model.env[field.comodel_name], line)
    fields = model._club_pointing_fields()
    pointed = {
        name: values[name]
        for name in values.keys() & fields.keys()
        if not fields[name].startswith("club.")
        or not names_persons(model.env, fields[name])
    }
    if pointed:
        check_pointed(model._origin, [pointed])


def _standing(records, name):
    """Return what each of the records points to already."""
    ids = [set(record[name].ids) for record in records.sudo()]
    return set.intersection(*ids) if ids else set()


@alone("who may read what is no matter of an instant")
def check_in_sight(model, there, names):
    """Refuse records out of sight, in the same words where there are none.

    :param dict names: of each id, the field of the model that points to it
    """
    try:
        hidden = there - there._filtered_access("read")
    except MissingError:
        hidden = there - there.exists()
    hanging = there.env["club.hanging"]._ways()
    if not hidden and there._name in hanging:  # what is not there tells of nothing
        hidden = there - there.exists()
    if hidden:
        _refuse_pointed(model, names[hidden[:1].id])


def _refuse_pointed(model, name):
    """:raise AccessError: naming a field that points to what is not open"""
    raise AccessError(
        model.env._(
            "“%s”: choose it in the list, where you find what is open to you.",
            model._fields[name]._description_string(model.env),
        )
    )


def check_given(dialogs):
    """Refuse dialogs about what their user may not read, lines of theirs included.

    sudo: what a dialog points to is asked for, not shown.

    :raise AccessError: naming the field
    """
    if dialogs.env.su:
        return
    for name in dialogs._club_pointing_fields():
        there = dialogs.sudo()[name].with_env(dialogs.env)
        check_in_sight(dialogs, there, dict.fromkeys(there.ids, name))
    for name, field in dialogs._fields.items():
        if field.type == "one2many" and dialogs.pool[field.comodel_name]._transient:
            check_given(dialogs.sudo()[name].with_env(dialogs.env))
