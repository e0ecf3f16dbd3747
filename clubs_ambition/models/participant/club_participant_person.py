from odoo import api, models
from odoo.tools import email_normalize

from ...utils import clock
from ...utils.identity import turns
from ...utils.import_cells import person_name
from ..person.club_identity import Described

PERSON = (
    "phone",
    "email",
    "person_street",
    "person_street2",
    "person_zip",
    "person_city",
)


class ClubParticipant(models.Model):
    """The person of a journey: found again, or created with it."""

    _inherit = "club.participant"

    @api.onchange("partner_id", "email", "phone", "birth_date")
    def _onchange_identity(self):
        """Ask, before a second contact is made, whether the person is not known."""
        contact = self.partner_id._origin
        if self._origin.id or not contact or contact.club_person:
            return None
        described = Described(
            "",
            contact.name,
            email_normalize(self.email or ""),
            self.env["club.identity"]._phone_of(contact),
            self.birth_date,
        )
        found = self.env["club.identity"]._recognise([described], besides=contact)
        if found == [(contact.browse(), "")]:
            return None
        return {
            "warning": {
                "title": self.env._("Is this somebody already known?"),
                "message": self.env._(
                    "Somebody known has the same e-mail address, or the same name with "
                    "the same phone or date of birth. If it is the same person, choose "
                    "them in the list instead of creating a second contact."
                ),
            }
        }

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
            first, last = "", whole
        row.notes["described"] = Described(
            first,
            last,
            row.vals.get("email"),
            row.vals.get("phone"),
            row.vals.get("birth_date"),
        )
        return person_name(first, last)

    @api.model
    def _import_find_people(self, rows):
        """Look for each person; whoever may be somebody known is refused in words.

        sudo: a live journey may be of another club; nothing of it is shown.
        """
        found = self.env["club.identity"]._recognise(
            [row.notes["described"] for row in rows]
        )
        ids = [person.id for person, _doubt in found]
        live = self.sudo().search(
            [("partner_id", "in", ids), ("state", "in", self._live_states)]
        )
        for row, (person, doubt) in zip(rows, found, strict=True):
            row.notes["person"] = person
            if doubt:
                row.errors.append(self._import_doubt(row, doubt))
            if person and person in live.partner_id:
                reason = self.env._(
                    "This person already has a live journey, here or in another club: "
                    "end it before opening a new one."
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
        if doubt == "phone":
            return self._import_label("phone"), self.env._(
                "Somebody of this name and phone is already known. The same person: "
                "write their e-mail address or date of birth as they were recorded. "
                "Somebody else: leave the phone empty."
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
            name = min(turns(row.notes["name"]), default="")
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
        strangers, country = [], self.env.ref("base.fr").id
        for row in rows:
            values = {"country_id": country} | self._import_person_values(row)
            if person := row.notes["person"]:
                self._import_complete(person, values)
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
            name.removeprefix("person_"): row.vals.pop(name)
            for name in PERSON
            if name in row.vals
        }
        return {"name": row.notes["name"], **values}
