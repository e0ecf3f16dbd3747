from odoo import api, models, tools
from odoo.tools import SQL

from ...utils.personal_data import EMPTIED, MONTH, PARTICIPANT
from ...utils.personal_data import USER as ACCOUNT
from .club_privacy_reach import KINDS
from .club_privacy_rows import GONE, PARTNER

USER = "res.users"
OWNERS = (PARTNER, USER)


class ClubPrivacyContacts(models.AbstractModel):
    """Delete what goes with a contact who is erased, and empty what is said of them.

    Rows are found in the registry, whatever addon brings them. Those that the map says to
    delete with a contact or an account go, with all that Odoo deletes along (bank accounts,
    settings, keys). In rows that stay (a prospect, a call, an offer), the fields that the
    map says are about the contact are emptied.
    """

    _name = "club.privacy.contacts"
    _description = "Rows about erased contacts"

    @api.model
    @tools.ormcache()
    def _pointing(self):
        """Return ``{model: {many2one: model it points to}}`` of rows about somebody."""
        reach, found = self.env["club.privacy.reach"], {}
        for owner in OWNERS:
            for name, field in reach._pointing(KINDS[owner]).get(owner, ()):
                if name not in OWNERS:
                    found.setdefault(name, {})[field] = owner
        return found

    @api.model
    def _going(self, contacts):
        """Return ``{model: ids}`` of the rows that go with contacts and their accounts."""
        accounts = contacts.with_context(active_test=False).user_ids
        owners = {PARTNER: contacts.ids, USER: accounts.ids}
        rows = self.env["club.privacy.rows"]
        found = {
            name: rows._pointing(name, fields, owners)
            for name, fields in self._pointing().items()
            if self.env["club.privacy.map"]._goes_whole(name)
        }
        return {name: ids for name, ids in found.items() if ids}

    @api.model
    @tools.ormcache()
    def _either(self):
        """Return ``{model: (field to the person, fields to the contact)}``.

        Of rows about a person, or else about a contact: a request, a notice.
        """
        found, privacy_map = {}, self.env["club.privacy.map"]
        for name in self.env["club.privacy.rows"]._links():
            if privacy_map._whose(name) != PARTICIPANT:
                continue
            ways = [
                field
                for field, entry in privacy_map._own_of_model(name).items()
                if entry.whose in KINDS[PARTNER]
                if self.env[name]._fields[field].type == "many2one"
                if self.env[name]._fields[field].comodel_name == PARTNER
            ]
            person = self.env["club.leaving"]._ways()[name][0].split(".")[0]
            if ways and not self.env[name]._fields[person].required:
                found[name] = person, ways
        return found

    @api.model
    def _empty_theirs(self, contacts):
        """Empty rows of registers that are about contacts, as those about persons are."""
        for name, (person, ways) in self._either().items():
            either = SQL(" OR ").join(
                SQL("%s = ANY(%s::int[])", SQL.identifier(way), contacts.ids)
                for way in ways
            )
            query = SQL(
                "SELECT id FROM %s WHERE %s IS NULL AND (%s)",
                SQL.identifier(self.env[name]._table),
                SQL.identifier(person),
                either,
            )
            if found := [row_id for (row_id,) in self.env.execute_query(query)]:
                self.env["club.privacy.rows"]._empty(name, found)

    @api.model
    def _empty_around(self, contacts):
        """Empty what rows that stay say of contacts who are erased."""
        self._empty_theirs(contacts)
        self._empty_told(contacts)
        self._empty_of_accounts(contacts)
        self._forget_numbers(contacts)

    @api.model
    def _forget_numbers(self, contacts):
        """Take away the numbers (SIRET) that none but erased employers have.

        Two records of one number are one employer for the figures, and stay one.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner gone
                   SET company_registry = CASE WHEN alike.n > 1
                                               THEN %(gone)s || alike.first_id END
                  FROM (SELECT company_registry, MIN(id) AS first_id, COUNT(*) AS n
                          FROM res_partner
                         WHERE company_registry IN (
                               SELECT company_registry FROM res_partner
                                WHERE id = ANY(%(ids)s::int[]))
                           AND company_registry NOT LIKE %(told)s
                      GROUP BY company_registry
                        HAVING BOOL_AND(club_erased_on IS NOT NULL)) alike
                 WHERE gone.company_registry = alike.company_registry
                """,
                gone=GONE,
                ids=contacts.ids,
                told=f"{GONE}%",
            )
        )

    @api.model
    def _empty_told(self, contacts):
        """Empty what is said of contacts in a prospect, a call, an offer."""
        rows = self.env["club.privacy.rows"]
        for name, fields in self._pointing().items():
            ways = [field for field, owner in fields.items() if owner == PARTNER]
            if self.env["club.privacy.map"]._goes_whole(name) or not ways:
                continue
            owners = {PARTNER: contacts.ids}
            ids = rows._pointing(name, dict.fromkeys(ways, PARTNER), owners)
            if ids and (changes := self._changes(name, PARTNER)):
                rows._update(name, ids, changes)
            self._empty_address(name, ways, contacts)
            for field in ways:
                if self._word(name, field, PARTNER) == EMPTIED:
                    self._unpoint(name, field, contacts)

    @api.model
    def _empty_address(self, name, ways, contacts):
        """Empty the address that a row took of whoever is at no establishment: it is theirs.

        Of who is at one, it is the employer's.
        """
        alone = contacts.filtered(lambda one: one.commercial_partner_id == one)
        model, rows = self.env[name], self.env["club.privacy.rows"]
        columns = [
            one
            for one in contacts._address_fields()
            if (field := model._fields.get(one)) and field.store and not field.required
        ]
        ids = rows._pointing(name, dict.fromkeys(ways, PARTNER), {PARTNER: alone.ids})
        if ids and columns:
            rows._update(name, ids, dict.fromkeys(columns, SQL("NULL")))

    @api.model
    def _empty_of_accounts(self, contacts):
        """Empty what rows about an account say of who had it: a name in a log."""
        accounts = contacts.with_context(active_test=False).user_ids
        rows, privacy_map = self.env["club.privacy.rows"], self.env["club.privacy.map"]
        for name, fields in self._pointing().items():
            ways = {field: one for field, one in fields.items() if one == USER}
            about = privacy_map._whose(name) == ACCOUNT and name not in OWNERS
            if about and ways and not privacy_map._goes_whole(name):
                ids = rows._pointing(name, ways, {USER: accounts.ids})
                if ids and (changes := self._changes(name, USER)):
                    rows._update(name, ids, changes)

    @api.model
    def _word(self, name, field, owner):
        """Return what the map says becomes of a field that is about an owner."""
        entry = self.env["club.privacy.map"]._own_of_model(name).get(field)
        return entry.erased if entry and entry.whose in KINDS[owner] else None

    @api.model
    @tools.ormcache("name", "owner")
    def _changes(self, name, owner):
        """Return ``{column: SQL of its value}`` of what is said of an owner in a row."""
        model = self.env[name]
        changes = {
            column: value
            for column, value in self.env["club.privacy.rows"]._changes(name).items()
            if self._word(name, column, owner) in (EMPTIED, MONTH)
            if not model._fields[column].relational
        }
        title = model._fields.get(model._rec_name or "")
        if title and title.required and title.name in changes:
            changes[title.name] = SQL("%s", GONE)
        return changes

    @api.model
    def _unpoint(self, name, field, contacts):
        query = SQL(
            "UPDATE %(table)s SET %(field)s = NULL WHERE %(field)s = ANY(%(ids)s::int[])",
            table=SQL.identifier(self.env[name]._table),
            field=SQL.identifier(field),
            ids=contacts.ids,
        )
        self.env.cr.execute(query)
