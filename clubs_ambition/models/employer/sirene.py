"""What Insee's Sirene register says of an establishment: SIRET, APE, headcount."""

from odoo.exceptions import ValidationError

from ...utils.identifiers import (
    SIRENE_COUNTRIES,
    is_siren,
    normalize_ape,
    normalize_siret,
)

HEADCOUNTS = [
    ("00", "No employee"),
    ("01", "1 or 2"),
    ("02", "3 to 5"),
    ("03", "6 to 9"),
    ("11", "10 to 19"),
    ("12", "20 to 49"),
    ("21", "50 to 99"),
    ("22", "100 to 199"),
    ("31", "200 to 249"),
    ("32", "250 to 499"),
    ("41", "500 to 999"),
    ("42", "1,000 to 1,999"),
    ("51", "2,000 to 4,999"),
    ("52", "5,000 to 9,999"),
    ("53", "10,000 or more"),
]
"""Headcount bands, with their codes."""


def expects_siret(partner):
    """Tell whether a SIRET is expected of a partner.

    Without a country, only the employers of the network are taken for French.
    """
    code = partner.country_id.code
    return partner.is_company and (
        code in SIRENE_COUNTRIES if code else partner.club_employer
    )


def checked_siret(env, text, reader=normalize_siret):
    """Return a SIRET as it is stored.

    :param reader: of what was typed, or of what a spreadsheet made of it
    :raise ValidationError: when it is none, with what may have been meant
    """
    try:
        return reader(text)
    except ValueError as error:
        if getattr(error, "reason", "") == "shortened":
            raise ValidationError(
                env._(
                    "“%s” is a SIRET that the spreadsheet shortened: give its column "
                    "the format “Number” without decimals, and save the file again.",
                    text,
                )
            ) from error
        if is_siren(text):
            raise ValidationError(
                env._(
                    "“%s” is a SIREN, the number of the whole company: enter the "
                    "SIRET of this establishment, the same 9 digits and 5 more, or "
                    "leave it empty for now.",
                    text,
                )
            ) from error
        raise ValidationError(
            env._(
                "“%s” is not a SIRET: 14 digits are expected, whose key is right. "
                "Copy it from the company's documents, or give the country of a "
                "company that is not in France.",
                text,
            )
        ) from error


def checked_ape(env, text):
    """Return an APE code as it is stored.

    :raise ValidationError: when it is none
    """
    try:
        return normalize_ape(text)
    except ValueError as error:
        raise ValidationError(
            env._("“%s” is not an APE code: 47.11F is one.", text)
        ) from error


def cleaned(env, vals):
    """Return values of a partner with one form of what people type in many."""
    vals = dict(vals)
    siret = vals.get("company_registry")
    if siret:
        digits = "".join(siret.split())
        if len(digits) == 14 and digits.isdigit():
            vals["company_registry"] = digits
    if vals.get("ape_code"):
        vals["ape_code"] = checked_ape(env, vals["ape_code"])
    return vals
