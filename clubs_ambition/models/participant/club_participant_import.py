from odoo import api, models
from odoo.fields import Command

from ...utils import clock
from ...utils.import_cells import plain
from ...utils.import_lookup import CellError

HEADERS = {
    "person_name": "nom et prenom|nom prenom|prenom nom|nom complet|prenom et nom|"
    "personne|participant|demandeur d emploi|beneficiaire",
    "person_last_name": "nom|nom de famille|nom d usage|nom de naissance",
    "person_first_name": "prenom|prenoms",
    "phone": "telephone|tel|n de telephone|numero de telephone|portable|mobile|"
    "telephone portable|tel portable|gsm",
    "email": "e mail|email|mail|courriel|adresse e mail|adresse mail|adresse email",
    "person_street": "adresse|rue|voie|adresse 1|adresse postale",
    "person_street2": "complement d adresse|complement adresse|complement|adresse 2",
    "person_zip": "code postal|cp",
    "person_city": "commune|ville|localite|commune de residence",
    "birth_date": "date de naissance|ne le|nee le|ne e le|date naissance|naissance|ddn",
    "education_level_id": "niveau|niveau de formation|niveau d etudes|niveau scolaire|"
    "formation|diplome|niveau de diplome|niveau de qualification",
    "district_id": "quartier|qpv|quartier prioritaire|code qpv|quartier qpv|"
    "quartier prioritaire qpv|quartier de residence|zus",
    "occupation_ids": "metier|metiers|metier recherche|metiers recherches|rome|"
    "code rome|codes rome|projet|projet professionnel|emploi recherche|metier vise|"
    "metier s recherche s|poste recherche",
    "mobility_km": "mobilite|mobilite km|mobilite en km|rayon|rayon km",
    "available_from": "disponible le|disponibilite|disponible a partir du|"
    "date de disponibilite",
    "club_id": "club|nom du club|club vise|club ambition",
    "referent_id": "referent|referente|conseiller|conseiller referent|"
    "conseiller ft|referent e mail|e mail du referent|mail du referent",
    "prescriber_id": "prescripteur|oriente par|orientation|structure|partenaire|"
    "structure prescriptrice|prescripteur orienteur",
    "oriented_on": "date d orientation|oriente le|orientee le|date orientation|"
    "oriente e le",
    "orientation_note": "commentaire|commentaires|observation|observations|remarque|"
    "remarques|note|notes|motif|motif de l orientation",
    "rqth": "rqth|travailleur handicape|th",
}


class ClubParticipant(models.Model):
    """Import of oriented people: a line is a person and the journey they begin."""

    _name = "club.participant"
    _inherit = ["club.participant", "club.import.mixin"]

    _import_headers = {
        header: field for field, text in HEADERS.items() for header in text.split("|")
    }
    _import_readers = {
        "person_name": "_import_text",
        "person_last_name": "_import_text",
        "person_first_name": "_import_text",
        "person_street": "_import_text",
        "person_street2": "_import_text",
        "person_city": "_import_text",
        "person_zip": "_import_postcode",
        "phone": "_import_phone",
        "email": "_import_email",
        "birth_date": "_import_birth_date",
        "education_level_id": "_import_level",
        "district_id": "_import_district",
        "occupation_ids": "_import_occupations",
        "mobility_km": "_import_number",
        "available_from": "_import_date",
        "club_id": "_import_club",
        "referent_id": "_import_referent",
        "prescriber_id": "_import_prescriber",
        "oriented_on": "_import_date",
        "rqth": "_import_boolean",
    }
    _import_shared = (
        *("education_level_id", "occupation_ids", "club_id", "referent_id"),
        "prescriber_id",
    )
    _import_anchor = "oriented_on"
    # Who has the e-mail of somebody, or their name and phone, knows them already.
    _import_found = ("person_id",)
    _import_zip = "person_zip"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Oriented people (Excel)"),
                "template": "/clubs_ambition/static/import/participants.xlsx",
            },
            {
                "label": self.env._("Oriented people (CSV)"),
                "template": "/clubs_ambition/static/import/participants.csv",
            },
        ]

    @api.model
    def _import_applies(self, fields):
        """A file that gives External IDs or the person as a record is Odoo's own."""
        return not {"id", ".id", "person_id", "person_id/id", "person_id/.id"} & set(
            fields
        )

    @api.model
    def _import_extra_fields(self):
        return {
            "person_last_name": self.env._("Last name"),
            "person_first_name": self.env._("First name"),
            "person_name": self.env._("First and last name"),
            "person_street": self.env._("Address"),
            "person_street2": self.env._("Address (more)"),
            "person_zip": self.env._("Postcode"),
            "person_city": self.env._("Commune"),
        }

    # === COLUMNS === #

    def _import_birth_date(self, row, name, text, lookup):
        values = self._import_date(row, name, text, lookup)
        today = lookup.once("today", lambda: clock.today(self))
        age = today.year - values[name].year
        if not 14 <= age <= 80:
            raise CellError(
                self.env._(
                    "“%(date)s” gives an age of %(age)s: check the year.",
                    date=text,
                    age=age,
                )
            )
        return values

    def _import_level(self, row, name, text, lookup):
        return {name: lookup.level(text)}

    def _import_district(self, row, name, text, lookup):
        return lookup.district(text, str(row.cells.get("person_city") or ""))

    def _import_occupations(self, row, name, text, lookup):
        return {name: [Command.set(lookup.occupations(text))]}

    def _import_club(self, row, name, text, lookup):
        clubs = self._import_clubs()
        return {name: lookup.one_of(text, clubs, self.env._("one of your clubs")).id}

    @api.model
    def _import_clubs(self):
        """Return the clubs the user may record people in."""
        user = self.env.user
        if user.has_group("clubs_ambition.group_clubs_coordinator"):
            return self.env["club.club"].search([])
        return (user.club_ids | user.club_managed_ids).filtered("active")

    def _import_referent(self, row, name, text, lookup):
        key = text.removeprefix("mailto:").casefold()
        users = self.env["res.users"].search(
            [
                ("share", "=", False),
                *("|", "|", ("login", "=ilike", key), ("email", "=ilike", key)),
                ("name", "=ilike", text),
            ]
        )
        if len(users) != 1:
            raise CellError(
                self.env._("“%s” is no user: write their login or e-mail.", text[:60])
            )
        return {name: users.id}

    def _import_prescriber(self, row, name, text, lookup):
        """A known prescriber by name or e-mail, else the kind of one."""
        kinds = self._fields["prescriber_kind"]._description_selection(self.env)
        kind = {plain(label): key for key, label in kinds}.get(plain(text))
        if kind and self._has_field_access(self._fields["prescriber_kind"], "write"):
            return {"prescriber_kind": kind}
        prescribers = self.env["res.partner"].search([("club_prescriber", "=", True)])
        described = self.env._("a prescriber of the network")
        return {name: lookup.one_of(text, prescribers, described, ("name", "email")).id}
