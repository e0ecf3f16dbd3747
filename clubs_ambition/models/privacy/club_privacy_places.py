from inspect import getmembers

from odoo import SUPERUSER_ID, api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_autovacuum import is_autovacuum

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

WORDLESS = ("selection", "reference", "binary")
"""Types whose columns may be of text and in which nobody writes."""

PRIVILEGE = "clubs_ambition.privilege_clubs_ambition"

FROZEN = ("club.statement", "club.pack", "club.kpi.", "club.export.log")
"""What was handed out names nobody, and stays to the byte, its files too."""


class ClubPrivacyPlaces(models.AbstractModel):
    """Find the tables and columns in which people are talked of.

    All of our tables; of Odoo's, those that talk of people by nature, and those that
    somebody with a role in the clubs may write. Not those that define the installation.
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
            or self._passes(name)
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
    def _passes(self, name):
        """Tell whether Odoo deletes the rows of a model after a time: a dialog, a log."""
        return self.env.registry[name]._transient or name in self._passing()

    @api.model
    @tools.ormcache()
    def _passing(self):
        """Return the logs of Odoo: what it deletes after a time, and nobody types in.

        But an administrator: a profile of what the server did, say.
        """
        system = self.env.ref("base.group_system")
        typed = self._writable(Domain("group_id", "!=", system.id))
        return frozenset(
            name
            for name, model in self.env.registry.items()
            if model._auto and not (model._abstract or model._transient)
            if name not in typed and not self.env["club.leaving"]._is_ours(name)
            if getmembers(model, is_autovacuum)
        )

    @api.model
    def _writable(self, given):
        """Return the models in which whoever rights are given to may write; sudo: rights."""
        writes = Domain("perm_write", "=", True) | Domain("perm_create", "=", True)
        rights = self.env["ir.model.access"].sudo().search(given & writes)
        return set(rights.model_id.mapped("model")).intersection(self.env.registry)

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
        return frozenset(
            name
            for name in self._writable(Domain("group_id", "in", [*groups.ids, False]))
            if name != PARTNER and not self.env["club.leaving"]._is_ours(name)
            if not self.env[name]._transient
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
            left = {"model", "res_model", "store_fname", "checksum"}
            apart = not (self._talks(name) or self._passes(name))
            if apart:
                left |= self.env["club.privacy.rows"]._told_apart(model._table)
            elif titles:
                continue
            columns = {
                field.name: field.column_type[0]
                for field in model._fields.values()
                if self._has_words(field) and field.name not in left
                if name != USER or field.type == "html"  # how one signs, is away
                if not apart or titles is self._is_title(name, field)
            }
            if columns:
                places[name] = columns
        return places

    @api.model
    def _has_words(self, field):
        """Tell whether somebody may write words in a column, whatever its type."""
        stored = field.store and field.column_type
        texts = stored and field.column_type[0] in ("varchar", "text", "jsonb")
        return bool(texts) and field.type not in WORDLESS

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
        team = self.env["club.privacy.team"]._users()
        people = team.filtered(lambda one: one.id != SUPERUSER_ID)
        if name == FILTER:
            return SQL(
                "(LEFT(model_id, 5) = 'club.' OR model_id = ANY(%s::text[]) OR %s)",
                [LEAD, PARTNER],
                self._typed_by(people),
            )
        if name == USER:
            return SQL("id = ANY(%s::int[])", team.ids)
        if name.startswith("discuss."):
            return self._typed_by(team)
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
            ways.append(SQL("author_id = ANY(%s::int[])", people.partner_id.ids))
            ways.append(SQL("(model = %s AND author_guest_id IS NOT NULL)", CHANNEL))
        if name == FILE:
            ways.append(self._attached())
        if not ways and self._passes(name):
            return SQL("TRUE")  # what was typed in a dialog, or noted, of nobody
        if model._log_access:  # about what is not ours, too
            ways.append(self._typed_by(people if ways else team))
        return SQL("(%s)", SQL(" OR ").join(ways or [SQL("FALSE")]))

    @api.model
    def _typed_by(self, team):
        """Return the SQL of the rows that one of the team made, or changed at last.

        Or that somebody without an account made: the guest of a discussion.
        """
        public = self.env.ref("base.public_user", raise_if_not_found=False)
        return SQL(
            "(create_uid = ANY(%(by)s::int[]) OR write_uid = ANY(%(by)s::int[]))",
            by=[*team.ids, *(public.ids if public else ())],
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
