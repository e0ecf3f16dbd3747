from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...utils.identity import canonical
from ..tools.guarded import OPEN
from .club_privacy_places import FILE, FROZEN, LEAD, PARTNER
from .club_privacy_rows import GONE, NAMES, PERSON
from .erasure_others import borne_by_others
from .erasure_words import SHORTEST, Identifiers

TAKEN = rf"\1\2\3\4{GONE}"
"""The same after what stood before, which the pattern takes along."""

IMPORT_HOURS = 3
"""How long somebody may be busy with a file to import."""

IMPORTS, INBOUND = "base_import.import", "club.inbound.mail"
WHERE = "club.privacy.places"


class ClubPrivacySweep(models.AbstractModel):
    """Remove the names of erased people from what others wrote.

    A message of a workshop, a task about a group, a mail on its way belong to nobody in
    particular. Full names, e-mail addresses and phones are taken out of them; mails to the
    address of the person, and what they wrote themselves, are deleted.
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

        As they were recorded, and were before, and as whoever oriented the person typed them.
        """
        if one._name == PERSON:
            typed = [one, *one.every_journey_ids.orientation_ids]
            pairs = [(who.first_name, who.last_name) for who in typed]
            pairs += [(first, last) for first, last, *_keys in one.formerly or ()]
        else:
            borne = {one.name or "", *self._formerly(one, ("name",))}
            pairs = [name.split(" ", 1) for name in borne]
        both = (pair for pair in pairs if len(pair) == 2 and all(pair))
        return {" ".join(order) for pair in both for order in (pair, pair[::-1])}

    @api.model
    def _keys(self, one):
        names = ("email", "email_normal", "email_normalized", "phone", "phone_normal")
        keys = {one[name] for name in names if name in one._fields}
        if one._name == PERSON:
            keys.update(
                key for _first, _last, *some in one.formerly or () for key in some
            )
        else:
            keys.update(self._formerly(one, ("email", "phone")))
            logins = one.with_context(active_test=False).user_ids.mapped("login")
            keys.update(login for login in logins if "@" in login)
        return {key for key in keys if key and len(key) >= SHORTEST}

    @api.model
    def _formerly(self, contact, names):
        """Return what the thread of a contact says that fields of theirs were before.

        sudo: a message is read by whoever reads the contact.
        """
        about = [("mail_message_id.model", "=", contact._name)]
        about += [("mail_message_id.res_id", "in", contact.ids)]
        values = self.env["mail.tracking.value"].sudo()
        found = values.search([*about, ("field_id.name", "in", names)])
        return {one.old_value_char for one in found if one.old_value_char}

    @api.model
    def _told(self, name, words):
        """Return the SQL of the pattern that is searched in each row of a model."""
        return SQL(
            "(CASE WHEN %s THEN %s::text ELSE %s::text END)",
            self.env[WHERE]._named(name),
            words.pattern(),
            words.of_keys().pattern(),
        )

    @api.model
    def _sweep(self, words):
        """Take what people are named by out of what others wrote: all of it is read."""
        self._delete_imports(words)
        if not words.names and not words.keys:
            return
        if words.keys:
            self._delete_inbound(words)
            self._delete_mails([key for key in words.keys if "@" in key])
            self._delete_texts(words)
        for some in words.parts():
            self._delete_files(some)
            self._rename(some)
            for name, columns in self.env[WHERE]._places().items():
                self._take_out(name, columns, self._told(name, some), some)
        for table, columns in self.env[WHERE]._copies().items():
            self._empty_exact(table, columns, words.lowered())
        told = SQL("%s::text", words.of_keys().pattern())
        titles = self.env[WHERE]._places(titles=True) if words.keys else {}
        for name, columns in titles.items():
            self._take_out(name, columns, told, words.of_keys())

    @api.model
    def _delete_files(self, words):
        """Delete files that name somebody: one name is not taken out of a paper.

        The host's other papers are deleted by an address or a phone, never by a name.
        """
        query = SQL(
            """SELECT id FROM ir_attachment WHERE res_model IS DISTINCT FROM 'ir.ui.view'
                  AND NOT %(kept)s
                  AND %(text)s %(like)s %(sieve)s AND %(text)s %(like)s %(told)s""",
            text=SQL("CONCAT_WS(' ', name, description, index_content)"),
            like=words.matches,
            kept=self._handed_out(),
            sieve=words.sieve(),
            told=self._told(FILE, words),
        )
        found = [row_id for (row_id,) in self.env.execute_query(query)]
        files = self.env[FILE].with_context(club_restriction=OPEN)
        files.browse(found).unlink()  # of somebody left alone, too

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
    def _rename(self, words):
        """Leave their digest of the external ids that a file made of a name.

        Of rows about nobody in particular: *prospect_de_jean_roux*. Those of an addon
        are its own words.
        """
        query = SQL(
            """SELECT id FROM ir_model_data
                WHERE name %(like)s %(sieve)s AND name %(like)s %(pattern)s
                  AND module NOT IN (SELECT name FROM ir_module_module)""",
            like=words.matches,
            sieve=words.sieve(),
            pattern=words.pattern(),
        )
        found = [row_id for (row_id,) in self.env.execute_query(query)]
        self.env[NAMES]._club_erase(found)

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
    def _delete_texts(self, words):
        """Delete text messages to their phone, whoever wrote them."""
        query = SQL("DELETE FROM sms_sms WHERE number ~* %s", words.of_keys().pattern())
        self.env.cr.execute(query)

    @api.model
    def _take_out(self, name, columns, pattern, words):
        # Two people are erased whose addresses are on one list, where none is twice.
        table = self.env[name]._table
        _needed, rules = self.env["club.constraint"]._rules(table)
        alone = {column for rule in rules for column in rule.columns}
        values = SQL(", ").join(
            SQL(
                "%s = REGEXP_REPLACE(%s, %s, %s, %s)::%s",
                *(SQL.identifier(column), self._text(column, kind, words), pattern),
                SQL("%s::text || id", TAKEN) if column in alone else TAKEN,
                words.flags,
                SQL.identifier(kind),
            )
            for column, kind in columns.items()
        )
        text = SQL(", ").join(SQL("%s::text", SQL.identifier(one)) for one in columns)
        kept = self._handed_out() if name == FILE else SQL("FALSE")
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s SET %(values)s
                    WHERE NOT %(kept)s AND CONCAT_WS(' ', %(text)s) %(like)s %(sieve)s
                      AND CONCAT_WS(' ', %(text)s) %(like)s %(pattern)s""",
                like=words.matches,
                table=SQL.identifier(table),
                values=values,
                kept=kept,
                text=text,
                sieve=words.sieve(),
                pattern=pattern,
            )
        )

    @api.model
    def _text(self, column, kind, words):
        """Return the SQL of a column as text; a phone that is a number there is none."""
        text = SQL("%s::text", SQL.identifier(column))
        numbers = words.numbers() if kind == "jsonb" else None
        if not numbers:
            return text
        return SQL("REGEXP_REPLACE(%s, %s, %s, 'g')", text, numbers, r"\1null")

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
