"""Where an immersion stands: the words of its card, and how pressing they are."""

from odoo.tools import format_date

ASSESSED = ("done", "partial", "no_show")
"""States in which it is known how an immersion went."""

REOPENED = {
    "done": "running",
    "partial": "running",
    "no_show": "signed",
    "cancelled": "draft",
}
"""Where an immersion goes on once it is reopened, if its last move says no better."""


def step_of(immersion, today):
    """Return ``(text, level)`` of one immersion; nothing to do once it is over."""
    steps = {"draft": _to_sign, "signed": _signed, "running": _running}
    step = steps.get(immersion.state)
    if not (step and immersion.date_start and immersion.date_end):
        return False, "quiet"
    return step(immersion, today)


def _to_sign(immersion, today):
    env = immersion.env
    level = "late" if immersion.date_start <= today else "soon"
    parties = env["club.convention"]._parties(immersion)
    missing = [name for name in parties if not immersion[name]]
    if missing:
        return env._("%s signatures missing", len(missing)), level
    return env._("ready to sign"), level


def _signed(immersion, today):
    env = immersion.env
    if immersion.date_start > today:
        day = format_date(env, immersion.date_start, date_format="d MMM")
        return env._("starts on %s", day), "quiet"
    return env._("started?"), "late"


def _running(immersion, today):
    env = immersion.env
    if immersion.date_end < today:
        return env._("over: to assess"), "late"
    day = format_date(env, immersion.date_end, date_format="d MMM")
    return env._("until %s", day), "quiet"
