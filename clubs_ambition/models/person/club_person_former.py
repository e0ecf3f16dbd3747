from odoo import api, models

NAMED_BY = ("first_name", "last_name", "email", "phone")
"""What somebody is named by, in what others write of them."""

REMEMBERED = 20
"""How many earlier identities are kept: corrections of a name, former numbers."""


class ClubPersonFormer(models.AbstractModel):
    """Keep the former names and addresses of a person, until they are erased.

    What others wrote of them has the name of that time: an erasure looks for it too.
    Nobody is found or recognised by them.
    """

    _name = "club.person.former"
    _description = "Former identities"

    @api.model
    def _named_by(self, persons):
        """Return ``{person: [first name, last name, e-mail, phone]}``; sudo: as it is."""
        return {
            person: [known[name] or "" for name in NAMED_BY]
            for person, known in zip(persons, persons.sudo(), strict=True)
        }

    @api.model
    def _remember(self, person, formerly):
        """Keep what a person was named by, if it is not so any more.

        sudo: it is read by nobody, but by who erases.

        :param formerly: lists as :meth:`_named_by` gives them
        """
        known = person.sudo()
        told = known.formerly or []
        now = self._named_by(known)[known]
        news = [one for one in formerly if one not in (now, *told)]
        if news:
            known._unguarded("formerly").formerly = [*told, *news][-REMEMBERED:]
