from odoo import api, models
from odoo.fields import Domain

from ..utils import clock
from ..utils.import_cells import person_name, plain, read_phone

PERSON = (
    "phone",
    "email",
    "person_street",
    "person_street2",
    "person_zip",
    "person_city",
)


class ClubParticipant(models.Model):
    """The person of an imported line: found again, or created with the journey."""

    _inherit = "club.participant"

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
        first, last, whole = (
            row.vals.pop(name, "")
            for name in ("person_first_name", "person_last_name", "person_name")
        )
        return person_name(first, last) if last else person_name("", whole)

    @api.model
    def _import_find_people(self, rows):
        """Look for each person: same e-mail, or same name with the same phone.

        sudo: a person may be known of another club only; nothing of them is shown.
        """
        people = self._import_candidates(rows)
        live = self.sudo().search(
            [("partner_id", "in", people.ids), ("state", "in", self._live_states)]
        )
        known = {}
        for person in people:
            known.setdefault(person.email_normalized, []).append(person)
            known.setdefault(self._import_phone_in(person), []).append(person)
        for row in rows:
            person = row.notes["person"] = self._import_same_person(row, known)
            if person and person in live.partner_id:
                reason = self.env._(
                    "This person already has a live journey, here or in another club: "
                    "end it before opening a new one."
                )
                row.errors.append((row.notes["name"], reason))

    @api.model
    def _import_candidates(self, rows):
        emails = [row.vals["email"] for row in rows if row.vals.get("email")]
        phones = [row.vals["phone"] for row in rows if row.vals.get("phone")]
        names = [row.notes["name"] for row in rows if row.notes["name"]]
        known = (
            Domain("email_normalized", "in", emails)
            | Domain("phone_sanitized", "in", phones)
            | Domain("name", "in", names)
        )
        people = known & Domain("is_company", "=", False)
        return self.env["res.partner"].sudo().search(people, order="id")

    @api.model
    def _import_phone_in(self, person):
        """Return a person's phone as the import writes them, whatever its form."""
        try:
            department = person._club_department_code(person.zip or "")
            return read_phone(person.phone or "", department)
        except ValueError:
            return person.phone

    @api.model
    def _import_same_person(self, row, known):
        words = set(plain(row.notes["name"]).split())

        def names(person):
            return set(plain(person.name or "").split())

        email, phone = row.vals.get("email"), row.vals.get("phone")
        by_email = known.get(email, []) if email else []
        for person in by_email:
            if words & names(person):
                return person
        if by_email:
            reason = self.env._(
                "“%s” is already the address of somebody else: check the name, or leave "
                "the address empty.",
                email,
            )
            row.errors.append((self._import_label("email"), reason))
        for person in known.get(phone, []) if phone else []:
            if words == names(person):
                return person
        return None

    @api.model
    def _import_check_twice(self, rows):
        """Refuse a person, or an e-mail, that the file holds twice."""
        seen = {}
        for row in rows:
            phone = row.vals.get("phone")
            keys = [row.vals.get("email"), phone and (phone, plain(row.notes["name"]))]
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
        strangers, country = [], self.env.ref("base.fr").id
        for row in rows:
            values = {"country_id": country} | self._import_person_values(row)
            if person := row.notes["person"]:
                person.write(
                    {name: value for name, value in values.items() if not person[name]}
                )
                row.vals["partner_id"] = person.id
            else:
                values["phone_sanitized"] = values.get("phone")
                strangers.append((row, values))
        # The journey says that it was created, and by whom: once is enough.
        Person = self.env["res.partner"].with_context(mail_create_nolog=True)
        people = Person.create([values for _row, values in strangers])
        # A phone was read, and put in the form that Odoo searches, with its cell.
        self.env.remove_to_compute(Person._fields["phone_sanitized"], people)
        for (row, _values), person in zip(strangers, people, strict=True):
            row.vals["partner_id"] = person.id

    @api.model
    def _import_person_values(self, row):
        """Take the person's columns out of the journey's."""
        values = {
            name.removeprefix("person_"): row.vals.pop(name)
            for name in PERSON
            if name in row.vals
        }
        return {"name": row.notes["name"], **values}
