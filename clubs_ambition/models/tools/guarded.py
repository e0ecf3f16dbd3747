"""What callers may not write in our records: ``base`` checks it at every entry point.

Only our code writes the fields that Python calls ``readonly`` (computed fields without
an inverse, and related ones, are by default): it opens those it means, by name. And
nobody points to a record that they may not read.
"""

from collections import defaultdict
from contextlib import contextmanager

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.models import MAGIC_COLUMNS

from ...utils.races import alone
from .club_label_mixin import names_persons, pointed_ids, pointed_lines
from .ours import is_our_model, is_ours
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

OPEN = object()
"""Said by our code where a context asks for something: no RPC can send this object."""

MAGIC = (*MAGIC_COLUMNS, "display_name")

LEFT_OUT = ("res.users", "res.company")
"""Every employee reads them: the models that point to them have checks of their own."""


SILENT = (
    *("tracking_disable", "mail_notrack", "mail_create_nolog"),
    *("mail_auto_subscribe_no_notify", "mail_activity_automation_skip"),
)
"""Keys of a context that leave no trace: our code sets them to :data:`OPEN`."""


class Opened(frozenset):
    """Fields that our code opens, as pairs of model and name: no RPC can send one."""


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


def _own(model):
    """Yield ``(name, field)`` for each field of ours, but for those the ORM writes."""
    for name, field in model._fields.items():
        if name not in MAGIC and is_ours(model, field):
            yield name, field


def readonly_fields(model):
    """Return ``{name: whether it is computed}`` for the fields only the code writes.

    None of a dialog: its form sends back what it computed, and is checked when confirmed.
    """
    if model._transient:
        return {}
    return {name: bool(field.compute) for name, field in _own(model) if field.readonly}


def pointing_fields(model):
    """Return ``{name: comodel}`` for the fields whose target is checked.

    Of Odoo's own fields, those that lead to what not everybody may read: Odoo shows
    under sudo the message that another one answers, or the file of a letter.
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
    """Tell whether the target of a field is checked: everybody reads reference data."""
    there = field.comodel_name
    if not is_ours(model, field):
        return there in model.env["club.leaving"]._guarded_models()
    return (
        (model._transient or not field.readonly)
        and there not in LEFT_OUT
        and not issubclass(model.pool[there], model.pool["club.reference.mixin"])
    )


def traced(records, *values):
    """Return the records without the keys of a caller's context that silence history.

    An upgrade, a scheduled job and our own code may be silent. On models of Odoo, the
    history of our fields and of the clubs' records is kept (``_club_is_traced``).

    :param values: dicts to be written, of which the names are looked at
    """
    context = records.env.context
    silent = [name for name in SILENT if context.get(name, OPEN) is not OPEN]
    if not silent or records.env.uid == SUPERUSER_ID:
        return records
    if not (
        is_our_model(records)
        or _says_ours(records, values)
        or records._club_is_traced()
    ):
        return records
    kept = {name: value for name, value in context.items() if name not in silent}
    return records.with_context(kept)  # pylint: disable=context-overridden


def is_uninstalling(records):
    """Tell whether an addon is really being uninstalled: a caller may claim it."""
    said = records.env.context.get(MODULE_UNINSTALL_FLAG)
    return bool(said) and records.env.user.has_group("base.group_system")


def staying(records):
    """Return the records without a false claim that an addon is being uninstalled.

    With that flag in the context, Odoo skips every ``api.ondelete`` that would refuse.
    """
    if records.env.context.get(MODULE_UNINSTALL_FLAG) and not is_uninstalling(records):
        return records.with_context(**{MODULE_UNINSTALL_FLAG: False})
    return records


def made_by_us(records):
    """Tell whether somebody with a role in the clubs is about to create records."""
    return not records and records.env.user._club_has_role()


def _says_ours(records, values):
    """Tell whether a field of ours is written, or made by a default of the context."""
    said = {name for vals in values for name in vals}
    if not records:
        context = records.env.context
        said |= {name.removeprefix("default_") for name in context}
    fields = (records._fields.get(name) for name in said)
    return any(field and is_ours(records, field) for field in fields)


def compared_fields(model):
    """Return the names of the fields that the rules on writing compare.

    With those they are computed from: a ``club_id`` changes with the journey.
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
    """Check the rules again after a write that touches what they compare.

    :raise AccessError: when the writer would lose the records
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
    """Turn a refusal about records that the caller may not open into an access error.

    A refusal that compares new values with those stored would give the latter away.
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
    """Return the values of new records without the computed ones.

    :raise UserError: naming a field that only the code writes, given another value
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
    """Tell whether a value is the default: a form sends back what it was opened with."""
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
    """Refuse to point to a record that the writer may not read.

    One query for each model pointed to; what is stored already is not checked again.

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
    """Refuse what PostgreSQL or Odoo would read as another id than this check does.

    41.9 becomes 42 there, which the check would never have seen.

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
    """Refuse, while a form is being filled in, a target that its user may not read.

    The form, and the lines of its lists, would be computed from it, and its label shown
    under sudo. Labels that name a person have a check of their own (``check_named``).

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
    """Return the ids that every one of the records points to already."""
    ids = [set(record[name].ids) for record in records.sudo()]
    return set.intersection(*ids) if ids else set()


@alone("who may read what is no matter of an instant")
def check_in_sight(model, there, names):
    """Refuse records out of sight, in the same words as records that do not exist.

    :param dict names: for each id, the field of the model that points to it
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
    """Refuse the target of a field, which the message names."""
    raise AccessError(
        model.env._(
            "“%s”: choose it in the list, where you find what is open to you.",
            model._fields[name]._description_string(model.env),
        )
    )


def check_given(dialogs):
    """Refuse dialogs, or lines of them, about what their user may not read.

    sudo: what a dialog points to is checked, not shown.

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
