"""The line of a rule: what several rules say in one way."""

from odoo.tools import format_date


def line(rule, article, label, met, text, blocking=True):
    """Return the line of a rule; one that does not block leaves the choice."""
    return {
        "rule": rule,
        "article": article,
        "label": label,
        "met": bool(met),
        "text": text,
        "blocking": blocking,
    }


def tutor_line(immersion, rule, article, label):
    """Return the line of a rule that asks for a tutor."""
    named = immersion.tutor_name and immersion.tutor_function
    text = (
        f"{immersion.tutor_name}, {immersion.tutor_function}"
        if named
        else immersion.env._("Name the tutor, with a function")
    )
    return line(rule, article, label, named, text)


def hours_line(immersion, rule, article, limit):
    """Return the line of a rule that limits the hours of presence."""
    return line(
        rule,
        article,
        immersion.env._("%s hours at most", limit),
        0 < immersion.hours_total <= limit,
        immersion.env._("%g hours", immersion.hours_total),
    )


def dates_text(immersion):
    """Return the first and the last day in words."""
    return immersion.env._(
        "from %(start)s to %(end)s",
        start=format_date(immersion.env, immersion.date_start),
        end=format_date(immersion.env, immersion.date_end),
    )
