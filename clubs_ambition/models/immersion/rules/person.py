"""Rules of the person, of the paper and of whoever signs it."""

from dateutil.relativedelta import relativedelta

from odoo.tools import format_date

from ....utils import clock
from .lines import line, tutor_line

MIN_AGE = 16
ADULT_AGE = 18
MAX_HOURS_WEEK = 48
MAX_HOURS_WEEK_MINOR = 35


def accompanied(immersion):
    """The support is the journey: a day outside it is prescribed by nobody."""
    env, journey = immersion.env, immersion.participant_id
    started, ended = journey.started_on, journey.ended_on
    met = (
        started
        and started <= immersion.date_start
        and (not ended or immersion.date_start <= ended)
    )
    text = (
        env._("In journey since %s", format_date(env, started))
        if started
        else env._("The journey has not started")
    )
    if ended:
        text = env._(
            "In journey from %(start)s to %(end)s",
            start=format_date(env, started),
            end=format_date(env, ended),
        )
    label = env._("The person is accompanied by the club")
    return line("accompanied", "L5135-2", label, met, text)


def age(immersion):
    """Nobody under 16 works."""
    env = immersion.env
    label = env._("%s years old or more on the first day", MIN_AGE)
    years = _age_at_start(immersion)
    if years is None:
        text = env._("Date of birth not entered")
        return line("age", "L4153-1", label, False, text)
    text = env._("%s years old", years)
    return line("age", "L4153-1", label, years >= MIN_AGE, text)


def _age_at_start(immersion):
    born = immersion.participant_id._born_on()
    return relativedelta(immersion.date_start, born).years if born else None


def is_minor(immersion):
    """Tell whether the person is under 18 on the first day, as far as is known."""
    years = _age_at_start(immersion) if immersion.date_start else None
    return years is not None and years < ADULT_AGE


def purpose(immersion):
    """A convention has one of the three objects of the law, and says its aims."""
    env = immersion.env
    objects = dict(immersion._fields["purpose"]._description_selection(env))
    missing = not immersion.purpose or not (immersion.aims or "").strip()
    return line(
        "object",
        "L5135-1",
        env._("One object among three, with its aims"),
        not missing,
        env._("Choose the object and write the aims")
        if missing
        else objects[immersion.purpose],
    )


def tutor(immersion):
    """Somebody at the host's welcomes and follows the person."""
    label = immersion.env._("A tutor welcomes and follows the person")
    return tutor_line(immersion, "tutor", "D5135-2", label)


def content(immersion):
    """The convention says all that the decree asks for."""
    env = immersion.env
    missing = env["club.convention"]._missing(immersion)
    return line(
        "content",
        "D5135-2",
        env._("The convention is complete"),
        not missing,
        env._("Missing: %s", ", ".join(missing))
        if missing
        else env._("What art. D5135-2 asks for is filled in"),
    )


def week(immersion):
    """The rules of the employees of the host apply: shown, for whoever signs to see.

    Under 18 the limit is no choice of whoever signs (art. L3162-1).
    """
    minor = is_minor(immersion)
    limit = MAX_HOURS_WEEK_MINOR if minor else MAX_HOURS_WEEK
    return line(
        "week",
        "L3162-1" if minor else "L3121-20",
        immersion.env._("%s hours a week at most", limit),
        immersion.hours_week <= limit,
        immersion.env._("%g hours a week", immersion.hours_week),
        blocking=minor,
    )


def signatures(immersion):
    """Everybody signs before the first day, and nobody in advance."""
    env = immersion.env
    parties = env["club.convention"]._parties(immersion)
    missing = [immersion._guard_label(name) for name in parties if not immersion[name]]
    last = max((immersion[name] for name in parties if immersion[name]), default=None)
    met = False
    if missing:
        text = env._("Waited for: %s", ", ".join(missing))
    elif last > clock.today(immersion):
        text = env._("A signature is dated after today")
    elif last > immersion.date_start:
        text = env._("A signature is dated after the first day")
    else:
        met, text = True, env._("Signed on %s", format_date(env, last))
    label = env._("Signed by all before the first day")
    article = "L5135-4" if immersion.kind == "pmsmp" else "L6326-2"
    return line("signatures", article, label, met, text)
