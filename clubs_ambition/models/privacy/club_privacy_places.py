from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

TALK = (
    *("mail.", "calendar.", "bus.", "discuss.", "sms.", "snailmail.", "phone."),
    *("crm.lead", "privacy.", "base_import."),
    *("ir.logging", "ir.attachment", "ir.filters"),
)
"""Beginnings of the stock models in which people are talked of."""

LEAD, PARTNER, EVENT = "crm.lead", "res.partner", "calendar.event"
USER = "res.users"
MESSAGE, FILE, CHANNEL = "mail.message", "ir.attachment", "discuss.channel"
FILTER, NAMES = "ir.filters", "ir.model.data"

DOCUMENTS = (LEAD, PARTNER, EVENT, MESSAGE)
"""Stock models some rows of which are of the clubs; the host has others.

Each may be about one of those before it: a message is about an event about a lead.
"""

PASSING = ("bus.bus", "ir.logging", "mail.push")
"""What is about no record and stays for some days."""

WORDS = ("char", "text", "html", "json", "properties")

PRIVILEGE = "clubs_ambition.privilege_clubs_ambition"

FROZEN = ("club.statement", "club.pack", "club.kpi.", "club.export.log")
"""What was handed out names nobody, and stays to the byte, its files too."""


class ClubPrivacyPlaces(models.AbstractModel):
    """Where people are talked of: tables and columns, and which rows are the clubs'.

    Of ours, all; of Odoo's, what talks of people by nature, and what whoever has a role
    may write, as rights have it. What defines the installation talks of nobody.
    """

    _name = "club.privacy.places"
    _description = "Where people are talked of"

    @api.model
    def _tables(self):
        """Return the models, ours and those of the stock, that may talk of people."""
        reference = self.pool["club.reference.mixin"]
        return [
            (name, model)
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract and not name.startswith(FROZEN)
            if not issubclass(model, reference)
            if self._talks(name)
            or name in (PARTNER, USER)
            or self.env["club.leaving"]._is_ours(name)
        ]

    @api.model
    def _talks(self, name):
        """Tell whether people may be talked of in a model of Odoo.

        By its name, or as its rows are about any record, whatever addon brings it.
        """
        leaving = self.env["club.leaving"]
        about = leaving._pointers().get(name) or leaving._belongings().get(name)
        stock = bool(about) and name != NAMES and not leaving._is_ours(name)
        return name.startswith(TALK) or stock or name in self._written()

    @api.model
    @tools.ormcache()
    def _written(self):
        """Return the models of Odoo in which who has a role may write: tags, defaults…

        Found in the rights, those of every employee included, and what else the team may
        (tasks of a project); of what is kept.
        """
        ours = self.env.ref(PRIVILEGE, raise_if_not_found=False)
        if not ours:  # while the addon is being installed
            return frozenset()
        groups = self.env["res.groups"].sudo().search([("privilege_id", "=", ours.id)])
        groups |= groups.all_implied_ids | self.env["club.privacy.team"]._groups()
        rights = (
            self.env["ir.model.access"]
            .sudo()
            .search(
                Domain("group_id", "in", [*groups.ids, False])
                & (Domain("perm_write", "=", True) | Domain("perm_create", "=", True))
            )
        )
        return frozenset(
            name
            for name in rights.model_id.mapped("model")
            if name in self.env.registry and not name.startswith("res.partner")
            if not (
                self.env["club.leaving"]._is_ours(name) or self.env[name]._transient
            )
        )

    @api.model
    @tools.ormcache("titles")
    def _places(self, titles=False):
        """Return ``{model: {column: its type}}`` of what people are talked of in.

        Of ours, and of contacts, notes; or the ``titles``, which may be of a street or
        of a company.
        """
        places = {}
        for name, model in self._tables():
            kinds = ("html",) if name == USER else WORDS  # how one signs, is away
            left = {"model", "res_model", "store_fname", "checksum"}
            apart = not self._talks(name) and not model._transient
            if apart:
                left |= self.env["club.privacy.rows"]._told_apart(model._table)
            elif titles:
                continue
            columns = {
                field.name: field.column_type[0]
                for field in model._fields.values()
                if field.store and field.column_type and field.type in kinds
                if field.name not in left
                if not apart or titles is self._is_title(name, field)
            }
            if columns:
                places[name] = columns
        return places

    @api.model
    def _is_title(self, name, field):
        """Tell whether a short text names a thing; in others people are spoken of.

        As the map says, of ours. What identifies somebody is emptied where it is theirs,
        to the word: *Jean Martin* is not *Jean Martin-Roux*.
        """
        if field.type != "char":
            return False
        if not self.env["club.leaving"]._is_ours(name):
            return True
        spoken = self.env["club.privacy.map"]._is_spoken_in(name, field.name)
        return not spoken or self.env["club.privacy.free.text"]._names(field)

    @api.model
    @tools.ormcache()
    def _copies(self):
        """Return ``{table: columns}`` in which a name or an address may be copied."""
        copies = {}
        for name, model in self._tables():
            columns = [
                field.name
                for field in model._fields.values()
                if field.store and field.column_type and field.type == "char"
                if not (field.translate or field.company_dependent or field.required)
            ]
            if columns and self.env["club.leaving"]._is_ours(name):
                copies[model._table] = tuple(columns)
        return copies

    @api.model
    def _named(self, name):
        """Return the SQL of the rows in which a name is of somebody of the clubs.

        Elsewhere in the host's database it may be anybody's, or a street's.
        """
        model, leaving = self.env[name], self.env["club.leaving"]
        if leaving._is_ours(name) or name in PASSING:
            return SQL("TRUE")
        if name == LEAD:
            return SQL("club_id IS NOT NULL")
        if name == FILTER:
            return SQL(
                "(LEFT(model_id, 5) = 'club.' OR model_id = ANY(%s::text[]))",
                [LEAD, PARTNER],
            )
        team = self.env["club.privacy.team"]._users()
        if name == USER:
            return SQL("id = ANY(%s::int[])", team.ids)
        if name.startswith("discuss."):
            return SQL("create_uid = ANY(%s::int[])", team.ids)
        if name == PARTNER:
            return SQL(
                """(club_erased_on IS NOT NULL OR commercial_partner_id IN (
                        SELECT id FROM res_partner WHERE club_employer OR club_prescriber)
                    OR club_employer OR club_prescriber)"""
            )
        ways = [self._of_ours(name, *pair) for pair in leaving._pointers()[name]]
        for field in leaving._belongings().get(name, ()):
            owner = model._fields[field].comodel_name
            ways.append(self._belonging(field, owner))
        if not ways and "model" in model._fields and model._fields["model"].store:
            ways = [SQL("model IS NULL OR LEFT(model, 5) = 'club.'")]
        if name == MESSAGE:
            ways.append(self._chatted("model", "author_id", team.partner_id))
        if name == FILE:
            chatted = self._chatted("res_model", "create_uid", team)
            ways += [self._attached(), chatted]
        if not ways and model._transient:  # what was typed in a dialog, of nobody
            return SQL("TRUE")
        if not ways:  # about no record: what the team typed
            return SQL("create_uid = ANY(%s::int[])", team.ids)
        return SQL("(%s)", SQL(" OR ").join(ways))

    @api.model
    def _chatted(self, about, author, team):
        """Return the SQL of what the clubs' own users said in a discussion."""
        return SQL(
            "(%s = %s AND %s = ANY(%s::int[]))",
            *(SQL.identifier(about), CHANNEL, SQL.identifier(author), team.ids),
        )

    @api.model
    def _of_ours(self, name, model_field, id_field):
        """Return the SQL of the rows about a record of the clubs, or about none.

        A file on its own is of nobody known.
        """
        about = SQL.identifier(model_field)
        known = DOCUMENTS[: DOCUMENTS.index(name)] if name in DOCUMENTS else DOCUMENTS
        ways = [SQL("LEFT(%s, 5) = 'club.'", about)]
        if name != FILE:
            ways.append(SQL("%s IS NULL", about))
        ways += [
            SQL("(%s = %s AND %s)", about, one, self._belonging(id_field, one))
            for one in known
        ]
        return SQL("(%s)", SQL(" OR ").join(ways))

    @api.model
    def _belonging(self, field, owner):
        return SQL(
            "%s IN (SELECT id FROM %s WHERE %s)",
            SQL.identifier(field),
            SQL.identifier(self.env[owner]._table),
            self._named(owner),
        )

    @api.model
    def _attached(self):
        """Return the SQL of the files on their own that a message of the clubs shows."""
        listed = self.env[MESSAGE]._fields["attachment_ids"]
        return SQL(
            """(COALESCE(res_id, 0) = 0 AND id IN (
                    SELECT %s FROM %s WHERE %s))""",
            SQL.identifier(listed.column2),
            SQL.identifier(listed.relation),
            self._belonging(listed.column1, MESSAGE),
        )
