from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain

from ...const import COACH
from ...utils import clock
from ...utils.identity import canonical, split_name
from ...utils.import_cells import person_name
from ..person.club_identity import Described
from ..tools import guarded

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

TYPED = {
    "typed_last_name": "last_name",
    "typed_first_name": "first_name",
    "birth_date": "birth_date",
    "phone": "phone",
    "email": "email",
}
"""What is typed of a person on the form of their journey: the field it fills."""

CLAIMED = ("birth_key", "email_key", "phone_key")
LIVE = "state NOT IN ('exited', 'declined', 'withdrawn')"
AT_ONCE = "Recorded at the same moment by somebody else: try again."

OF_PERSON = ("phone", "email", "city", "birth_date")
PAPERS = ("cv_file", "cv_name", "named_consent_on")


class ClubParticipant(models.Model):
    """The person of a journey: found again, or created with it."""

    _inherit = "club.participant"

    phone = fields.Char(
        compute="_compute_of_person",
        inverse="_inverse_phone",
        search=lambda self, *said: self._search_of_person("phone", *said),
    )
    email = fields.Char(
        compute="_compute_of_person",
        inverse="_inverse_email",
        search=lambda self, *said: self._search_of_person("email", *said),
    )
    city = fields.Char(
        compute="_compute_of_person",
        search=lambda self, *said: self._search_of_person("city", *said),
    )
    birth_date = fields.Date(
        compute="_compute_of_person",
        inverse="_inverse_birth_date",
        search=lambda self, *said: self._search_of_person("birth_date", *said),
    )
    cv_file = fields.Binary(
        compute="_compute_papers", inverse="_inverse_cv", groups=COACH, string="CV"
    )
    cv_name = fields.Char(
        compute="_compute_papers",
        inverse="_inverse_cv",
        groups=COACH,
        string="File of the CV",
    )
    named_consent_on = fields.Date(
        compute="_compute_papers",
        inverse="_inverse_named_consent_on",
        readonly=True,
        groups=COACH,
        string="Agrees to be named since",
        help="Before it, employers read initials and get no CV.",
    )
    reads_person = fields.Boolean(
        compute="_compute_of_person", string="May read the person"
    )
    typed_last_name = fields.Char(store=False, string="Last name")
    typed_first_name = fields.Char(store=False, string="First name")

    # One live journey for each exact key, whoever orients at once.
    birth_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )
    email_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )
    phone_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )

    _one_live_birth = models.UniqueIndex(f"(birth_key) WHERE {LIVE}", AT_ONCE)
    _one_live_email = models.UniqueIndex(f"(email_key) WHERE {LIVE}", AT_ONCE)
    _one_live_phone = models.UniqueIndex(f"(phone_key) WHERE {LIVE}", AT_ONCE)

    @api.depends(*(f"person_id.{name}" for name in (*CLAIMED, "set_aside")))
    def _compute_claims(self):
        """Claim the keys of the person, but of who is set aside: they may be another."""
        for journey in self:
            person = journey.person_id
            for name in CLAIMED:
                journey[name] = not person.set_aside and person[name]

    # === WHAT IS TOLD OF THE PERSON === #

    @api.depends(*(f"person_id.{name}" for name in OF_PERSON))
    @api.depends_context("uid")
    def _compute_of_person(self):
        """Copy what is known of the person, for who may read the person."""
        readable = self.person_id._filtered_access("read")
        for journey in self:
            person = journey.person_id & readable
            journey.reads_person = bool(person)
            for name in OF_PERSON:
                journey[name] = person[name]

    def _inverse_phone(self):
        self._write_of_person("phone")

    def _inverse_email(self):
        self._write_of_person("email")

    def _inverse_birth_date(self):
        self._write_of_person("birth_date")

    def _write_of_person(self, name):
        """Write what a form says of the person in the person's own record."""
        opened = (name,) if guarded.is_open(self, name) else ()
        for journey in self:
            if journey.person_id.sudo()[name] != journey[name]:
                person = journey.person_id._unguarded(*opened)
                person.write({name: journey[name]})

    @api.depends(*(f"person_id.{name}" for name in PAPERS))
    @api.depends_context("uid", "bin_size")
    def _compute_papers(self):
        readable = self.person_id._filtered_access("read")
        for journey in self:
            person = journey.person_id & readable
            for name in PAPERS:
                journey[name] = person[name]

    def _inverse_cv(self):
        for journey in self:
            journey.person_id.write(
                {"cv_file": journey.cv_file, "cv_name": journey.cv_name}
            )

    def _inverse_named_consent_on(self):
        for journey in self:
            person = journey.person_id._unguarded("named_consent_on")
            person.named_consent_on = journey.named_consent_on

    def _search_of_person(self, name, operator, value):
        """Search the persons one may read: of the others nothing is told."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if not self.env["club.person"].has_access("read"):
            return Domain.FALSE
        return Domain("person_id", "any", [(name, operator, value)])

    def _born_on(self):
        """Return the birth date; sudo: an age at entry is a fact of the journey."""
        self.ensure_one()
        return self.sudo().person_id.birth_date

    # === OPENED WITH THE JOURNEY === #

    @api.model
    def _open_persons(self, vals_list):
        """Return the values of journeys, each with the person that was typed there.

        Who orients somebody need not read persons: what they typed finds the person,
        or records one, and nothing known is changed nor shown.

        :param vals_list: values of new journeys, with what :data:`TYPED` lists
        """
        self.check_access("create")  # before anybody is looked for
        for vals in vals_list:
            self._club_check_bounds(vals)
        typed = [
            {field: vals[name] for name, field in TYPED.items() if vals.get(name)}
            for vals in vals_list
        ]
        opened = []
        for vals, values in zip(vals_list, typed, strict=True):
            if vals.get("person_id") or not values.get("last_name"):
                opened.append(vals)
                continue
            kept = {name: vals[name] for name in vals if name not in TYPED}
            opened.append({**kept, "person_id": self._typed_person(values).id})
        return opened

    @api.model
    def _typed_person(self, values):
        """Return who in sight is described exactly, else record them (sudo)."""
        described = Described.typed(values)
        identity = self.env["club.identity"]
        [(found, _doubt)] = identity._recognise([described])
        if identity._live_in_sight(found):
            raise identity._live_twice(found, described.name)
        return found or self.env["club.person"].sudo().create(values)

    @api.constrains("oriented_on", "person_id")
    def _check_born_before(self):
        """Refuse a journey of somebody who was not born."""
        for journey in self:
            born = journey._born_on()
            if born and born >= journey.oriented_on:
                raise ValidationError(self.env._("The date of birth is in the past."))

    def message_update(self, msg_dict, update_vals=None):
        """Take in the mail of the person, and leave somebody to read it."""
        self.env["club.inbound"]._mask_mail(msg_dict)
        for journey in self:
            journey.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Read the e-mail of the person"),
                user_id=journey.club_id._in_charge(journey.animateur_id).id,
            )
        return super().message_update(msg_dict, update_vals=update_vals)

    # === IMPORT === #

    @api.model
    def _import_check(self, rows):
        super()._import_check(rows)
        own = self._import_default_club()
        today = clock.today(self)
        for row in rows:
            row.notes["name"] = self._import_person_name(row)
            if not row.notes["name"]:
                label = self._import_label("person_last_name")
                row.errors.append((label, self._import_missing()))
            if not row.cells.get("club_id"):
                row.vals["club_id"] = own.id
            if not own and not row.cells.get("club_id"):
                label = self._import_label("club_id")
                row.errors.append((label, self._import_missing()))
            row.vals.setdefault("oriented_on", today)
        self._import_find_people(rows)
        self._import_check_twice(rows)

    @api.model
    def _import_default_club(self):
        clubs = self._import_clubs()
        chosen = clubs.filtered(
            lambda club: club.id == self.env.context.get("default_club_id")
        )
        return chosen or (clubs if len(clubs) == 1 else clubs.browse())

    @api.model
    def _import_person_name(self, row):
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

    @api.model
    def _import_find_people(self, rows):
        """Look in sight for each person; whoever may be known is refused in words."""
        identity = self.env["club.identity"]
        found = identity._recognise([row.notes["described"] for row in rows])
        persons = self.env["club.person"].union(*(person for person, _doubt in found))
        live = identity._live_in_sight(persons.sudo())
        for row, (person, doubt) in zip(rows, found, strict=True):
            row.notes["person"] = person
            if doubt:
                row.errors.append(self._import_doubt(row, doubt))
            if person and person in live:
                reason = self.env._(
                    "This person already has a live journey: end it before opening a "
                    "new one."
                )
                row.errors.append((row.notes["name"], reason))

    @api.model
    def _import_doubt(self, row, doubt):
        """Return the column and the sentence of a person who may be another."""
        if doubt == "email":
            return self._import_label("email"), self.env._(
                "“%s” is already the address of somebody else: check the name, or leave "
                "the address empty.",
                row.vals["email"],
            )
        return row.notes["name"], self.env._(
            "Several people already known look like this line: orient the right one "
            "from the form of a new orientation."
        )

    @api.model
    def _import_check_twice(self, rows):
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
                        self.env._("Same person or e-mail as line %s.", first),
                    )
                )
            for key in filter(None, keys):
                seen.setdefault(key, row.line)

    # === WRITING === #

    @api.model
    def _import_prepare(self, rows):
        super()._import_prepare(rows)
        strangers = []
        for row in rows:
            values = self._import_person_values(row)
            if person := row.notes["person"]:
                self._import_complete(person, values)
                row.vals["person_id"] = person.id
            else:
                strangers.append((row, values))
        people = self._import_create_people([values for _row, values in strangers])
        for (row, _values), person in zip(strangers, people, strict=True):
            row.notes["person"] = person
            row.vals["person_id"] = person.id

    @api.model
    def _import_load(self, rest, rows):
        """Begin the whole file anew when another one recorded the same people at once."""
        result = super()._import_load(rest, rows)
        if any(row.notes.get("at_once") for row in rows):
            raise ConcurrencyError(self.env._(AT_ONCE))
        return result

    @api.model
    def _import_create_people(self, vals_list):
        """Record persons; sudo: who orients somebody need not read persons."""
        Person = self.env["club.person"]
        if not Person.has_access("create"):
            Person = Person.sudo()
        return Person.create(vals_list).with_env(self.env)

    @api.model
    def _import_complete(self, person, values):
        """Fill what is empty of a known person, for who may write them already.

        A list does not write in the file of somebody its user does not see.
        """
        person = person.with_env(self.env)
        if person.has_access("write"):
            person.write(
                {name: value for name, value in values.items() if not person[name]}
            )

    @api.model
    def _import_person_values(self, row):
        """Take the person's columns out of the journey's."""
        values = {
            field: row.vals.pop(name)
            for name, field in PERSON.items()
            if name in row.vals
        }
        return {**row.notes["names"], **values}
