from odoo import api, models
from odoo.fields import Domain

from ..tools import guarded

LOOKED_AT = ("person_id", "club_id", "state", "oriented_on", "ended_on")
"""What the rules about persons look at of their journeys."""


class ClubJourneyPerson(models.AbstractModel):
    """What a journey shows of its person, to whoever may read the person."""

    _name = "club.journey.person"
    _description = "What a journey shows of its person"

    @api.model
    def _show(self, journeys, names):
        """Copy what is known of each person; return those who are read."""
        self._know_journeys(journeys.person_id)
        readable = journeys.person_id._filtered_access("read")
        nobody = readable.browse()
        for journey in journeys:
            # Not their intersection: it would be read one by one.
            person = journey.person_id if journey.person_id in readable else nobody
            for name in names:
                journey[name] = person[name]
        return readable

    @api.model
    def _know_journeys(self, persons):
        """Read at once what the rules look at to tell who reads these persons.

        The ORM finds their journeys first, then reads all that each one has; what the
        rules look at besides, it reads as it would have. sudo: as for any rule.
        """
        rule = self.env["ir.rule"]._compute_domain("club.person", "read")
        looked_at = {one.field_expr for one in rule.iter_conditions()}
        field = persons._fields["every_journey_ids"]
        persons = persons._origin.sudo()
        if self.env.su or field.name not in looked_at:
            return
        if missing := persons.browse(field._cache_missing_ids(persons)):
            every = persons.env["club.participant"].with_context(active_test=False)
            found = every.search_fetch([("person_id", "in", missing.ids)], LOOKED_AT)
            of = found.grouped("person_id")
            known = [of[one]._ids if one in of else () for one in missing]
            field._insert_cache(missing, known)

    @api.model
    def _write_back(self, journeys, name):
        """Write what a form says of the person in the person's own record.

        sudo: it is compared with what is known, which is not shown.
        """
        opened = (name,) if guarded.is_open(journeys, name) else ()
        for journey in journeys:
            if journey.person_id.sudo()[name] != journey[name]:
                person = journey.person_id._unguarded(*opened)
                person.write({name: journey[name]})

    @api.model
    def _domain(self, name, operator, value):
        """Search the persons one may read: of the others nothing is told."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if not self.env["club.person"].has_access("read"):
            return Domain.FALSE
        return Domain("person_id", "any", [(name, operator, value)])
