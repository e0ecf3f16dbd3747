"""Rules of a training before a hire (POEI, EMT, AFPR) and of a work-study contract."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import format_date

from .lines import dates_text, hours_line, line, tutor_line

EMT_HOURS = 80
EMT_LAST_DAY = "2015-12-31"
"""The EMT became the PMSMP with decree 2014-1360; those signed before ran out in 2015."""

AFPR_LAST_DAY = "2024-06-30"
"""The AFPR merged into the POEI on 1 July 2024 (decree 2024-561)."""

CONTRACT_MONTHS = (6, 36)

PROMISES = [
    ("cdi", "Permanent contract"),
    ("temp_cdi", "Permanent contract with a temporary work agency"),
    ("cdd", "Fixed-term contract"),
    ("seasonal", "Seasonal contract"),
    ("temp", "Temporary work"),
    ("temp_seasonal", "Seasonal temporary work"),
    ("work_study", "Work-study contract"),
]
PROMISED_MONTHS = {
    "cdi": 0,
    "temp_cdi": 0,
    "cdd": 6,
    "seasonal": 4,
    "temp": 6,
    "temp_seasonal": 4,
    "work_study": 6,
}
"""Least months of the job a training before a hire leads to (art. D6326-1, decree
2024-561 in force since 21 June 2024; kept here from the day the AFPR ended)."""

TRAINING_HOURS = {"tutor": 300, "body": 450}
SEASONAL_HOURS = 300
TRAINING_MONTHS = 6
"""Hours at most by way of training, for a seasonal job, and months within which they
are done (France Travail, deliberation 2024-29 of 24 April 2024)."""

OLD_TRAINING_HOURS = 400
"""Hours at most of the AFPR, and of a POEI that began before the AFPR ended."""

TEMP_WITHIN_MONTHS = 9
"""Missions of temporary work add up over these months after the training."""

TRAINING_WAYS = [
    ("tutor", "By a tutor of the company alone"),
    ("body", "By a training body, alone or with a tutor"),
]
HIRE_KINDS = {"seasonal": "cdd", "temp_cdi": "cdi", "temp_seasonal": "temp"}
"""A promise as the contract a hire is recorded with, where the names differ."""

SEASONAL = ("seasonal", "temp_seasonal")


def _is_before_reform(immersion):
    return immersion.date_start <= fields.Date.to_date(AFPR_LAST_DAY)


def training(immersion):
    """A training before a hire has its hours, by way and by contract."""
    if _is_before_reform(immersion):
        return hours_line(immersion, "training", "L6326-1", OLD_TRAINING_HOURS)
    limit = TRAINING_HOURS.get(immersion.training_way)
    if immersion.promised_kind in SEASONAL:
        limit = SEASONAL_HOURS
    if not limit:
        return line(
            "training",
            "FT 2024-29",
            immersion.env._("Hours according to the way of training"),
            False,
            immersion.env._("Say who trains: a tutor alone, or a training body"),
        )
    return hours_line(immersion, "training", "FT 2024-29", limit)


def within(immersion):
    """A training before a hire is done within six months."""
    if _is_before_reform(immersion):
        return None
    last = fields.Date.add(immersion.date_start, months=TRAINING_MONTHS, days=-1)
    return line(
        "within",
        "FT 2024-29",
        immersion.env._("Within %s months", TRAINING_MONTHS),
        immersion.date_end <= last,
        dates_text(immersion),
    )


def trainer(immersion):
    """Whoever is trained in the company alone has a tutor there."""
    if immersion.training_way != "tutor":
        return None
    label = immersion.env._("A tutor of the company trains the person")
    return tutor_line(immersion, "trainer", "D6326-1", label)


def promise(immersion):
    """A training before a hire is for a job that is promised, and long enough."""
    if _is_before_reform(immersion):
        return None
    least = PROMISED_MONTHS.get(immersion.promised_kind, 0)
    return line(
        "promise",
        "D6326-1",
        immersion.env._("A job is promised after the training"),
        immersion.promised_kind and immersion.promised_months >= least,
        _promise_text(immersion, least),
    )


def _promise_text(immersion, least):
    env = immersion.env
    if not immersion.promised_kind:
        return env._("Say which contract the employer promises")
    kind = dict(immersion._fields["promised_kind"]._description_selection(env))
    if not least:
        return kind[immersion.promised_kind]
    if immersion.promised_kind == "temp":
        return env._(
            "%(kind)s, %(months)s months: %(least)s at least, within %(within)s months",
            kind=kind[immersion.promised_kind],
            months=immersion.promised_months,
            least=least,
            within=TEMP_WITHIN_MONTHS,
        )
    return env._(
        "%(kind)s, %(months)s months: %(least)s at least",
        kind=kind[immersion.promised_kind],
        months=immersion.promised_months,
        least=least,
    )


def promised_hire(immersion):
    """Return the contract and the months a hire after this training starts with."""
    kind = HIRE_KINDS.get(immersion.promised_kind, immersion.promised_kind)
    return kind, immersion.promised_months


def evaluation(immersion):
    """The EMT, until 2015, had its hours."""
    return hours_line(immersion, "evaluation", "EMT", EMT_HOURS)


def contract(immersion):
    """A work-study contract lasts from 6 to 36 months."""
    env = immersion.env
    low, high = CONTRACT_MONTHS
    after = immersion.date_end + relativedelta(days=1)
    long_enough = after >= immersion.date_start + relativedelta(months=low)
    return line(
        "contract",
        "L6325-11",
        env._("From %(low)s to %(high)s months", low=low, high=high),
        long_enough and after <= immersion.date_start + relativedelta(months=high),
        env._(
            "From %(start)s to %(end)s",
            start=format_date(env, immersion.date_start),
            end=format_date(env, immersion.date_end),
        ),
    )
