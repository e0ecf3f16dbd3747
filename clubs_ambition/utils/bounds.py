"""Values that mean something in a club: read in one way wherever they come from.

An address, a public form, a spreadsheet, an RPC: each may say the year 9999, ``²`` or a
number of thirty digits, and Python or PostgreSQL answers them by an exception of its own.

A typed number stays under ``TYPED``, so that adding it to a day, in days, weeks or
months, never leaves the calendar: 2100 and 10 000 months make the year 2933.
"""

import re
from datetime import date, datetime
from math import isfinite

from odoo import fields

FIRST_YEAR, LAST_YEAR = 1900, 2100
TYPED = 10_000
"""The highest whole number that somebody types: seats, days, months, positions."""
KEPT = 2**31 - 1
"""The highest whole number of a column: what the code counts."""
MEASURE = 10**6
"""The highest number with decimals: hours, kilometres, degrees."""
MONEY = 10**9
"""The highest amount, in euros."""
LINE = 2_000
"""The most characters of a line that somebody types: a name, an address, a title."""
PAGE = 200_000
"""The most characters of a text that somebody types: a note, minutes, an agenda."""
DIGITS = re.compile(r"\s*[+-]?[0-9]{1,12}\s*")
CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    r"\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)
"""Never typed: PostgreSQL refuses the first and the last of a text, others turn it around,
or are pasted along with an address or a number, of which they make another one.
"""
BREAKS = re.compile(r"[\x0b\x0c]")
"""What word processors put for a new line or a new page."""


class TooLong(ValueError):
    """A text that nobody types: more characters than ``longest``."""

    def __init__(self, longest):
        super().__init__(f"longer than {longest}")
        self.longest = longest


def read_date(value):
    """Return the day that ``value`` says (ISO text, date or datetime), None if empty.

    :raise ValueError: when it is no day between 1900 and 2100
    """
    return _in_years(_read(fields.Date.to_date, value))


def read_datetime(value):
    """Return the naive moment that ``value`` says, None if empty.

    :raise ValueError: when it is no moment between 1900 and 2100
    """
    return _in_years(_read(fields.Datetime.to_datetime, value))


def read_integer(value, lowest=-TYPED, highest=TYPED):
    """Return the whole number that ``value`` says, in plain digits if it is text.

    :raise ValueError: when it is none, or not between ``lowest`` and ``highest``
    """
    if isinstance(value, str) and not DIGITS.fullmatch(value):
        raise ValueError(f"not plain digits: {value[:20]}")
    number = _read(int, value)
    if not lowest <= number <= highest:
        raise ValueError(f"out of bounds: {str(number)[:20]}")
    return number


def read_number(value, highest=MEASURE):
    """Return the number that ``value`` says, with decimals.

    :raise ValueError: when it is none, infinite, or further from 0 than ``highest``
    """
    number = _read(float, value)
    if not isfinite(number) or abs(number) > highest:
        raise ValueError(f"out of bounds: {number}")
    return number


def read_text(value, longest=PAGE):
    """Return a text that a database can keep.

    :raise ValueError: when it holds a NUL or half a character, or is too long
    """
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("holds a NUL")
        if not value.isascii():
            value.encode()
        if len(value) > longest:
            raise TooLong(longest)
    return value


def clean_text(value):
    """Return a text without control characters, those of a new line set aside."""
    return CONTROLS.sub("", BREAKS.sub("\n", value))


def typed_text(value):
    """Return what a stranger typed in a field, cleaned; a file sent there is nothing."""
    return clean_text(value).strip() if isinstance(value, str) else ""


def read_id(value):
    """Return the id that the text of an address or of a form says, False if none."""
    try:
        return read_integer(value, 1, KEPT)
    except ValueError:
        return False


def _read(reader, value):
    """Return what ``reader`` makes of ``value``; its refusals all are one."""
    try:
        return reader(value)
    except (ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise ValueError(f"not understood: {str(value)[:20]}") from error


def _in_years(moment):
    """Return a day or moment, unless its year is out of bounds.

    :raise ValueError: saying the year
    """
    if isinstance(moment, date | datetime) and not (
        FIRST_YEAR <= moment.year <= LAST_YEAR
    ):
        raise ValueError(f"out of bounds: {moment.year}")
    return moment
