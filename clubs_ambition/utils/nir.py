"""Find a social-security number (NIR) somewhere in a text.

Decree 2019-341 lists who may use the NIR; a club may not (CNIL, deliberation
2024-088: it must not become a general identifier of job seekers). The number is
sex, year, month, department, commune, order, then a key of two digits that people
often leave out: 1 85 05 78 006 084 91.
"""

import re
import unicodedata
from html import unescape

from stdnum.fr import nir

from odoo.tools import plaintext2html

from .bounds import clean_text

_GAP = r"[ \t._\-\u00a0\u2007\u2009\u2010-\u2015\u202f]{1,3}"
_DIGITS = r"(?:[0-9]*2[ABab](?![A-Za-z])[0-9]*|[0-9]+)"  # Corsica: 2A, 2B
_RUN = re.compile(rf"{_DIGITS}(?:{_GAP}{_DIGITS})*")
_GROUP = re.compile(_DIGITS)
_SHAPE = re.compile(
    r"(?P<sex>[1-478])(?P<year>[0-9]{2})(?P<month>[0-9]{2})"
    r"(?P<department>2[AB]|[0-9]{2})(?P<commune>[0-9]{3})(?P<order>[0-9]{3})"
    r"(?P<key>[0-9]{2})?"
)
_FIELD_ENDS = {0, 1, 3, 5, 7, 10, 13, 15}
_ABROAD = "99"
_TAG = re.compile(r"<[^<>]*>")
SHORTEST = 13
"""Characters of a NIR without its key."""


def find_nir(text):
    """Tell whether a text holds a NIR, of 13 digits or 15 with the key.

    Digits may be parted by spaces, dots or dashes. With its key, the key must be
    right; without, the shape must be plausible. A SIRET has 14 digits, a phone 10
    or 11, a France Travail identifier 8 or 11: none of them fits.
    """
    text = str(text or "")
    if len(text) < SHORTEST:
        return False
    if not text.isprintable():
        text = clean_text(text)  # as it will be recorded
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return any(_holds_nir(run[0].upper()) for run in _RUN.finditer(text))


def _holds_nir(run):
    """Look at a run of digits parted by small gaps.

    Alone, a number may be grouped in any way (185 057 800 608 4). Beside other
    digits (a phone before it), its groups must end where its parts do: otherwise a
    date followed by a phone would pass for a NIR.
    """
    groups = _GROUP.findall(run)
    if _is_nir("".join(groups)):
        return True
    for start in range(len(groups)):
        number = ""
        for group in groups[start : start + 15]:
            number += group
            if len(number) not in _FIELD_ENDS:
                break
            if _is_nir(number):
                return True
    return False


def _is_nir(number):
    match = _SHAPE.fullmatch(number)
    if not match or match["department"] == "00" or match["order"] == "000":
        return False
    if match["key"]:
        return nir.is_valid(number)
    return match["commune"] != "000" and _plausible_month(match)


def _plausible_month(match):
    """A month of birth; above 12 (unknown month), only for a birth abroad (Insee)."""
    month = int(match["month"])
    if 1 <= month <= 12:
        return True
    return match["department"] == _ABROAD and (20 <= month <= 42 or month >= 50)


def mask_nir(text, mask="[…]"):
    """Return the text without its NIR: what comes in by itself cannot be refused."""
    return _RUN.sub(
        lambda run: mask if _holds_nir(run[0].upper()) else run[0], str(text or "")
    )


def find_nir_in_html(text):
    """Tell whether HTML shows a NIR, whatever part of it is in bold or in a cell."""
    return any(map(find_nir, _shown(text)))


def mask_nir_in_html(text):
    """Return HTML without its NIR; of what is set in several tags, the words alone."""
    kept = type(text)(mask_nir(text))
    if find_nir_in_html(kept):
        _together, apart = _shown(kept)
        kept = plaintext2html(_TAG.sub("", mask_nir(apart)))
    return kept


def _shown(text):
    """Return the words of HTML, without its tags and with a space for each."""
    text = str(text or "")
    return [unescape(_TAG.sub(between, text)) for between in ("", " ")]
