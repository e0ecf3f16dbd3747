"""French identifiers: one clean form each, or a ``ValueError``.

Pure functions on text, so that a form, an import and an API clean alike.
"""

import re

import phonenumbers
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fr import nir, siret

APE = re.compile(r"^(\d{2})\.?(\d{2})([A-Z])$")
FT_IDENTIFIER = re.compile(r"^(\d{7}[0-9A-Z]|\d{11})$")
OVERSEAS_REGION = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "987": "PF",
    "988": "NC",
    "986": "WF",
}
FICTION = re.compile(r"^\+33(199|261|353|465|536|639)\d{6}$")
"""Ranges the French regulator keeps for fiction: training databases use them."""

# sex, year, month (or a fictive one), department (2A, 2B), commune, order [, key]
NIR_SHAPE = re.compile(
    r"(?<![0-9A-Za-z])"
    r"([1-478])[ .\-]?(\d{2})[ .\-]?(0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)"
    r"[ .\-]?(\d{2}|2[AaBb])[ .\-]?(\d{3})[ .\-]?(\d{3})"
    r"(?:[ .\-/]{0,3}(\d{2}))?"
    r"(?![0-9A-Za-z])"
)


def normalize_siret(text):
    """Return the 14 digits of a SIRET.

    The key is Luhn's on 14 digits and on the SIREN, with La Poste's exception
    (356000000…, whose digits sum to a multiple of 5), as python-stdnum knows it.

    :raise ValueError: when the number or its key is wrong
    """
    try:
        return siret.validate(re.sub(r"[\s\u00a0\u202f.\-]", "", str(text)))
    except StdnumError as error:
        raise ValueError(f"not a SIRET: {text}") from error


def normalize_ape(text):
    """Return an APE code as ``47.11F``.

    Only the form is checked: NAF 2025 replaces revision 2 on 1 January 2027.
    """
    match = APE.match(re.sub(r"\s", "", str(text)).upper())
    if not match:
        raise ValueError(f"not an APE code: {text}")
    return f"{match[1]}.{match[2]}{match[3]}"


def normalize_ft_identifier(text):
    """Return a France Travail identifier: 8 characters (old) or 11 digits (new)."""
    identifier = re.sub(r"\s", "", str(text)).upper()
    if not FT_IDENTIFIER.match(identifier):
        raise ValueError(f"not a France Travail identifier: {text}")
    return identifier


def normalize_phone(text, department_code=None):
    """Return a phone in the E.164 form, read as dialled in the department.

    0692… exists in Réunion and not in metropolitan France: the region matters.
    """
    region = OVERSEAS_REGION.get(department_code or "", "FR")
    try:
        number = phonenumbers.parse(str(text), region)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"not a phone: {text}") from error
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not (phonenumbers.is_valid_number(number) or FICTION.match(formatted)):
        raise ValueError(f"not a phone: {text}")
    return formatted


def find_nir(text):
    """Tell whether a text holds a social-security number (NIR), 13 or 15 digits.

    With its key, the number must be right; without, its shape is enough: sex,
    year, month, department, commune, order. A SIRET has 14 digits and never fits.
    """
    return any(_is_nir(match) for match in NIR_SHAPE.finditer(str(text)))


def _is_nir(match):
    number = "".join(match.groups(default="")).upper()
    if len(number) == 15:
        return nir.is_valid(number)
    return len(number) == 13 and match[4] != "00"
