from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...utils.identity import canonical, same_name, squeezed
from ...utils.import_cells import plain, read_phone
from ...utils.races import alone


class ClubPrivacyIdentity(models.AbstractModel):
    """Find who asks by their exact identity, and tell nothing of whoever is nearly so.

    A participant by the keys that tell persons apart (``club.person``); an employer's
    contact or a prescriber by their e-mail and first name, or by their whole name.
    Accents, case, apostrophes and order do not count.
    """

    _name = "club.privacy.identity"
    _description = "Identity of who asks"

    @api.model
    def _find(self, subject, way, typed):
        """Return the records of the one identity that was typed, none if nobody has it.

        sudo: the data officer reads no person; whose identity is told is told back.

        :param subject: ``person`` or ``partner``
        :param way: one of ``club.privacy.search``
        :param dict typed: what was typed, by the names of the fields of a person
        :raise UserError: when what was typed is no identity
        """
        if subject == "person":
            key = self._key(way, typed)
            persons = self.env["club.person"].sudo().with_context(active_test=False)
            return persons.search([(f"{way}_key", "=", key)])
        return self._contacts(way, typed)

    # === PARTICIPANTS === #

    @api.model
    def _key(self, way, typed):
        """Return the key of whoever has this identity, as ``club.person`` computes it."""
        first = squeezed(typed.get("first_name"))
        match way:
            case "birth":
                last = squeezed(typed.get("last_name"))
                name = f"{typed.get('first_name') or ''} {typed.get('last_name') or ''}"
                fact, words = (
                    typed.get("birth_date"),
                    first and last and canonical(name),
                )
            case "email":
                fact, words = email_normalize(typed.get("email") or ""), first
            case _:
                fact, words = self._phone(typed.get("phone")), first
        if not fact or not words:
            raise UserError(self._incomplete())
        return f"{fact}:{words}"

    @api.model
    def _phone(self, text):
        try:
            return read_phone(text or "")
        except ValueError:
            return False

    @api.model
    def _incomplete(self):
        return self.env._(
            "Type the whole identity, as the person gives it: a name without a date of "
            "birth, an e-mail or a phone finds nobody."
        )

    # === CONTACTS === #

    @api.model
    @alone("one looks, and changes nothing")
    def _contacts(self, way, typed):
        """Return the contacts of this identity; sudo: as for persons.

        Of the clubs' employers and prescribers, and who works there: nobody else of the
        address book.
        """
        first, last = typed.get("first_name") or "", typed.get("last_name") or ""
        people = self.env["res.partner"].sudo().with_context(active_test=False)
        ours = self.env["club.privacy.retention"]._people()
        ours |= self.env["club.privacy.team"]._colleagues()
        if way == "email":
            email = email_normalize(typed.get("email") or "")
            if not (email and first):
                raise UserError(self._incomplete())
            found = people.search(ours & Domain("email_normalized", "=", email))
            word = f" {plain(first)} "
            return found.filtered(lambda one: word in f" {plain(one.name or '')} ")
        whole = f"{first} {last}".strip()
        if not (first and last):
            raise UserError(self._incomplete())
        likely = Domain.AND(Domain("name", "ilike", one) for one in self._sure(whole))
        found = people.search_fetch(ours & likely, ["name"])
        return found.filtered(lambda one: same_name(whole, one.name or ""))

    @api.model
    def _sure(self, name):
        """Return the letters that a name has however written: none bears an accent."""
        return sorted(set(plain(name)) & set("bfmpqvx"))
