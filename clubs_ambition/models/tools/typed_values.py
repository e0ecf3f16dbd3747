"""Values of our fields as callers send them: each judged by the one reader of its type.

``base`` asks at every door (``create``, ``write``, defaults of a context, ``onchange``).
"""

from odoo.exceptions import ValidationError

from ...const import TEXTS
from ...utils import bounds
from .ours import is_ours


def _judge_integer(model, field, value):
    highest = model._club_highest_of(field)
    bounds.read_integer(value, -highest, highest)


def _judge_number(model, field, value):
    bounds.read_number(value, model._club_highest_of(field))


def _judge_text(model, field, value):
    """Judge a text; what the code alone writes may be of any length."""
    longest = bounds.LINE if field.type == "char" else bounds.PAGE
    bounds.read_text(value, bounds.KEPT if field.readonly else longest)


JUDGES = {
    "date": lambda _model, _field, value: bounds.read_date(value),
    "datetime": lambda _model, _field, value: bounds.read_datetime(value),
    "integer": _judge_integer,
    "float": _judge_number,
    "monetary": _judge_number,
    **dict.fromkeys(TEXTS, _judge_text),
}


def _own(model, vals):
    """Yield ``(field, value)`` of what is said of fields of ours."""
    for name, value in vals.items():
        field = model._fields.get(name)
        if value and field is not None and is_ours(model, field):
            yield field, value


def check(model, vals):
    """Refuse values of our fields that no computation could handle."""
    for field, value in _own(model, vals):
        if judge := JUDGES.get(field.type):
            try:
                judge(model, field, value)
            except ValueError as error:
                raise ValidationError(_message(model, field, error)) from error


def check_lines(model, vals):
    """Check what a form holds, lines of its lists included.

    :raise ValidationError: naming the field of ours whose value is absurd
    """
    model._club_check_bounds(vals)
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None or not field.relational or not isinstance(value, list):
            continue
        for command in value:
            said = isinstance(command, list | tuple) and command
            line = command[-1] if said else None
            if isinstance(line, dict):
                check_lines(model.env[field.comodel_name], line)


def cleaned(model, vals):
    """Return the values without what no keyboard types: a paste brings it along.

    :raise ValidationError: when a social-security number was typed
    """
    changed = {}
    for field, value in _own(model, vals):
        if field.type in TEXTS and isinstance(value, str) and not value.isprintable():
            space = " " if field.type == "char" else "\n"
            text = bounds.clean_text(bounds.BREAKS.sub(space, value))
            if text != value:
                changed[field.name] = text
    vals = {**vals, **changed} if changed else vals
    return model.env["club.nir"]._clean(model, vals)


def _message(model, field, error):
    env, label = model.env, field._description_string(model.env)
    if field.type in ("date", "datetime"):
        return env._(
            "“%(field)s” is not a date between %(first)s and %(last)s: correct it.",
            field=label,
            first=bounds.FIRST_YEAR,
            last=bounds.LAST_YEAR,
        )
    if isinstance(error, bounds.TooLong):
        return env._(
            "“%(field)s” is longer than %(longest)s characters: shorten it.",
            field=label,
            longest=error.longest,
        )
    if field.type in TEXTS:
        return env._(
            "“%s” holds a character that cannot be kept: type it again.", label
        )
    return env._(
        "“%(field)s” is not a number, or more than %(highest)s: correct it.",
        field=label,
        highest=model._club_highest_of(field),
    )
