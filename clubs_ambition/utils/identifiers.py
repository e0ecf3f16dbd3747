"""French identifiers: one clean form each, or a ``ValueError``.

Pure functions on text, so that a form, an import and an API clean alike.
"""

import re

import phonenumbers
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fr import siren, siret

from .nir import find_nir

__all__ = [
    "SIRENE_COUNTRIES",
    "InvalidIdentifier",
    "department_of",
    "find_nir",
    "is_siren",
    "normalize_ape",
    "normalize_ft_identifier",
    "normalize_phone",
    "normalize_siret",
    "spoken_phone",
]

APE = re.compile(r"^([0-9]{2})\.?([0-9]{2})([A-Z])$")
FT_IDENTIFIER = re.compile(r"^([0-9]{7}[0-9A-Z]|[0-9]{11})$")
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
SIRENE_COUNTRIES = ("FR", "BL", "GF", "GP", "MF", "MQ", "PM", "RE", "YT")
"""Where Insee gives a SIRET (Sirene). New Caledonia, French Polynesia and Wallis and
Futuna have registers of their own."""
FICTION = re.compile(r"^\+33(199|261|353|465|536|639)\d{6}$")
"""Ranges the French regulator keeps for fiction: training databases use them."""


class InvalidIdentifier(ValueError):
    """Says in ``reason`` what is wrong: ``length``, ``checksum`` or ``format``."""

    def __init__(self, kind, text, reason="format"):
        super().__init__(f"not a {kind} ({reason}): {text}")
        self.reason = reason


def normalize_siret(text):
    """Return the 14 digits of a SIRET.

    The key is Luhn's on 14 digits and on the SIREN, with La Poste's exception
    (356000000…, whose digits sum to a multiple of 5), as python-stdnum knows it.

    :raise InvalidIdentifier: when the number or its key is wrong
    """
    number = re.sub(r"[\s.\-]", "", str(text))
    try:
        number = siret.validate(number)
    except InvalidLength as error:
        raise InvalidIdentifier("SIRET", text, "length") from error
    except InvalidChecksum as error:
        raise InvalidIdentifier("SIRET", text, "checksum") from error
    except StdnumError as error:
        raise InvalidIdentifier("SIRET", text) from error
    if not number.strip("0"):  # zeros satisfy the key and identify nobody
        raise InvalidIdentifier("SIRET", text)
    return number


def is_siren(text):
    """Tell whether a text is a SIREN: the 9 digits of a company, not of a place."""
    return siren.is_valid(re.sub(r"[\s.\-]", "", str(text)))


def normalize_ape(text):
    """Return an APE code as ``47.11F``.

    Only the form is checked: NAF 2025 replaces revision 2 on 1 January 2027.

    :raise InvalidIdentifier: when the form is another
    """
    match = APE.match(re.sub(r"\s", "", str(text)).upper())
    if not match:
        raise InvalidIdentifier("APE code", text)
    return f"{match[1]}.{match[2]}{match[3]}"


def normalize_ft_identifier(text):
    """Return a France Travail identifier: 8 characters (old) or 11 digits (new).

    :raise InvalidIdentifier: when the form is another
    """
    identifier = re.sub(r"\s", "", str(text)).upper()
    if not FT_IDENTIFIER.match(identifier):
        raise InvalidIdentifier("France Travail identifier", text)
    return identifier


def normalize_phone(text, department_code=None):
    """Return a phone in the E.164 form, read as dialled in the department.

    0692… exists in Réunion and not in metropolitan France: the region matters. A
    number of metropolitan France is understood everywhere.

    :raise InvalidIdentifier: when nobody can be called there
    """
    overseas = OVERSEAS_REGION.get((department_code or "")[:3])
    for region in filter(None, [overseas, "FR"]):
        formatted = _phone_of(text, region)
        if formatted:
            return formatted
    raise InvalidIdentifier("phone", text)


def _phone_of(text, region):
    try:
        number = phonenumbers.parse(str(text), region)
    except phonenumbers.NumberParseException:
        return None
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number) or FICTION.match(formatted):
        return formatted
    return None


def spoken_phone(number):
    """Return a phone as people say it: ``06 12 34 56 78`` in France.

    What has no country is as it was typed.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    region = phonenumbers.region_code_for_number(parsed) or "FR"
    ours = region == "FR" or region in OVERSEAS_REGION.values()
    forms = phonenumbers.PhoneNumberFormat
    form = forms.NATIONAL if ours else forms.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def department_of(postcode):
    """Return the department of a French postcode (Corsica shares ``20``)."""
    postcode = postcode.strip()
    if postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    return postcode[:3] if postcode[:2] in ("97", "98") else postcode[:2]
