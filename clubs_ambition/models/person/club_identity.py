from contextlib import contextmanager
from typing import NamedTuple

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...const import ENDED
from ...utils.identity import canonical, same_first_name, squeezed
from ...utils.import_cells import read_phone

FACTS = ("email_normal", "phone_normal", "birth_key")
"""What persons are looked for by."""

WRITTEN = ("first_name", "last_name", "email", "phone", "birth_date")
"""What is written of a person, and of an orientation."""

CLAIMS = tuple(
    f"club_participant_one_live_{name}" for name in ("birth", "email", "phone")
)
"""Indexes of the database that keep one live journey for each exact key."""

ONE_LIVE = "club_participant_one_live_journey"
"""Index that keeps one live journey of a person."""


class Described(NamedTuple):
    """What somebody says of a person; ``last`` alone may be the whole name."""

    first: str
    last: str
    email: str
    phone: str
    birth_date: object

    @classmethod
    def of(cls, person):
        """Return what is recorded of a person, or typed in their form."""
        return cls(
            person.first_name or "",
            person.last_name or "",
            person.email_normal,
            person.phone_normal,
            person.birth_date,
        )

    @classmethod
    def typed(cls, values):
        """Return what somebody typed, as a person would be recorded of it."""
        try:
            phone = values.get("phone") and read_phone(values["phone"])
        except ValueError:
            phone = False
        return cls(
            values.get("first_name") or "",
            values.get("last_name") or "",
            email_normalize(values.get("email") or ""),
            phone,
            fields.Date.to_date(values.get("birth_date")),
        )

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


class Pair(NamedTuple):
    """A person, somebody recorded who matches exactly, and the facts in common."""

    person: object
    other: object
    facts: tuple


class ClubIdentity(models.AbstractModel):
    """Decide whether two descriptions are one person, in this place alone.

    They are with the same name and date of birth, or with the same first name and the same
    e-mail address or phone (which a family shares). Two dates of birth are two persons.
    Whatever else looks alike is a doubt, for a human to settle.

    A match that the writer may read is shown. Of any other nothing is told: the person is
    recorded and set aside, and somebody who sees both is asked (``club.person.doubt``).
    """

    _name = "club.identity"
    _description = "Recognition of persons"

    # === IN SIGHT === #

    @api.model
    def _in_sight(self, persons):
        """Return those of whom the user may be told: who is read.

        The user, whatever sudo was asked for: a form that records under sudo tells
        no more.
        """
        return persons.sudo(False)._filtered_access("read").sudo()

    @api.model
    def _oriented(self, people):
        """Return ``[(person, what was typed)]`` of the user's orientations that wait.

        Whoever oriented somebody reads what they typed, and nothing else of the
        person: only these facts say that a description is the same. sudo: the person
        of an orientation is nobody's to read who typed it.
        """
        if not any(one.facts for one in people):
            return []
        mine = (
            self.env["club.orientation"]
            .sudo()
            .search([("referent_id", "=", self.env.uid), ("state", "=", "waiting")])
        )
        return [
            (row.person_id, Described.typed({name: row[name] for name in WRITTEN}))
            for row in mine
            if any(self._may_be_typed(one, row) for one in people)
        ]

    @api.model
    def _may_be_typed(self, one, row):
        """Tell at little cost whether an orientation may be of whoever is described."""
        born = one.birth_date and one.birth_date == row.birth_date
        return born or same_first_name(one.first, one.last, row.name)

    @api.model
    def _recognise(self, people):
        """Return ``[(the known person or none, doubt or "")]`` of described people.

        A doubt is ``email`` (the address of somebody else) or ``several``. Only who
        is in sight is looked at, and what the user typed of whom they oriented.
        """
        by_fact = {}
        for person in self._in_sight(self._candidates(people)):
            for fact in FACTS:
                by_fact.setdefault((fact, person[fact]), []).append((person, person))
        for person, typed in self._oriented(people):
            for fact, value in typed.facts.items():
                by_fact.setdefault((fact, value), []).append((person, typed))
        return [self._verdict(one, by_fact) for one in people]

    @api.model
    def _alike_in_sight(self, person):
        """Return the persons in sight who may be one that is being typed."""
        described = Described.of(person)
        found = self._candidates([described])._filtered_access("read")
        found -= person._origin
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
        """Return who shares an address, a phone, or a name and birth date with them.

        sudo: whoever matches is found; the caller keeps those it may tell of.
        """
        known = Domain.OR(
            Domain(fact, "in", [one.facts[fact] for one in people if fact in one.facts])
            for fact in FACTS
        )
        persons = self.env["club.person"].with_context(active_test=False).sudo()
        return persons.search(known, order="id").sudo(self.env.su)

    @api.model
    def _verdict(self, one, by_fact):
        nobody = self.env["club.person"]
        same, doubt = nobody, ""
        for fact, value in one.facts.items():
            for person, known in by_fact.get((fact, value), ()):
                if self._is_same(one, known, fact):
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

    @api.model
    def _answer(self, pair):
        """Return what is known of a pair: two dates of birth are two persons."""
        differ = self._differ(Described.of(pair.person), pair.other)
        return "apart" if differ else "open"

    @api.model
    def _described_person(self, values):
        """Return who in sight is described exactly, else record them.

        sudo: who orients somebody need not read persons; nothing known is changed
        nor shown.

        :param dict values: what was typed, as a person is recorded of it
        :raise UserError: when they have a live journey that the user may be told of
        """
        described = Described.typed(values)
        [(found, _doubt)] = self._recognise([described])
        if self._live_in_sight(found):
            raise self._live_twice(found, described.name)
        return found or self.env["club.person"].sudo().create(values)

    # === OUT OF SIGHT === #

    @api.model
    def _pairs(self, persons):
        """Return a :class:`Pair` for each exact match of recorded persons.

        sudo: in whatever club; what is found is told to nobody here.
        """
        persons = persons.sudo()
        described = {person: Described.of(person) for person in persons}
        by_fact = {}
        for other in self._candidates([*described.values()]).sudo():
            for fact in FACTS:
                by_fact.setdefault((fact, other[fact]), []).append(other)
        found = {}
        for person, one in described.items():
            for fact, value in one.facts.items():
                for other in by_fact.get((fact, value), ()):
                    if other != person and self._in_common(one, other, fact):
                        found.setdefault((person, other), []).append(fact)
        return [Pair(*both, tuple(facts)) for both, facts in found.items()]

    @api.model
    def _in_common(self, one, other, fact):
        """Tell whether a shared fact makes an exact key, or nearly: order aside."""
        if fact == "birth_key":
            return True
        first = squeezed(one.first)
        return (first and first == squeezed(other.first_name)) or same_first_name(
            one.first, one.last, other.name
        )

    @api.model
    def _verify(self, persons, opening=False):
        """Set aside whoever may be somebody recorded out of sight, and note the doubt.

        :param opening: a journey of theirs is about to be live
        :raise UserError: when both are live, and the other's journey is in sight
        """
        Doubt = self.env["club.person.doubt"].sudo()
        pairs = Doubt._new_pairs(self._pairs(persons))
        if not pairs:
            return
        others = self.env["club.person"].sudo().union(*(pair.other for pair in pairs))
        seen = self._in_sight(others)
        live = self._live(persons.sudo() | seen)
        told = self._live_in_sight(seen & live)
        if opening:
            live |= persons.sudo()
        noted = []
        for pair in pairs:
            answer = self._answer(pair)
            both_live = pair.person in live and pair.other in live
            if answer == "apart" or pair.other not in seen:
                noted.append((pair, answer))
            elif both_live and pair.other in told:
                typed = pair.person.name  # by whoever is refused, at this moment
                raise self._live_twice(pair.other, typed)
            elif both_live:
                noted.append((pair, answer))
        Doubt._note(noted)

    @api.model
    def _live(self, persons):
        """Return those who have a live journey.

        sudo: whoever coaches it; a refusal asks what is in sight.
        """
        return self._live_journeys(persons).person_id if persons else persons

    @api.model
    def _live_journeys(self, persons):
        journeys = self.env["club.participant"].sudo()
        domain = [("person_id", "in", persons.ids), ("state", "not in", ENDED)]
        return journeys.search(domain)

    @api.model
    def _live_in_sight(self, persons):
        """Return those whose live journey the user may be told of."""
        return self._live_parted(persons)[0]

    @api.model
    def _elsewhere(self, persons):
        """Return who has a live journey of which the user is told nothing."""
        return self._live_parted(persons)[1]

    @api.model
    def _live_parted(self, persons):
        """Return who has a live journey that is told, and who another, in one query.

        It is told to whoever reads it, or oriented the person: somebody coached here until
        last month may be coached elsewhere now.
        """
        if not persons:
            return persons, persons
        journeys = self._live_journeys(persons)
        mine = journeys.filtered(lambda one: one.referent_id.id == self.env.uid)
        read = journeys.sudo(False)._filtered_access("read").sudo()
        told = (read | mine).person_id
        return told, journeys.person_id - told

    @api.model
    def _of_their_own(self, persons):
        """Return ``{person: a record of their own}`` of whoever is coached elsewhere.

        The new journey is accepted, and who sees both is asked; sudo: what the user
        knows of the person is recorded once more.
        """
        return {person: person.copy() for person in self._elsewhere(persons)}

    @api.model
    def _live_twice(self, person, typed):
        """Return the refusal of a second live journey: it names who is in sight.

        :param typed: the name as it was written, for whoever may not read the person
        """
        readable = person.sudo(False)._filtered_access("read")
        return UserError(
            self.env._(
                "%s is already known and has a live journey: end it before opening a "
                "new one, or correct what both have in common (name and date of "
                "birth, e-mail or phone with the first name).",
                readable.display_name if readable else typed,
            )
        )

    @api.model
    def _lock(self, persons):
        """Let one at a time doubt of the same person; the next one looks again.

        Who comes second is sent back to the beginning by the server, and then sees
        what the first recorded.
        """
        self.env["club.race"]._hold(persons)

    @api.model
    @contextmanager
    def _claiming(self, known=False):
        """Write what claims a key, and begin anew when somebody did so at once.

        The database has the last word (:data:`CLAIMS`). Who comes second cannot see
        the first in their own transaction: the server runs their request once more.

        :param known: begin anew for a known person, too (a list: its lines are told)
        """
        begun_anew = (*CLAIMS, ONE_LIVE) if known else CLAIMS
        try:
            yield
            names = ["state", "birth_key", "email_key", "phone_key"]
            self.env["club.participant"].flush_model(names)
        except UniqueViolation as error:
            if error.diag.constraint_name not in begun_anew:
                raise
            raise self.env["club.race"]._at_once() from error
