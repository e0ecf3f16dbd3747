"""The columns of a file of establishments, and what its lines make of each other.

The file of an agency joins the shared network: an establishment already known by its
SIRET (without one: by its name and postcode) is completed, never doubled, and empty
cells change nothing. ``res.partner`` reads, checks and writes by ``club.import.mixin``.
"""

import re
from contextlib import suppress

from odoo.exceptions import ValidationError
from odoo.fields import Command

from ...utils.import_cells import HEADCOUNT_CODES, plain, read_headcount, read_siret
from . import sirene_extract
from .sirene import checked_ape, checked_siret

HEADERS = {
    "name": "raison sociale|nom|nom de l entreprise|nom etablissement|enseigne|"
    "nom de l etablissement|entreprise|etablissement|societe|employeur|denomination|"
    "denomination sociale",
    "company_registry": "siret|n siret|no siret|numero siret|numero de siret|code siret",
    "ape_code": "ape|code ape|naf|code naf|ape naf|code ape naf|activite principale",
    "headcount_band": "effectif|effectifs|tranche d effectif|tranche effectif|"
    "tranche d effectifs|tranche effectifs|nombre de salaries|nb salaries|salaries",
    "street": "adresse|rue|voie|adresse 1|adresse postale",
    "street2": "complement d adresse|complement adresse|complement|adresse 2",
    "zip": "code postal|cp|code postale",
    "city": "commune|ville|localite",
    "phone": "telephone|tel|n de telephone|numero de telephone|telephone fixe|tel fixe|"
    "telephone standard|standard|portable|mobile|telephone portable|tel portable",
    "email": "e mail|email|mail|courriel|adresse e mail|adresse mail|adresse email",
    "website": "site|site web|site internet",
    "club_charter_ids": "charte|chartes|charte signee|chartes signees",
    "club_network_status": "statut|statut reseau|statut dans le reseau|etat du contact",
    "comment": "commentaire|commentaires|observation|observations|remarque|remarques|"
    "note|notes",
    "child_ids/name": "contact|interlocuteur|nom du contact|personne a contacter|"
    "correspondant|nom de l interlocuteur",
    "child_ids/function": "fonction|fonction du contact|qualite|poste du contact|"
    "fonction de l interlocuteur",
    "child_ids/phone": "telephone du contact|tel contact|telephone contact|"
    "tel du contact|ligne directe|portable du contact",
    "child_ids/email": "e mail du contact|mail du contact|email du contact|mail contact|"
    "e mail contact|email contact|courriel du contact",
}
"""The headers agencies write above each column, as :func:`plain` reads them."""


def fields_by_header():
    """Return ``{header: field}``."""
    return {
        header: field
        for headers in (HEADERS, sirene_extract.HEADERS)
        for field, text in headers.items()
        for header in text.split("|")
    }


def applies(env, fields):
    """Tell whether a file was opened from the establishments, or tells SIRET or APE."""
    if "id" in fields or ".id" in fields:
        return False
    ours = {"company_registry", "ape_code", "headcount_band", *sirene_extract.COLUMNS}
    ours &= set(fields)
    return bool(env.context.get("default_club_employer") or ours)


def templates(env):
    """Return the sample files offered on the screen of the import."""
    return [
        {
            "label": env._("Establishments (Excel)"),
            "template": "/clubs_ambition/static/import/etablissements.xlsx",
        },
        {
            "label": env._("Establishments (CSV)"),
            "template": "/clubs_ambition/static/import/etablissements.csv",
        },
    ]


# === COLUMNS === #


def read_name(partners, row, name, text, lookup):
    return {} if text == sirene_extract.NOT_TOLD else {name: text}


def read_siret_cell(partners, row, name, text, lookup):
    return {name: checked_siret(partners.env, text, read_siret)}


def read_ape(partners, row, name, text, lookup):
    """Read a code; those the register keeps of older nomenclatures are left out."""
    if sirene_extract.is_extract(row):
        with suppress(ValidationError):
            return {name: checked_ape(partners.env, text)}
        return {}
    return {name: checked_ape(partners.env, text)}


def read_headcount_band(partners, row, name, text, lookup):
    def reason():
        return partners.env._(
            "“%s” is not a headcount: write a number of employees, or a band like "
            "10 à 19.",
            text[:60],
        )

    codes = row.notes.get("headcount_codes")
    return {
        name: partners._import_try(
            lambda cell: read_headcount(cell, codes), text, reason
        )
    }


def read_charters(partners, row, name, text, lookup):
    charters = partners.env["club.charter"].search([])
    parts = [part for part in re.split("[|;,]", text) if part.strip()]
    kind = partners.env._("a charter")
    found = [lookup.one_of(part, charters, kind, codes=("code",)) for part in parts]
    return {name: [Command.link(charter.id) for charter in found]}


def read_contact(partners, row, name, text, lookup):
    """Put what is read aside: the contact is created with its establishment."""
    row.vals.setdefault("contact", {})[name.split("/")[1]] = text


def read_contact_phone(partners, row, name, text, lookup):
    phone = partners._import_phone_of(row, text)
    read_contact(partners, row, name, phone, lookup)


def read_contact_email(partners, row, name, text, lookup):
    email = partners._import_email(row, name, text, lookup)[name]
    read_contact(partners, row, name, email, lookup)


READERS = {
    "name": read_name,
    "company_registry": read_siret_cell,
    "ape_code": read_ape,
    "headcount_band": read_headcount_band,
    "zip": "_import_postcode",
    "phone": "_import_phone",
    "email": "_import_email",
    "club_charter_ids": read_charters,
    "child_ids/name": read_contact,
    "child_ids/function": read_contact,
    "child_ids/phone": read_contact_phone,
    "child_ids/email": read_contact_email,
    **sirene_extract.READERS,
}
"""What reads a cell of each column: a function, or a method of the mixin."""

# === LINES === #


def note_codes(rows):
    """Read two-digit headcounts as Insee's codes when one of the column must be."""
    sirene_extract.clean_rows(rows)
    cells = [str(row.cells.get("headcount_band") or "").strip() for row in rows]
    known = all(cell in HEADCOUNT_CODES | {"", "NN"} for cell in cells)
    if known and any(cell in ("00", "01", "02", "03", "NN") for cell in cells):
        for row, cell in zip(rows, cells, strict=True):
            row.notes["headcount_codes"] = True
            if cell == "NN":
                row.cells["headcount_band"] = ""


def check_lines(partners, rows):
    """Join a line of a contact to the establishment above; refuse doubles."""
    previous, seen = None, {}
    for row in rows:
        sirene_extract.complete_row(partners, row)
        name = row.vals.get("name")
        alone = not name and not row.errors and set(row.vals) == {"contact"}
        if alone and previous:
            row.parent = previous
            continue
        previous = row
        if not name:
            label = partners._import_label("name")
            row.errors.append((label, partners._import_missing()))
        key = _key(row.vals)
        if key in seen:
            label = partners._import_label("company_registry")
            double = partners.env._("Same establishment as line %s.", seen[key])
            row.errors.append((label, double))
        elif key:
            seen[key] = row.line


def _key(vals):
    """Return what makes two lines one establishment."""
    if vals.get("company_registry"):
        return vals["company_registry"]
    if vals.get("name") and vals.get("zip"):
        return (plain(vals["name"]), vals["zip"])
    return None


# === WRITING === #


def complete_lines(partners, rows):
    """Find the establishments that are known, and gather the contacts of each."""
    contacts = {}
    for row in rows:
        contact = row.vals.pop("contact", None)
        if contact and (contact.get("name") or contact.get("function")):
            contacts.setdefault(row.parent or row, []).append(contact)
    known = _known(partners, rows)
    for row in rows:
        partner = None if row.parent else known.get(_key(row.vals))
        _complete(partners.env, row, partner, contacts.get(row, ()))


def _known(partners, rows):
    """Return the establishments of the network by the key of their line."""
    keys = {_key(row.vals) for row in rows if not row.parent} - {None}
    sirets = [key for key in keys if isinstance(key, str)]
    # Two files at once, or a file and the public form, make one establishment.
    turns = [("siret", key) if isinstance(key, str) else key for key in keys]
    partners.env["club.turn"]._take(*turns)
    postcodes = [key[1] for key in keys if isinstance(key, tuple)]
    known = {}
    by_place = [("zip", "in", postcodes), ("club_employer", "=", True)]
    for partner in partners.search(by_place) if postcodes else ():
        known[(plain(partner.name or ""), partner.zip)] = partner
    by_siret = [("company_registry", "in", sirets), ("is_company", "=", True)]
    for partner in partners.search(by_siret):
        known[partner.company_registry] = partner
    return known


def _complete(env, row, partner, contacts):
    vals = row.vals
    vals["club_employer"] = True
    if partner:
        vals.update(id=partner.id, name=partner.name)
        names = {plain(child.name or "") for child in partner.child_ids}
        contacts = [x for x in contacts if plain(x.get("name", "")) not in names]
    else:
        vals.update(is_company=True, country_id=env.ref("base.fr").id)
    if contacts:
        vals["child_ids"] = [
            Command.create({"name": contact.get("function"), **contact})
            for contact in contacts
        ]
