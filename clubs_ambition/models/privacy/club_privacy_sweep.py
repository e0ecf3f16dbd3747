from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...utils.identity import canonical
from .club_privacy_rows import PERSON
from .erasure_others import borne_by_others
from .erasure_words import Identifiers

GONE = "…"
"""What stands where a name, an address or a number was."""

TAKEN = rf"\1\2{GONE}"
"""The same after what stood before, which the pattern takes along."""

SHORTEST = 6
"""A shorter word may be anything."""

TALK = (
    *("mail.", "calendar.", "bus.", "discuss.", "sms.", "snailmail.", "phone."),
    *("crm.lead", "privacy.", "base_import."),
    *("ir.logging", "ir.attachment", "ir.filters"),
)
"""Beginnings of the stock models in which people are talked of."""

LEAD, PARTNER, EVENT = "crm.lead", "res.partner", "calendar.event"
MESSAGE, FILE, CHANNEL = "mail.message", "ir.attachment", "discuss.channel"
FILTER = "ir.filters"

DOCUMENTS = (LEAD, PARTNER, EVENT, MESSAGE)
"""Stock models some rows of which are of the clubs; the host has others.

Each may be about one of those before it: a message is about an event about a lead.
"""

PASSING = ("bus.bus", "ir.logging", "mail.push")
"""What is about no record and stays for some days."""

FROZEN = ("club.statement", "club.pack", "club.kpi.", "club.export.log")
"""What was handed out names nobody, and stays to the byte, its files too."""

IMPORT_HOURS = 3
"""How long somebody may be busy with a file to import."""

IMPORTS, INBOUND = "base_import.import", "club.inbound.mail"


class ClubPrivacySweep(models.AbstractModel):
    """What others wrote of who is erased: in messages, tasks, mails, events, notes.

    A message of a workshop, a task about a group, a mail on its way are of nobody in
    particular. Whoever is named there by name and first name, e-mail address or phone
    is named no more; a mail to their address and what they wrote themselves go.
    """

    _name = "club.privacy.sweep"
    _description = "Words about erased people"

    @api.model
    def _identifiers(self, subjects):
        """Return what people are named by; what somebody else bears too is theirs."""
        names = {name for one in subjects for name in self._names(one)}
        keys = {key for one in subjects for key in self._keys(one)}
        borne = borne_by_others(subjects, names | keys)
        names = {name for name in names if canonical(name) not in borne}
        return Identifiers(
            frozenset(names), frozenset(key for key in keys if key.lower() not in borne)
        )

    @api.model
    def _names(self, one):
        """Return first and last name, in both orders; a single word names nobody.

        As they were recorded, and were before, and as who oriented the person typed them.
        """
        if one._name == PERSON:
            typed = [one, *one.every_journey_ids.orientation_ids]
            pairs = [(who.first_name, who.last_name) for who in typed]
            pairs += [(first, last) for first, last, *_keys in one.formerly or ()]
        else:
            pairs = [(one.name or "").split(" ", 1)]
        both = (pair for pair in pairs if len(pair) == 2 and all(pair))
        names = {" ".join(order) for pair in both for order in (pair, pair[::-1])}
        return {name for name in names if len(name) >= SHORTEST}

    @api.model
    def _keys(self, one):
        names = ("email", "email_normal", "email_normalized", "phone", "phone_normal")
        keys = {one[name] for name in names if name in one._fields}
        if one._name == PERSON:
            keys.update(
                key for _first, _last, *some in one.formerly or () for key in some
            )
        return {key for key in keys if key and len(key) >= SHORTEST}

    @api.model
    @tools.ormcache("titles")
    def _places(self, titles=False):
        """Return ``{model: {column: its type}}`` of what people are talked of in.

        Of ours, and of contacts, notes; or the ``titles``, which may be of a street or
        of a company.
        """
        places = {}
        for name, model in self._tables():
            kinds = ("char", "text", "html", "json", "properties")
            left = {"model", "res_model", "store_fname", "checksum"}
            if not name.startswith(TALK) and not model._transient:
                kinds = kinds[:1] if titles else kinds[1:]
                left |= self.env["club.privacy.rows"]._told_apart(model._table)
            elif titles:
                continue
            columns = {
                field.name: field.column_type[0]
                for field in model._fields.values()
                if field.store and field.column_type and field.type in kinds
                if field.name not in left
            }
            if columns:
                places[name] = columns
        return places

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
        if name.startswith("discuss."):
            return SQL(
                "create_uid = ANY(%s::int[])",
                self.env["club.privacy.team"]._users().ids,
            )
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
        team = self.env["club.privacy.team"]
        if name == MESSAGE:
            authors = team._users().partner_id
            ways.append(self._chatted("model", "author_id", authors))
        if name == FILE:
            chatted = self._chatted("res_model", "create_uid", team._users())
            ways += [self._attached(), chatted]
        if not ways and model._transient:  # what was typed in a dialog, of nobody
            return SQL("TRUE")
        return SQL("(%s)", SQL(" OR ").join(ways)) if ways else SQL("FALSE")

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

    @api.model
    def _told(self, name, words):
        """Return the SQL of the pattern that is searched in each row of a model."""
        return SQL(
            "(CASE WHEN %s THEN %s::text ELSE %s::text END)",
            self._named(name),
            words.pattern(),
            words.of_keys().pattern(),
        )

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
    def _tables(self):
        """Return the models, ours and those of the stock, that may talk of people."""
        reference = self.pool["club.reference.mixin"]
        return [
            (name, model)
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract and not name.startswith(FROZEN)
            if not issubclass(model, reference)
            if self._talks(name) or self.env["club.leaving"]._is_ours(name)
        ]

    @api.model
    def _talks(self, name):
        """Tell whether people are talked of in a model of Odoo."""
        return name.startswith(TALK) or name == PARTNER

    @api.model
    def _sweep(self, words):
        """Take what people are named by out of what others wrote: all of it is read."""
        self._delete_imports(words)
        if not words.names and not words.keys:
            return
        self._delete_files(words)
        self._delete_inbound(words)
        if words.keys:
            self._delete_mails([key for key in words.keys if "@" in key])
        for name, columns in self._places().items():
            self._take_out(name, columns, self._told(name, words), words)
        for table, columns in self._copies().items():
            self._empty_exact(table, columns, words.lowered())
        told = SQL("%s::text", words.of_keys().pattern())
        for name, columns in self._places(titles=True).items() if words.keys else ():
            self._take_out(name, columns, told, words.of_keys())

    @api.model
    def _delete_files(self, words):
        """Delete files that name somebody: one name is not taken out of a paper.

        The host's other papers are deleted by an address or a phone, never by a name.
        """
        query = SQL(
            """SELECT id FROM ir_attachment WHERE res_model IS DISTINCT FROM 'ir.ui.view'
                  AND NOT %(kept)s
                  AND CONCAT_WS(' ', name, description, index_content) ~* %(sieve)s
                  AND CONCAT_WS(' ', name, description, index_content) ~* %(told)s""",
            kept=self._handed_out(),
            sieve=words.sieve(),
            told=self._told(FILE, words),
        )
        found = [row_id for (row_id,) in self.env.execute_query(query)]
        self.env[FILE].browse(found).unlink()

    @api.model
    def _handed_out(self):
        """Return the SQL of the files of what was handed out, which stay as they are."""
        return SQL(
            "COALESCE(res_model LIKE ANY(%s::text[]), FALSE)",
            [f"{name}%" for name in FROZEN],
        )

    @api.model
    def _delete_imports(self, words):
        """Delete files to import that name somebody, or with which nobody goes on.

        Of persons, prospects and contacts: other files are somebody's work of now.
        """
        ours = Domain("res_model", "=like", "club.%")
        ours |= Domain("res_model", "in", (LEAD, PARTNER))
        limit = fields.Datetime.now() - timedelta(hours=IMPORT_HOURS)
        self.env[IMPORTS].search(ours).filtered(
            lambda one: one.write_date < limit or words.named_in(one.file or b"")
        ).unlink()

    @api.model
    def _delete_inbound(self, words):
        """Delete what waits to be sorted of these senders, with all that was said."""
        query = SQL(
            "SELECT id FROM club_inbound_mail WHERE CONCAT_WS(' ', sender, email) ~* %s",
            words.of_keys().pattern(),
        )
        rows = self.env["club.privacy.rows"]
        if found := {row_id for (row_id,) in self.env.execute_query(query)}:
            rows._delete_about(rows._about({INBOUND: found}))
            rows._delete(INBOUND, found)

    @api.model
    def _delete_mails(self, addresses):
        """Delete mails to these addresses, and what was written from them."""
        if not addresses:
            return
        words = Identifiers(frozenset(), frozenset(addresses))
        query = SQL(
            """DELETE FROM mail_message
                WHERE email_from ~* %(sieve)s AND email_from ~* %(pattern)s
                   OR id IN (SELECT mail_message_id FROM mail_mail
                              WHERE email_to ~* %(sieve)s AND email_to ~* %(pattern)s)""",
            sieve=words.sieve(),
            pattern=words.pattern(),
        )
        self.env.cr.execute(query)

    @api.model
    def _take_out(self, name, columns, pattern, words):
        # Two people are erased whose addresses are on one list, where none is twice.
        table = self.env[name]._table
        _needed, rules = self.env["club.constraint"]._rules(table)
        alone = {column for rule in rules for column in rule.columns}
        values = SQL(", ").join(
            SQL(
                "%s = REGEXP_REPLACE(%s::text, %s, %s, 'gi')::%s",
                *(SQL.identifier(column), SQL.identifier(column), pattern),
                SQL("%s::text || id", TAKEN) if column in alone else TAKEN,
                SQL.identifier(kind),
            )
            for column, kind in columns.items()
        )
        text = SQL(", ").join(SQL("%s::text", SQL.identifier(one)) for one in columns)
        kept = self._handed_out() if name == FILE else SQL("FALSE")
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s SET %(values)s
                    WHERE NOT %(kept)s AND CONCAT_WS(' ', %(text)s) ~* %(sieve)s
                      AND CONCAT_WS(' ', %(text)s) ~* %(pattern)s""",
                table=SQL.identifier(table),
                values=values,
                kept=kept,
                text=text,
                sieve=words.sieve(),
                pattern=pattern,
            )
        )

    @api.model
    def _empty_exact(self, table, columns, wanted):
        """Empty what is somebody's name, address or phone and nothing else.

        A tutor, who signs for a host: what was copied from a contact.
        """
        values = SQL(", ").join(
            SQL(
                "%s = CASE WHEN LOWER(%s) = ANY(%s::text[]) THEN NULL ELSE %s END",
                *(SQL.identifier(one), SQL.identifier(one), wanted),
                SQL.identifier(one),
            )
            for one in columns
        )
        alike = SQL(" OR ").join(
            SQL("LOWER(%s) = ANY(%s::text[])", SQL.identifier(one), wanted)
            for one in columns
        )
        self.env.cr.execute(
            SQL("UPDATE %s SET %s WHERE %s", SQL.identifier(table), values, alike)
        )
