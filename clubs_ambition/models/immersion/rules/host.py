"""How long and how often one person may be at one host (art. D5135-3).

A month runs from date to date, whatever the days of presence. A renewal belongs to
the convention it prolongs: it counts in the days, not in the conventions.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import format_date

from ....const import STARTED
from .lines import line

ARTICLE = "D5135-3"
AGREED = ("signed", *STARTED)
MAX_CONVENTIONS = 2
MAX_DAYS = 60
WINDOW_MONTHS = 12


def duration(immersion):
    """A convention lasts one month at most."""
    env = immersion.env
    limit = month_after(immersion.date_start)
    return line(
        "duration",
        ARTICLE,
        env._("One month at most, from date to date"),
        immersion.date_end <= limit,
        env._(
            "Starts on %(start)s: ends on %(limit)s at the latest",
            start=format_date(env, immersion.date_start),
            limit=format_date(env, limit),
        ),
    )


def month_after(first):
    """Return the last day of a month from date to date: 5 Jan → 4 Feb.

    Without the same day in the next month, its last day: 31 Jan → 28 Feb.
    """
    same_day = first + relativedelta(months=1)
    return same_day - timedelta(days=1) if same_day.day == first.day else same_day


def renewal(immersion):
    """A convention is renewed once, for the same object and the same aims."""
    origin = immersion.renewal_of_id
    if not origin:
        return None
    env = immersion.env
    problem = _renewal_problem(immersion, origin)
    return line(
        "renewal",
        ARTICLE,
        env._("One renewal, for the same object and the same aims"),
        not problem,
        problem or env._("Renews %s", origin.display_name),
    )


def _renewal_problem(immersion, origin):
    env = immersion.env
    same_person = origin.person_id == immersion.person_id
    if not same_person or origin.partner_id != immersion.partner_id:
        return env._("The one it renews is of another person or host")
    if origin.renewal_of_id:
        return env._("The one it renews is a renewal already")
    if origin.state not in STARTED:
        return env._("The one it renews did not take place")
    if _purpose_key(immersion) != _purpose_key(origin):
        return env._("The object or the aims differ: make a new convention")
    if immersion.date_start <= (origin.ended_on or origin.date_end):
        return env._("It starts before the end of the one it renews")
    return False


def _purpose_key(immersion):
    return immersion.purpose, " ".join((immersion.aims or "").lower().split())


def conventions(immersion):
    """Two conventions at most over 12 months."""
    env = immersion.env
    found = max(
        (
            sum(root and first <= start <= last for start, _end, root in periods)
            for first, last, periods in _windows(immersion)
        ),
        default=0,
    )
    return line(
        "conventions",
        ARTICLE,
        env._(
            "%(count)s conventions at most with this host over %(months)s months",
            count=MAX_CONVENTIONS,
            months=WINDOW_MONTHS,
        ),
        found <= MAX_CONVENTIONS,
        env._("%s with this one", found),
    )


def difference(immersion):
    """A second convention is for something else than the first."""
    env = immersion.env
    family = immersion.renewal_of_id or immersion._origin
    same = _at_same_host(immersion).filtered(
        lambda one: (
            not one.renewal_of_id
            and one != family
            and _purpose_key(one) == _purpose_key(immersion)
            and abs(relativedelta(one.date_start, immersion.date_start).years) < 1
        )
    )
    return line(
        "difference",
        ARTICLE,
        env._("Another object or other aims than before with this host"),
        not same,
        env._("Same as the one of %s", format_date(env, same[:1].date_start))
        if same
        else env._("Nothing alike over %s months", WINDOW_MONTHS),
    )


def days(immersion):
    """Sixty days at most over 12 months."""
    env = immersion.env
    found = max(
        (
            sum(
                max(0, (min(last, end) - max(first, start)).days + 1)
                for start, end, _root in periods
            )
            for first, last, periods in _windows(immersion)
        ),
        default=0,
    )
    return line(
        "days",
        ARTICLE,
        env._(
            "%(count)s days at most at this host over %(months)s months",
            count=MAX_DAYS,
            months=WINDOW_MONTHS,
        ),
        found <= MAX_DAYS,
        env._("%s days with this one", found),
    )


def _at_same_host(immersion):
    """Return the agreed immersions of this person at this host, this one aside.

    Records of one SIRET are one host. sudo: the law counts what other clubs
    signed; only days and numbers are told of them.
    """
    host = immersion.partner_id
    siret = host.company_registry
    same = [("partner_id.company_registry", "=", siret)] if siret else []
    return immersion.sudo().search(
        [
            ("person_id", "=", immersion.participant_id.person_id.id),
            ("kind", "=", "pmsmp"),
            ("state", "in", AGREED),
            ("id", "not in", immersion._origin.ids),
            *(["|"] if same else []),
            ("partner_id", "=", host.id),
            *same,
        ]
    )


def _windows(immersion):
    """Return ``[(first, last, periods)]``: each 12 months that could be too full.

    The fullest windows begin with a period or end with one; those this
    immersion has no day in are not its business.
    """
    own = (immersion.date_start, immersion.date_end, not immersion.renewal_of_id)
    periods = [own] + [
        (one.date_start, one.ended_on or one.date_end, not one.renewal_of_id)
        for one in _at_same_host(immersion)
    ]
    year = relativedelta(months=WINDOW_MONTHS)
    day = timedelta(days=1)
    ranges = [(start, start + year - day) for start, _end, _root in periods]
    ranges += [(end - year + day, end) for _start, end, _root in periods]
    return [
        (first, last, periods)
        for first, last in ranges
        if first <= immersion.date_end and last >= immersion.date_start
    ]
