import re

from odoo import api, models
from odoo.fields import Command

from ...utils.import_cells import HEADCOUNT_CODES, plain, read_headcount

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


class ResPartner(models.Model):
    """Import of establishments: the file of an agency joins the shared network.

    An establishment already known by its SIRET (without one: by its name and
    postcode) is completed, never doubled, and empty cells change nothing.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "club.import.mixin"]

    _import_headers = {
        header: field for field, text in HEADERS.items() for header in text.split("|")
    }
    _import_readers = {
        "name": "_import_text",
        "company_registry": "_club_import_siret",
        "ape_code": "_club_import_ape",
        "headcount_band": "_club_import_headcount",
        "zip": "_import_postcode",
        "phone": "_import_phone",
        "email": "_import_email",
        "club_charter_ids": "_club_import_charters",
        "child_ids/name": "_club_import_contact",
        "child_ids/function": "_club_import_contact",
        "child_ids/phone": "_club_import_contact_phone",
        "child_ids/email": "_club_import_contact_email",
    }
    _import_shared = ("ape_code", "club_charter_ids")
    _import_anchor = "name"
    _import_zip = "zip"

    @api.model
    def get_import_templates(self):
        ours = [
            {
                "label": self.env._("Establishments (Excel)"),
                "template": "/clubs_ambition/static/import/etablissements.xlsx",
            },
            {
                "label": self.env._("Establishments (CSV)"),
                "template": "/clubs_ambition/static/import/etablissements.csv",
            },
        ]
        if self.env.context.get("default_club_employer"):
            return ours
        return super().get_import_templates() + ours

    @api.model
    def _import_applies(self, fields):
        """A file opened from the establishments, or that tells SIRET or APE."""
        if "id" in fields or ".id" in fields:
            return False
        told = {"company_registry", "ape_code", "headcount_band"} & set(fields)
        return bool(self.env.context.get("default_club_employer") or told)

    # === COLUMNS === #

    def _club_import_siret(self, row, name, text, lookup):
        return {name: self._club_normalized_siret(text)}

    def _club_import_ape(self, row, name, text, lookup):
        return {name: self._club_normalized_ape(text)}

    def _club_import_headcount(self, row, name, text, lookup):
        def reason():
            return self.env._(
                "“%s” is not a headcount: write a number of employees, or a band like "
                "10 à 19.",
                text[:60],
            )

        codes = row.notes.get("headcount_codes")
        return {
            name: self._import_try(
                lambda cell: read_headcount(cell, codes), text, reason
            )
        }

    def _club_import_charters(self, row, name, text, lookup):
        charters = self.env["club.charter"].search([])
        parts = [part for part in re.split("[|;,]", text) if part.strip()]
        found = [
            lookup.one_of(part, charters, self.env._("a charter"), codes=("code",))
            for part in parts
        ]
        return {name: [Command.link(charter.id) for charter in found]}

    def _club_import_contact(self, row, name, text, lookup):
        row.vals.setdefault("contact", {})[name.split("/")[1]] = text

    def _club_import_contact_phone(self, row, name, text, lookup):
        self._club_import_contact(row, name, self._import_phone_of(row, text), lookup)

    def _club_import_contact_email(self, row, name, text, lookup):
        email = self._import_email(row, name, text, lookup)[name]
        self._club_import_contact(row, name, email, lookup)

    # === LINES === #

    @api.model
    def _import_read(self, rows):
        """Two-digit headcounts are Insee's codes when one of the column must be."""
        cells = [str(row.cells.get("headcount_band") or "").strip() for row in rows]
        known = all(cell in HEADCOUNT_CODES | {"", "NN"} for cell in cells)
        if known and any(cell in ("00", "01", "02", "03", "NN") for cell in cells):
            for row, cell in zip(rows, cells, strict=True):
                row.notes["headcount_codes"] = True
                if cell == "NN":
                    row.cells["headcount_band"] = ""
        return super()._import_read(rows)

    @api.model
    def _import_check(self, rows):
        super()._import_check(rows)
        previous, seen = None, {}
        for row in rows:
            name = row.vals.get("name")
            if (
                not name
                and not row.errors
                and set(row.vals) == {"contact"}
                and previous
            ):
                row.parent = previous
                continue
            previous = row
            if not name:
                row.errors.append((self._import_label("name"), self._import_missing()))
            key = self._club_import_key(row.vals)
            if key in seen:
                row.errors.append(
                    (
                        self._import_label("company_registry"),
                        self.env._("Same establishment as line %s.", seen[key]),
                    )
                )
            elif key:
                seen[key] = row.line

    @api.model
    def _club_import_key(self, vals):
        """Return what makes two lines one establishment."""
        if vals.get("company_registry"):
            return vals["company_registry"]
        if vals.get("name") and vals.get("zip"):
            return (plain(vals["name"]), vals["zip"])
        return None

    # === WRITING === #

    @api.model
    def _import_write(self, rest, rows):
        contacts = {}
        for row in rows:
            contact = row.vals.pop("contact", None)
            if contact and (contact.get("name") or contact.get("function")):
                contacts.setdefault(row.parent or row, []).append(contact)
        known = self._club_import_known(rows)
        for row in rows:
            partner = (
                known.get(self._club_import_key(row.vals)) if not row.parent else None
            )
            self._club_import_values(row, partner, contacts.get(row, ()))
        return super()._import_write(rest, rows)

    @api.model
    def _club_import_known(self, rows):
        """Return the establishments of the network by the key of their line."""
        keys = {self._club_import_key(row.vals) for row in rows if not row.parent} - {
            None
        }
        sirets = [key for key in keys if isinstance(key, str)]
        postcodes = [key[1] for key in keys if isinstance(key, tuple)]
        known = {}
        by_place = [("zip", "in", postcodes), ("club_employer", "=", True)]
        for partner in self.search(by_place) if postcodes else self:
            known[(plain(partner.name or ""), partner.zip)] = partner
        by_siret = [("company_registry", "in", sirets), ("is_company", "=", True)]
        for partner in self.search(by_siret):
            known[partner.company_registry] = partner
        return known

    @api.model
    def _club_import_values(self, row, partner, contacts):
        vals = row.vals
        vals["club_employer"] = True
        if partner:
            vals.update(id=partner.id, name=partner.name)
            names = {plain(child.name or "") for child in partner.child_ids}
            contacts = [x for x in contacts if plain(x.get("name", "")) not in names]
        else:
            vals.update(is_company=True, country_id=self.env.ref("base.fr").id)
        if contacts:
            vals["child_ids"] = [
                Command.create({"name": contact.get("function"), **contact})
                for contact in contacts
            ]
