"""The columns of a file of oriented people, and what its lines make of each other.

A line is a person and the journey they begin. Who is known in sight is found again, who
may be somebody known is refused in words (``club.identity``). ``club.participant``
reads, checks and writes by ``club.import.mixin``.
"""

from odoo.fields import Command

from ...utils import clock
from ...utils.identity import canonical, split_name
from ...utils.import_cells import person_name, plain
from ...utils.import_lookup import CellError
from ..person.club_identity import Described

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
"""The headers clubs and agencies write above each column, as :func:`plain` reads them."""

PERSON = {
    "phone": "phone",
    "email": "email",
    "birth_date": "birth_date",
    "person_street": "street",
    "person_street2": "street2",
    "person_zip": "zip",
    "person_city": "city",
}
"""Columns of an import that are of the person: the field each one fills."""

RECORDED = {"id", ".id", "person_id", "person_id/id", "person_id/.id"}
"""Columns that give the person as a record: such a file is Odoo's own."""

SHARED = (
    *("education_level_id", "occupation_ids", "club_id", "referent_id"),
    "prescriber_id",
)
"""Columns read once for all the lines that say the same."""


def fields_by_header():
    """Return ``{header: field}``."""
    return {
        header: field for field, text in HEADERS.items() for header in text.split("|")
    }


def templates(env):
    """Return the sample files offered on the screen of the import."""
    return [
        {
            "label": env._("Oriented people (Excel)"),
            "template": "/clubs_ambition/static/import/participants.xlsx",
        },
        {
            "label": env._("Oriented people (CSV)"),
            "template": "/clubs_ambition/static/import/participants.csv",
        },
    ]


def labels(env):
    """Return ``{column: label}`` of those that are no field of a journey."""
    return {
        "person_last_name": env._("Last name"),
        "person_first_name": env._("First name"),
        "person_name": env._("First and last name"),
        "person_street": env._("Address"),
        "person_street2": env._("Address (more)"),
        "person_zip": env._("Postcode"),
        "person_city": env._("Commune"),
    }


# === COLUMNS === #


def read_birth_date(journeys, row, name, text, lookup):
    values = journeys._import_date(row, name, text, lookup)
    today = lookup.once("today", lambda: clock.today(journeys))
    age = today.year - values[name].year
    if not 14 <= age <= 80:
        raise CellError(
            journeys.env._(
                "“%(date)s” gives an age of %(age)s: check the year.",
                date=text,
                age=age,
            )
        )
    return values


def read_level(journeys, row, name, text, lookup):
    return {name: lookup.level(text)}


def read_district(journeys, row, name, text, lookup):
    return lookup.district(text, str(row.cells.get("person_city") or ""))


def read_occupations(journeys, row, name, text, lookup):
    return {name: [Command.set(lookup.occupations(text))]}


def read_club(journeys, row, name, text, lookup):
    clubs = clubs_of_user(journeys)
    return {name: lookup.one_of(text, clubs, journeys.env._("one of your clubs")).id}


def clubs_of_user(journeys):
    """Return the clubs the user may record people in."""
    user = journeys.env.user
    if user.has_group("clubs_ambition.group_clubs_coordinator"):
        return journeys.env["club.club"].search([])
    return (user.club_ids | user.club_managed_ids).filtered("active")


def read_referent(journeys, row, name, text, lookup):
    key = text.removeprefix("mailto:").casefold()
    users = journeys.env["res.users"].search(
        [
            ("share", "=", False),
            *("|", "|", ("login", "=ilike", key), ("email", "=ilike", key)),
            ("name", "=ilike", text),
        ]
    )
    if len(users) != 1:
        raise CellError(
            journeys.env._("“%s” is no user: write their login or e-mail.", text[:60])
        )
    return {name: users.id}


def read_prescriber(journeys, row, name, text, lookup):
    """Return a known prescriber by name or e-mail, else the kind of one."""
    kinds = journeys._fields["prescriber_kind"]._description_selection(journeys.env)
    kind = {plain(label): key for key, label in kinds}.get(plain(text))
    if kind and journeys._has_field_access(
        journeys._fields["prescriber_kind"], "write"
    ):
        return {"prescriber_kind": kind}
    prescribers = journeys.env["res.partner"].search([("club_prescriber", "=", True)])
    described = journeys.env._("a prescriber of the network")
    return {name: lookup.one_of(text, prescribers, described, ("name", "email")).id}


READERS = {
    "person_name": "_import_text",
    "person_last_name": "_import_text",
    "person_first_name": "_import_text",
    "person_street": "_import_text",
    "person_street2": "_import_text",
    "person_city": "_import_text",
    "person_zip": "_import_postcode",
    "phone": "_import_phone",
    "email": "_import_email",
    "birth_date": read_birth_date,
    "education_level_id": read_level,
    "district_id": read_district,
    "occupation_ids": read_occupations,
    "mobility_km": "_import_number",
    "available_from": "_import_date",
    "club_id": read_club,
    "referent_id": read_referent,
    "prescriber_id": read_prescriber,
    "oriented_on": "_import_date",
    "rqth": "_import_boolean",
}
"""What reads a cell of each column: a function, or a method of the mixin."""

# === LINES === #


def check_lines(journeys, rows):
    """Look for who each line is, and what it lacks; refuse somebody told twice."""
    own = _default_club(journeys)
    today = clock.today(journeys)
    for row in rows:
        row.notes["name"] = _person_name(journeys, row)
        if not row.notes["name"]:
            label = journeys._import_label("person_last_name")
            row.errors.append((label, journeys._import_missing()))
        if not row.cells.get("club_id"):
            row.vals["club_id"] = own.id
        if not own and not row.cells.get("club_id"):
            label = journeys._import_label("club_id")
            row.errors.append((label, journeys._import_missing()))
        row.vals.setdefault("oriented_on", today)
    _find_people(journeys, rows)
    _check_twice(journeys, rows)


def _default_club(journeys):
    clubs = clubs_of_user(journeys)
    chosen = clubs.filtered(
        lambda club: club.id == journeys.env.context.get("default_club_id")
    )
    return chosen or (clubs if len(clubs) == 1 else clubs.browse())


def _person_name(journeys, row):
    """Take the columns of the name; note who is described, for their identity."""
    first, last, whole = (
        row.vals.pop(name, "")
        for name in ("person_first_name", "person_last_name", "person_name")
    )
    if not last:
        first, last = split_name(whole)
    row.notes["described"] = Described(
        first,
        last,
        row.vals.get("email"),
        row.vals.get("phone"),
        row.vals.get("birth_date"),
    )
    row.notes["names"] = {"first_name": first, "last_name": last}
    return person_name(first, last)


def _find_people(journeys, rows):
    """Look in sight for each person; whoever may be known is refused in words."""
    identity = journeys.env["club.identity"]
    found = identity._recognise([row.notes["described"] for row in rows])
    persons = journeys.env["club.person"].union(*(person for person, _doubt in found))
    live = identity._live_in_sight(persons.sudo())
    for row, (person, doubt) in zip(rows, found, strict=True):
        row.notes["person"] = person
        if doubt:
            row.errors.append(_told_doubt(journeys, row, doubt))
        if person and person in live:
            reason = journeys.env._(
                "This person already has a live journey: end it before opening a "
                "new one."
            )
            row.errors.append((row.notes["name"], reason))


def _told_doubt(journeys, row, doubt):
    """Return the column and the sentence of a person who may be another."""
    if doubt == "email":
        return journeys._import_label("email"), journeys.env._(
            "“%s” is already the address of somebody else: check the name, or leave "
            "the address empty.",
            row.vals["email"],
        )
    return row.notes["name"], journeys.env._(
        "Several people already known look like this line: orient the right one "
        "from the form of a new orientation."
    )


def _check_twice(journeys, rows):
    """Refuse a person, or an e-mail, that the file holds twice."""
    seen = {}
    for row in rows:
        name = canonical(row.notes["name"])
        facts = [row.vals.get("phone"), row.vals.get("birth_date")]
        keys = [row.vals.get("email"), *((fact, name) for fact in facts if fact)]
        first = next((seen[key] for key in keys if key and key in seen), None)
        if first:
            row.errors.append(
                (
                    row.notes["name"],
                    journeys.env._("Same person or e-mail as line %s.", first),
                )
            )
        for key in filter(None, keys):
            seen.setdefault(key, row.line)


# === WRITING === #


def record_people(journeys, rows):
    """Give each line its person: the known one, completed, or one newly recorded."""
    strangers = []
    for row in rows:
        values = _person_values(journeys, row)
        if person := row.notes["person"]:
            _complete(journeys, person, values)
            row.vals["person_id"] = person.id
        else:
            strangers.append((row, values))
    people = journeys.env["club.person"].create([values for _row, values in strangers])
    for (row, _values), person in zip(strangers, people, strict=True):
        row.notes["person"] = person
        row.vals["person_id"] = person.id


def check_not_at_once(env, rows):
    """Begin the whole file anew when another one recorded the same people at once.

    :raise AtOnce: for the server, which runs the request again
    """
    if any(row.notes.get("at_once") for row in rows):
        raise env["club.race"]._at_once()


def _complete(journeys, person, values):
    """Fill what is empty of a known person, for whoever may write them already.

    A list does not write in the file of somebody its user does not see.
    """
    person = person.with_env(journeys.env)
    if person.has_access("write"):
        person.write(
            {name: value for name, value in values.items() if not person[name]}
        )


def _person_values(journeys, row):
    """Take the person's columns out of the journey's."""
    values = {
        field: row.vals.pop(name) for name, field in PERSON.items() if name in row.vals
    }
    return {**row.notes["names"], **values}
