"""What the map of personal data lacks, told from the registry."""

from collections import Counter

from ...models.privacy.club_privacy_map import ROOMS
from ...models.privacy.club_privacy_reach import KINDS
from ...utils.personal_data import (
    CONTACT,
    COUNTED,
    DELETED,
    EMPTIED,
    MONTH,
    NOBODY,
    PARTICIPANT,
    PRESCRIBER,
    REDUCED,
    USER,
    Bears,
    Silent,
)

MODULE = "clubs_ambition"
WORDS = {EMPTIED, MONTH, REDUCED, COUNTED, DELETED}
WHOSE = {PARTICIPANT, CONTACT, PRESCRIBER, USER}
FREE = {"char", "text", "html", "binary", "json", "properties"}
"""Types of field that hold whatever was typed, or a file."""


def tables(env):
    """Return the models that keep rows, dialogs apart."""
    return {
        name: model
        for name, model in env.registry.items()
        if not model._abstract and model._auto and not model._transient
    }


def stored(model, which=bool):
    """Return the names of the fields that a model keeps, less what Odoo always does."""
    magic = ("id", "create_uid", "create_date", "write_uid", "write_date")
    return {
        field.name
        for field in model._fields.values()
        if field.store and field.type != "one2many" and field.name not in magic
        if which(field)
    }


def silent(env, name):
    """Return the names of the fields that are said to say nothing."""
    said = env["club.privacy.map"]._declared().get(name, ())
    parts = (part.names for part in said if isinstance(part, Silent))
    return {field for names in parts for field in names.split()}


def expected(env, name, model):
    """Return the names of the fields of which something must be said.

    All of our models; of the stock's, our own, and of those we fill all that is free.
    """
    said = env["club.privacy.map"]._declared().get(name, ())
    if [part.names for part in said if isinstance(part, Silent)] == [NOBODY.names]:
        return set()
    if name.startswith("club."):
        return stored(model)
    ours = stored(model, lambda field: MODULE in field._modules)
    if name in env["club.privacy.map"]._declared():
        return ours | stored(model, lambda field: field.type in FREE)
    return ours


def without_entry(env):
    """Return the stored fields of which nothing is said."""
    Map = env["club.privacy.map"]
    return {
        f"{name}.{field}"
        for name, model in tables(env).items()
        for field in expected(env, name, model)
        - Map._of_model(name).keys()
        - silent(env, name)
    }


def without_model(env):
    """Return the models of which nothing is said: ours, and rows about any record."""
    said = env["club.privacy.map"]._declared()
    pointers = env["club.leaving"]._pointers()
    ways = env["club.leaving"]._ways()
    return {
        name
        for name in tables(env)
        if name.startswith("club.") or pointers.get(name) or name in ways
    } - said.keys()


def without_field(env):
    """Return what is said of fields that are not there.

    A model that is not there bears nobody; one that has another name now has no entry.
    """
    return {
        f"{name}.{field}"
        for name, said in env["club.privacy.map"]._declared().items()
        for part in said
        for field in [*named(part), *set_apart(part)]
        if field not in kept(env, name)
    }


def set_apart(part):
    """Return the names of the fields that a part says are titles."""
    return getattr(part, "titles", "").split()


def kept(env, name):
    """Return the names of all that a model keeps."""
    fields = env.registry[name]._fields.values()
    return {field.name for field in fields if field.store}


def named(part):
    """Return the names of the fields that a part of a declaration names."""
    if isinstance(part, Silent):
        return part.names.split()
    return [name for name, _entry in part.entries()] if type(part) is Bears else []


def said_twice(env):
    """Return the fields of which two things are said."""
    found = set()
    for name, said in env["club.privacy.map"]._declared().items():
        count = Counter(field for part in said for field in named(part))
        found |= {f"{name}.{field}" for field, times in count.items() if times > 1}
    models = Counter(name for room in ROOMS for name in room.MODELS)
    return found | {name for name, times in models.items() if times > 1}


def bearing(env):
    """Return the models that lead to somebody: people, and rows about them."""
    Map = env["club.privacy.map"]
    about = {
        name
        for name in Map._declared()
        if Map._whose(name) in (PARTICIPANT, CONTACT, PRESCRIBER)
    }
    return {*KINDS, *env["club.leaving"]._ways(), *about}


def bears_all_the_same(env):
    """Return the fields that are said to say nothing, and lead to somebody."""
    there = bearing(env)
    Map = env["club.privacy.map"]
    return {
        f"{name}.{field.name}"
        for name in Map._declared()
        for field in env.registry[name]._fields.values()
        if field.name in stored(env.registry[name])
        if field.type == "many2one_reference" or field.comodel_name in there
        if field.name not in Map._of_model(name)
        if Map._whose(name) is None or field.name in silent(env, name)
    }
