from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ...utils.identity import canonical, same_first_name

FACTS = ("email_normal", "phone_normal", "birth_key")
"""What persons are looked for by."""


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

    @property
    def birth_key(self):
        return self.birth_date and f"{self.birth_date}:{canonical(self.name)}"

    @property
    def facts(self):
        """Return ``{field of a person: value}`` of what is known to find them by."""
        found = {
            "email_normal": self.email,
            "phone_normal": self.phone,
            "birth_key": self.birth_key,
        }
        return {name: value for name, value in found.items() if value}


class ClubIdentity(models.AbstractModel):
    """Who is who: the one place that says that two descriptions are one person.

    The same name and date of birth, or the same first name with the same e-mail address
    or phone: a family shares these. Two dates of birth are two persons. Whatever looks
    alike beyond that is a doubt, for a human to settle.
    """

    _name = "club.identity"
    _description = "Recognition of persons"

    @api.model
    def _recognise(self, people):
        """Return ``[(the known person or none, doubt or "")]`` of described people.

        A doubt is ``email`` (the address of somebody else) or ``several``.

        sudo: a person may be known of another club only; nothing of them is shown.
        """
        by_fact = {}
        for person in self.sudo()._candidates(people):
            for fact in FACTS:
                by_fact.setdefault((fact, person[fact]), []).append(person)
        return [self._verdict(one, by_fact) for one in people]

    @api.model
    def _alike_in_sight(self, person):
        """Return the persons in sight who may be one that is being typed."""
        described = Described(
            person.first_name or "",
            person.last_name or "",
            person.email_normal,
            person.phone_normal,
            person.birth_date,
        )
        found = self._candidates([described]) - person._origin
        return found.filtered(lambda one: self._is_alike(described, one.sudo()))

    @api.model
    def _is_alike(self, one, person):
        """Tell whether a person in sight is the one described."""
        return any(
            value == person[fact] and self._is_same(one, person, fact)
            for fact, value in one.facts.items()
        )

    @api.model
    def _candidates(self, people):
        """Return who shares an address, a phone, or a name and birth date with them."""
        known = Domain.OR(
            Domain(fact, "in", [one.facts[fact] for one in people if fact in one.facts])
            for fact in FACTS
        )
        persons = self.env["club.person"].with_context(active_test=False).sudo()
        found = persons.search(known, order="id").sudo(self.env.su)
        return found._filtered_access("read")

    @api.model
    def _verdict(self, one, by_fact):
        nobody = self.env["club.person"]
        same, doubt = nobody, ""
        for fact, value in one.facts.items():
            for person in by_fact.get((fact, value), ()):
                if self._is_same(one, person, fact):
                    same |= person
                elif fact == "email_normal":
                    doubt = "email"
        if len(same) > 1:
            return nobody, "several"
        return same, "" if same else doubt

    @api.model
    def _is_same(self, one, person, fact):
        if fact == "birth_key":
            return True
        named = same_first_name(one.first, one.last, person.name)
        return named and not self._differ(one, person)

    @api.model
    def _differ(self, one, person):
        """Tell whether both dates of birth are known, and are not the same."""
        born = person.birth_date
        return bool(one.birth_date and born and one.birth_date != born)
