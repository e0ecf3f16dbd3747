"""Establishments that may be one: same SIRET, or same name and postcode.

The key is stored without accents, case or punctuation, so that an index finds
the duplicates: PostgreSQL's *unaccent* may be missing, and is not immutable.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from ...utils.import_cells import plain


def key_of(partner):
    """Return the key that an establishment shares with its duplicates, if any."""
    if not partner.is_company:
        return False
    name, postcode = plain(partner.name or ""), "".join((partner.zip or "").split())
    return f"{name}|{postcode}" if name and postcode else False


def duplicates_of(partners):
    """Return ``{partner: its possible duplicates}``: one query for all."""
    found = _alike(partners)
    by_key = found.grouped("club_duplicate_key")
    by_siret = found.grouped("company_registry")
    nobody = partners.browse()
    duplicates = {}
    for partner in partners:
        key, siret = partner.club_duplicate_key, partner.company_registry
        same = by_key.get(key, nobody) if key else nobody
        if siret and partner.is_company:
            same |= by_siret.get(siret, nobody)
        duplicates[partner] = same - partner._origin
    return duplicates


def _alike(partners):
    keys = [key for key in partners.mapped("club_duplicate_key") if key]
    sirets = [siret for siret in partners.mapped("company_registry") if siret]
    if not keys and not sirets:
        return partners.browse()
    same = Domain("club_duplicate_key", "in", keys) | (
        Domain("company_registry", "in", sirets) & Domain("is_company", "=", True)
    )
    Partner = partners.env["res.partner"]
    return Partner.search(same)


def of_same_siret(partner):
    """Return another partner of the same SIRET and company, or none."""
    return partner.with_context(active_test=False).search(
        [
            ("company_registry", "=", partner.company_registry),
            ("id", "!=", partner._origin.id),
            ("company_id", "in", [False, partner.company_id.id]),
        ],
        limit=1,
    )


def doubled(Partner):
    """Return the query of the ids of all establishments that have a duplicate."""
    Partner.flush_model(
        ["active", "club_duplicate_key", "company_registry", "is_company"]
    )
    return SQL(
        """
        SELECT unnest(array_agg(id)) FROM res_partner
        WHERE active AND club_duplicate_key IS NOT NULL
        GROUP BY club_duplicate_key HAVING COUNT(*) > 1
        UNION
        SELECT unnest(array_agg(id)) FROM res_partner
        WHERE active AND is_company AND company_registry > ''
        GROUP BY company_registry HAVING COUNT(*) > 1
        """
    )
