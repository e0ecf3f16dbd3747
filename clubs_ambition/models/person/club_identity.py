from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ...utils.identity import orders, same_first_name, same_name, turns
from ...utils.import_cells import read_phone


class Described(NamedTuple):
    """What somebody says of a person; ``last`` alone may be the whole name."""

    first: str
    last: str
    email: str
    phone: str
    birth_date: object

    @property
    def name(self):
        return f"{self.first} {self.last}".strip()


class ClubIdentity(models.AbstractModel):
    """Who is who: the one place that says that two descriptions are one person.

    The same e-mail address and first name, or the same name and date of birth; a
    family shares a mailbox and a phone, so that neither is enough. Whatever looks
    alike beyond that is a doubt, for a human to settle.
    """

    _name = "club.identity"
    _description = "Recognition of persons"

    @api.model
    def _recognise(self, people, besides=None):
        """Return ``[(the known person or none, doubt or "")]`` of described people.

        :param besides: contacts that are no answer: the one being described

        A doubt is ``email`` (the address of somebody else), ``phone`` (same name and
        phone, nothing to prove it) or ``several``.

        sudo: a person may be known of another club only; nothing of them is shown.
        """
        known = self.sudo()._candidates(people) - (besides or self.env["res.partner"])
        births = self.sudo()._birth_dates(known)
        by_key = {}
        for person in known:
            for key in self._keys_of(person, births):
                by_key.setdefault(key, []).append(person)
        return [self._verdict(one, by_key, births) for one in people]

    @api.model
    def _candidates(self, people):
        """Return who shares an address, a phone, a name or a birth date with them."""
        born = self.env["club.participant"].with_context(active_test=False)
        dates = {one.birth_date for one in people if one.birth_date}
        born = born.search([("birth_date", "in", list(dates))]) if dates else born
        known = (
            Domain("email_normalized", "in", [one.email for one in people if one.email])
            | Domain(
                "phone_sanitized", "in", [one.phone for one in people if one.phone]
            )
            | Domain(
                "name", "in", [told for one in people for told in orders(one.name)]
            )
            | Domain("id", "in", born.partner_id.ids)
        )
        people = known & Domain("is_company", "=", False)
        return self.env["res.partner"].search(people, order="id")

    @api.model
    def _birth_dates(self, persons):
        """Return ``{person: dates of birth}`` as their journeys tell them."""
        journeys = (
            self.env["club.participant"]
            .with_context(active_test=False)
            .search_fetch(
                [("partner_id", "in", persons.ids), ("birth_date", "!=", False)],
                ["partner_id", "birth_date"],
            )
        )
        births = {}
        for journey in journeys:
            births.setdefault(journey.partner_id, set()).add(journey.birth_date)
        return births

    @api.model
    def _keys_of(self, person, births):
        return {
            ("email", person.email_normalized),
            ("phone", self._phone_of(person)),
            *self._birth_keys(person.name, births.get(person, ())),
        }

    @api.model
    def _birth_keys(self, name, days):
        """Return the keys of who is born on a day, by name: hundreds share the day."""
        told = turns(name) if days else ()
        return [("birth", day, letters) for day in days for letters in told]

    @api.model
    def _phone_of(self, person):
        """Return a person's phone as an import writes it, whatever its form."""
        try:
            department = person._club_department_code(person.zip or "")
            return read_phone(person.phone or "", department)
        except ValueError:
            return person.phone

    @api.model
    def _verdict(self, one, by_key, births):
        keys = {
            "email": [("email", one.email)] if one.email else [],
            "phone": [("phone", one.phone)] if one.phone else [],
            "birth": self._birth_keys(one.name, {one.birth_date} - {False, None}),
        }
        alike = {
            kind: dict.fromkeys(
                person for key in told for person in by_key.get(key, ())
            )
            for kind, told in keys.items()
        }
        nobody = self.env["res.partner"]
        same, doubts = nobody, set()
        for kind, persons in alike.items():
            for person in persons:
                days = births.get(person, set())
                if self._is_same(one, person, kind, days):
                    same |= person
                elif kind == "email" or self._may_be(one, person, kind, days):
                    doubts.add(kind)
        if len(same) > 1:
            return nobody, "several"
        if same:
            return same, ""
        return nobody, next((kind for kind in alike if kind in doubts), "")

    @api.model
    def _is_same(self, one, person, kind, days):
        if kind == "birth":
            return same_name(one.name, person.name)
        if kind == "email" and not self._differ(one, days):
            return same_first_name(one.first, one.last, person.name)
        return False

    @api.model
    def _may_be(self, one, person, kind, days):
        return (
            kind == "phone"
            and same_name(one.name, person.name)
            and not self._differ(one, days)
        )

    @api.model
    def _differ(self, one, days):
        """Tell whether both dates of birth are known, and are not the same."""
        return bool(one.birth_date and days and one.birth_date not in days)
