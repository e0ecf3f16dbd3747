"""Cells of the spreadsheets agencies really have, read one by one.

Pure functions: text in, clean value out, or a ``ValueError``.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from . import bounds
from .files.csv_text import UNKNOWN
from .identifiers import (
    OVERSEAS_REGION,
    InvalidIdentifier,
    normalize_phone,
    normalize_siret,
)

SPACES = re.compile(r"[\s\u00a0\u202f\u2007\ufeff]+")
REMARK = re.compile(r"\((?!0\))[^)]*\)")
PHONE_BREAK = re.compile(r"\s+/\s+|\s*[;|\n]\s*|\s+(?:ou|et|puis)\s+|,\s+")
ESCAPED = re.compile(r"_x00[01][0-9A-Fa-f]_")
"""How a workbook writes a control character: Excel leaves some at the end of lines."""
FAILED = re.compile(
    r"#(N/A|REF!|VALUE!|VALEUR!|NAME\?|NOM\?|NUM!|NOMBRE!|NULL?!|DIV/0!)"
)
HOUR = r"(?:[ T]+\d{1,2}[:h]\d{2}.*)?"
NUMERIC_DATE = re.compile(
    rf"^(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}|\d{{2}}){HOUR}$"
)
COMPACT_DATE = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
SERIAL_DATE = re.compile(r"^([1-7]\d{4})(?:[.,](\d+))?$")
SERIAL_START = date(1899, 12, 30)
"""The day before the first one of spreadsheets, which count 29 February 1900."""
SCIENTIFIC = re.compile(r"(\d(?:\.\d+)?)E\+?(\d{2})", re.IGNORECASE)
ISO_DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
MOMENT = re.compile(
    r"^(.+?)(?:T|,? +(?:[aà] +)?)"
    r"(\d{1,2})(?:(?::| ?h ?)(\d{2})(?::(\d{2})(?:\.\d+)?)?| ?h)$",
    re.IGNORECASE,
)
"""A day, and an hour of it: 24/11/2026 14:30, mardi 24 novembre 2026 à 14 h."""
WEEKDAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche |(?:lun|mar|mer|jeu|ven|sam|dim) )?"
WRITTEN_DATE = re.compile(
    rf"^{WEEKDAY}(?:le )?(\d{{1,2}})(?: ?er)? ([a-z]{{3,}}) (\d{{4}}|\d{{2}})$"
)
UNIT = re.compile(r"(?:€|eur(?:os?)?|h(?:eures?)?)$", re.IGNORECASE)
DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:E[+-]?\d+)?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3})+\.\d+)")
"""A number whose thousands are told by the sign that does not tell its decimals."""
MONTHS = [
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout"),
    *("septembre", "octobre", "novembre", "decembre"),
]
LAST_YEAR = 2068
"""The last year that two digits say, where nothing says better: 69 is 1969."""
HEADCOUNT_LIMITS = [
    (0, "00"),
    (2, "01"),
    (5, "02"),
    (9, "03"),
    (19, "11"),
    (49, "12"),
    (99, "21"),
    (199, "22"),
    (249, "31"),
    (499, "32"),
    (999, "41"),
    (1999, "42"),
    (4999, "51"),
    (9999, "52"),
]
HEADCOUNT_CODES = {code for _limit, code in HEADCOUNT_LIMITS} | {"53"}
YES = {"oui", "o", "x", "1", "vrai", "yes", "true"}
NO = {"non", "n", "0", "faux", "no", "false"}


def cell_text(value):
    """Return the text of a cell: dates in ISO form, every kind of space as one.

    What no keyboard types is left out.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or value is False:
        return ""
    text = bounds.clean_text(ESCAPED.sub(" ", str(value)))
    return SPACES.sub(" ", text).strip()


def is_unreadable(text):
    """Tell whether a byte of the cell meant nothing in the encoding of the file."""
    return UNKNOWN in text


def is_failed(text):
    """Tell whether a cell holds what a spreadsheet writes where a formula fails."""
    return bool(FAILED.fullmatch(text))


def plain(text):
    """Return what two spellings have in common: no accent, case or punctuation."""
    decomposed = unicodedata.normalize("NFKD", str(text).replace("œ", "oe"))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", letters.casefold()))


def last_year_of(name, today):
    """Return the last year that two digits say in a column: nobody is still to be born.

    :param str name: of the field
    """
    return today.year if name.endswith("birth_date") else LAST_YEAR


def read_date(text, last_year=LAST_YEAR):
    """Return a date written the French way (``3/2/1999``, ``3 février 1999``) or ISO.

    A column of dates saved as numbers counts days: 45621 is 25 November 2024. Excel
    writes ``03-févr.-99`` and ``mercredi 3 février 1999``, too. An hour is left out.

    :param int last_year: two-digit years end no later (2026: 26 is 2026, 27 is 1927)
    """
    text, short = cell_text(text), False
    if match := MOMENT.match(text):
        text = match[1]
    if match := SERIAL_DATE.match(text):
        return bounds.read_date(SERIAL_START + timedelta(days=int(match[1])))
    if match := ISO_DATE.match(text) or COMPACT_DATE.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := NUMERIC_DATE.match(text):
        day, month, year = (int(part) for part in match.groups())
        short = len(match[3]) == 2
    elif match := WRITTEN_DATE.match(plain(text)):
        day, month, year = int(match[1]), _month_of(match[2]), int(match[3])
        short = len(match[3]) == 2
    else:
        raise ValueError(f"not a date: {text}")
    if short:
        year += (last_year - year) // 100 * 100
    return bounds.read_date(date(year, month, day))


def read_moment(text):
    """Return the naive moment of a day written as :func:`read_date` takes it.

    Without an hour, the day begins: a spreadsheet writes midnight so, too.

    :raise ValueError: for an hour that is not understood, too
    """
    text = cell_text(text)
    if match := SERIAL_DATE.match(text):
        seconds = round(float(f"0.{match[2] or 0}") * 24 * 60 * 60)
        return datetime.combine(read_date(text), time()) + timedelta(seconds=seconds)
    if match := MOMENT.match(text):
        hour = time(*(int(part or 0) for part in match.groups()[1:]))
        return datetime.combine(read_date(match[1]), hour)
    if ":" in text:
        raise ValueError(f"not an hour: {text}")
    return datetime.combine(read_date(text), time())


def _month_of(word):
    """Return the number of a month, by its name or the beginning that tells it apart.

    :raise ValueError: when it is none, or of two: ``jui`` is June and July
    """
    found = [n for n, name in enumerate(MONTHS, 1) if name.startswith(word)]
    if len(found) != 1:
        raise ValueError(f"not a month: {word}")
    return found[0]


def read_phone(text, department_code=None):
    """Return the first phone of a cell in the E.164 form, remarks left aside.

    Overseas numbers keep their ten digits wherever their owner lives.
    """
    text = REMARK.sub(" ", cell_text(text)).replace("(0)", " ")
    for part in (text, *PHONE_BREAK.split(text)):
        for department in (department_code, *OVERSEAS_REGION):
            try:
                return normalize_phone(part, department)
            except ValueError:
                continue
    raise ValueError(f"not a phone: {text}")


def read_postcode(text):
    """Return five digits: a spreadsheet drops the zero of ``01000``."""
    digits = cell_text(text).replace(" ", "")
    digits = digits.removeprefix("F-").removesuffix(".0")
    if len(digits) == 4 and digits.isdigit():
        digits = f"0{digits}"
    if not re.fullmatch(r"[0-9]{5}", digits):
        raise ValueError(f"not a postcode: {text}")
    return digits


def read_siret(text):
    """Return 14 digits: a spreadsheet drops first zeros, and writes 8.0295478500028E+13.

    :raise InvalidIdentifier: ``shortened`` where it kept too few digits
    """
    number = cell_text(text).replace(" ", "").replace(",", ".")
    if match := SCIENTIFIC.fullmatch(number):
        if len(match[1]) < 12:  # 8.02955E+13 may be any of thousands
            raise InvalidIdentifier("SIRET", text, "shortened")
        number = str(int(Decimal(number)))
    number = re.sub(r"\.0*$", "", number)
    if number.isdecimal() and 11 < len(number) < 14:
        with suppress(InvalidIdentifier):
            return normalize_siret(number.zfill(14))
    return normalize_siret(number)


def read_headcount(text, codes=False):
    """Return Insee's code of a headcount: ``12 salariés`` and ``10 à 19`` give 11.

    :param bool codes: two digits are Insee's code (12: 20 to 49 employees), not a
        number of employees
    """
    text = cell_text(text)
    if text in HEADCOUNT_CODES and (codes or text.startswith("0")):
        return text
    figures = re.sub(r"(?<=\d)[ .,](?=\d{3}\b)", "", text)
    numbers = [int(number) for number in re.findall(r"\d+", figures)]
    if not numbers:
        if plain(text) in ("aucun", "aucun salarie", "neant", "sans salarie"):
            return "00"
        raise ValueError(f"not a headcount: {text}")
    lowest = numbers[0] - ("moins de" in plain(text))
    return next((code for limit, code in HEADCOUNT_LIMITS if lowest <= limit), "53")


def read_boolean(text):
    """Return what a tick, *oui* or *non* means."""
    word = plain(text)
    if word in YES or word in NO:
        return word in YES
    raise ValueError(f"neither yes nor no: {text}")


def read_number(text):
    """Return the whole number of ``15 km``."""
    match = re.fullmatch(r"(\d{1,6})(?:[.,]0+)?\s*[A-Za-z]*", cell_text(text))
    if not match:
        raise ValueError(f"not a whole number: {text}")
    return bounds.read_integer(match[1], 0)


def read_decimal(text):
    """Return the number of ``1 234,50 €``: alone, a comma or a point tells decimals.

    :raise ValueError: when it is none
    """
    number = UNIT.sub("", cell_text(text).replace(" ", ""))
    if GROUPED.fullmatch(number) and not DECIMAL.fullmatch(number):
        thousands = next(char for char in number if char in ".,")
        number = number.replace(thousands, "")
    if not DECIMAL.fullmatch(number):
        raise ValueError(f"not a number: {text}")
    return bounds.read_number(number.replace(",", "."), bounds.MONEY)


def person_name(first, last):
    """Return *Prénom Nom*; capitals of a list become those of a name."""
    parts = [part.title() if part.isupper() else part for part in (first, last)]
    return " ".join(part for part in parts if part)
