from collections import defaultdict

from psycopg2 import IntegrityError

from odoo import api, models, tools
from odoo.tools import SQL, sql

from ...utils.personal_data import COUNTED, DELETED, EMPTIED, MONTH, REDUCED, USER
from ..tools.guarded import OPEN
from .erasure_figures import CANDIDATE_AGES, REDUCERS

PERSON, PARTNER = "club.person", "res.partner"
WORDS = ("char", "text", "html", "json", "binary", "reference")
NUMBERS = ("integer", "float", "monetary", "boolean", "many2one_reference")
ERASED_ON = {PERSON: "erased_on", PARTNER: "club_erased_on"}
"""Who may be erased, and the field that says since when they are."""

GONE = "…"
"""What stands where a name, an address or a number was."""

REGISTERS = "club.privacy."
EVENT, FILE, NAMES = "calendar.event", "ir.attachment", "ir.model.data"

KEPT_OF_CONTACT = (
    *("parent_id", "commercial_partner_id", "company_id", "is_company", "active"),
    *("club_employer", "club_prescriber", "partner_share", "type", "lang", "tz"),
    "company_registry",  # until ``club.privacy.contacts`` looked who else has it
)
"""What is left of a contact: at whom, never who."""


class ClubPrivacyRows(models.AbstractModel):
    """Erase the rows that bear a person.

    They are found in the registry: every model that leads to ``club.person`` by many2ones,
    and what is about its records. A row that a figure counts is erased in place, by SQL:
    no rule or tracking interferes, and what figures read stays. Other rows are deleted.
    """

    _name = "club.privacy.rows"
    _description = "Rows of erased people"

    # === WHICH ROWS === #

    @api.model
    @tools.ormcache()
    def _links(self):
        """Return ``{model: {field: model pointed to}}`` of what leads to a person."""
        ways = self.env["club.leaving"]._ways()
        links = {}
        for name in ways:
            model = self.env[name]
            if name != PERSON and model._auto and not derived(model):
                links[name] = {
                    field.name: field.comodel_name
                    for field in model._fields.values()
                    if field.type == "many2one" and field.store
                    if field.comodel_name in ways
                    if not derived(self.env[field.comodel_name])
                }
        return {name: fields for name, fields in links.items() if fields}

    @api.model
    def _of(self, subjects):
        """Return ``{model: ids}`` of every row of persons, or of contacts."""
        found = defaultdict(set, {subjects._name: set(subjects.ids)})
        if subjects._name != PERSON:
            return {**found, **self.env["club.privacy.contacts"]._going(subjects)}
        news = {PERSON: set(subjects.ids)}
        while news:
            later = defaultdict(set)
            for name, fields in self._links().items():
                later[name] |= self._pointing(name, fields, news) - found[name]
            news = {name: ids for name, ids in later.items() if ids}
            for name, ids in news.items():
                found[name] |= ids
        return {name: ids for name, ids in found.items() if ids}

    @api.model
    def _pointing(self, name, fields, targets):
        """Return the ids of a model by one of its ``fields`` to the ``targets``."""
        conditions = [
            SQL("%s = ANY(%s::int[])", SQL.identifier(field), list(targets[comodel]))
            for field, comodel in fields.items()
            if comodel in targets
        ]
        if not conditions:
            return set()
        table = SQL.identifier(self.env[name]._table)
        query = SQL("SELECT id FROM %s WHERE %s", table, SQL(" OR ").join(conditions))
        return {row_id for (row_id,) in self.env.execute_query(query)}

    @api.model
    def _about(self, rows):
        """Return ``{model: ids}`` of messages, tasks, files, events about the rows.

        And what is about these: an appointment has messages. Files they show come last.
        """
        found, news = defaultdict(set), rows
        while news:
            later = self._around(news)
            news = {name: ids - found[name] for name, ids in later.items()}
            news = {name: ids for name, ids in news.items() if ids}
            if not news and (files := self._shown(rows, found) - found[FILE]):
                news = {FILE: files}
            for name, ids in news.items():
                found[name] |= ids
        return {name: ids for name, ids in found.items() if ids}

    @api.model
    def _around(self, rows):
        found = defaultdict(set)
        for name, pointers in self.env["club.leaving"]._pointers().items():
            for pair in pointers if self.env[name]._auto else ():
                found[name] |= self._pointed(name, pair, rows)
        for name, ids in rows.items():
            found[EVENT] |= self._theirs(name, ids, EVENT)
        return found

    @api.model
    def _shown(self, rows, found):
        """Return the files that the rows, and what is about them, show alone.

        Not what another record has or lists: a leaflet is sent to many. A dialog lists
        for an hour what its message lists.
        """
        known = {name: found[name] | {*rows.get(name, ())} for name in {*rows, *found}}
        files = set().union(*(self._theirs(*one, FILE) for one in known.items()))
        for name in self.env.registry if files else ():
            for field in self.env[name]._fields.values() if self._lasts(name) else ():
                listed = field.type == "many2many" and field.store
                if listed and field.comodel_name == FILE:
                    files -= self._listed(field, files, known.get(name, ()))
        return {
            one.id
            for one in self.env[FILE].browse(files).exists()
            if not (one.res_id and self._lasts(one.res_model))
        }

    @api.model
    def _lasts(self, name):
        """Tell whether a name is of a model whose rows are no dialog's."""
        model = self.env.get(name)
        return model is not None and model._auto and not model._transient

    @api.model
    def _listed(self, field, files, known):
        """Return those of the files that rows list which are not known."""
        told, table, row = field.column2, field.relation, field.column1
        query = SQL(
            "SELECT %s FROM %s WHERE %s != ALL(%s::int[]) AND %s = ANY(%s::int[])",
            *map(SQL.identifier, (told, table, row)),
            *([*known], SQL.identifier(told), [*files]),
        )
        return {row_id for (row_id,) in self.env.execute_query(query)}

    @api.model
    def _pointed(self, name, pair, rows):
        model_field, id_field = map(SQL.identifier, pair)
        wanted = [
            SQL("(%s = %s AND %s = ANY(%s::int[]))", model_field, one, id_field, [*ids])
            for one, ids in rows.items()
        ]
        table = SQL.identifier(self.env[name]._table)
        query = SQL("SELECT id FROM %s WHERE %s", table, SQL(" OR ").join(wanted))
        return {row_id for (row_id,) in self.env.execute_query(query)}

    @api.model
    def _theirs(self, name, ids, comodel):
        """Return the appointments, which are theirs alone, or the files that rows show."""
        model, found = self.env[name], set()
        kinds = ("many2one", "many2many") if comodel == FILE else ("many2one",)
        for field in model._fields.values():
            if field.required and comodel == EVENT:
                continue  # somebody is a guest of a meeting, which is not theirs
            if field.type in kinds and field.store and field.comodel_name == comodel:
                found |= self.env["club.leaving"]._followed(model, field.name, ids)
        return found

    # === WHAT BECOMES OF A FIELD === #

    @api.model
    @tools.ormcache()
    def _words(self):
        """Return ``{(model, field): word}`` of the map of personal data.

        Words of a user (who looked, by name) may stay; nobody else's do.
        """
        entries = self.env["club.privacy.map"]._entries()
        return {
            (model, name): EMPTIED if self._tells(model, name, entry) else entry.erased
            for (model, name), entry in entries.items()
        }

    @api.model
    def _tells(self, model, name, entry):
        """Tell whether a field that is said to stay has words of somebody erased."""
        field = self.env[model]._fields.get(name)
        words = field is not None and field.type in WORDS
        return words and entry.erased == COUNTED and entry.whose != USER

    @api.model
    def _is_deleted(self, name):
        """Tell whether rows of a model go: no figure counts them, no register is one."""
        model = self.env[name]
        if not name.startswith("club.") or model._transient:
            return name != PARTNER
        if name.startswith(REGISTERS):
            return self._words().get((name, "person_id")) == DELETED
        return name not in self.env["club.privacy.map"]._figures()

    @api.model
    def _word(self, field):
        """Return what becomes of a stored field: the map's word, or its type's."""
        name, model = field.name, field.model_name
        if name == "id" or (model == PARTNER and name in KEPT_OF_CONTACT):
            return COUNTED
        usual = MONTH if field.type in ("date", "datetime") else EMPTIED
        word = self._words().get((model, name)) or usual
        if word == DELETED or (word == REDUCED and (model, name) not in REDUCERS):
            return EMPTIED
        if word == MONTH and field.type not in ("date", "datetime"):
            return EMPTIED
        return word

    @api.model
    @tools.ormcache("name")
    def _changes(self, name):
        """Return ``{column: SQL of its value}`` of a table whose rows stay."""
        model, changes = self.env[name], {}
        alone = self._told_apart(model._table)
        for column, known in sql.table_columns(self.env.cr, model._table).items():
            needed = known["is_nullable"] == "NO"
            field = model._fields.get(column)
            if field is None:  # left by an older version, or by another addon
                value = None if needed else SQL("NULL")
            elif column in alone and needed:
                value = None
            else:
                value = self._value(field, needed)
            if value is not None:
                changes[column] = value
        return changes

    @api.model
    def _told_apart(self, table):
        """Return the columns by which no two rows of a table may be alike."""
        query = SQL(
            """SELECT DISTINCT attname FROM pg_index
                 JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
                WHERE indrelid = %s::regclass AND indisunique""",
            table,
        )
        return {column for (column,) in self.env.execute_query(query)}

    @api.model
    def _value(self, field, needed):
        """Return the SQL of what is left in a column, none if it stays as it is."""
        word, kind = self._word(field), field.type
        if word == COUNTED or (word == REDUCED and kind not in WORDS):
            return None
        column = SQL.identifier(field.name)
        if kind in ("date", "datetime") and (word == MONTH or needed):
            cast = SQL("date" if kind == "date" else "timestamp")
            return SQL("DATE_TRUNC('month', %s)::%s", column, cast)
        if kind == "boolean":
            return SQL("FALSE")
        if not needed and field.name != "name":  # contacts are asked for one
            return SQL("NULL")
        if kind == "selection":
            return SQL("%s", field.get_values(self.env)[0])
        if kind in WORDS:
            return SQL("'{}'") if field.column_type[0] == "jsonb" else SQL("''")
        return SQL("0") if kind in NUMBERS else None

    # === ERASING === #

    @api.model
    def _erase(self, subjects, day):
        """Erase the rows of persons, or of contacts, and what is about them.

        sudo: the rows are of any club; none of them is shown to who erases.
        """
        self = self.sudo()
        self.env.flush_all()
        words = self.env["club.privacy.sweep"]._identifiers(subjects)
        rows = self._of(subjects)
        self.env["club.privacy.team"]._end_sessions(rows.get("res.device.log", ()))
        self._delete_about(self._about(rows))
        self.env["club.arrival"]._forget(subjects)
        self._empty_relations(rows)
        deleted = [name for name in rows if self._is_deleted(name)]
        for name in self._leaves_first(deleted):
            self._delete(name, rows[name])
        for name in [one for one in rows if one not in deleted]:
            self._empty(name, rows[name])
        self._tell_erased(subjects, day)
        if subjects._name == PARTNER:
            self.env["club.privacy.contacts"]._empty_around(subjects)
            self.env["club.privacy.team"]._empty_accounts(subjects)
        self.env["club.privacy.sweep"]._sweep(words)
        self.env.invalidate_all()

    @api.model
    def _delete_about(self, about):
        """Delete messages with their mails, tasks, events; the files by the ORM."""
        files = self.env[FILE].with_context(club_restriction=OPEN)
        files.browse(about.pop(FILE, ())).unlink()
        self.env[NAMES]._club_erase(about.pop(NAMES, ()))
        for name, ids in about.items():
            self._delete(name, ids)

    @api.model
    def _delete(self, name, ids):
        """Delete rows; empty those that a document of another addon holds."""
        table = SQL.identifier(self.env[name]._table)
        query = SQL("DELETE FROM %s WHERE id = ANY(%s::int[])", table, [*ids])
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
        except IntegrityError:
            self._empty(name, ids)

    @api.model
    def _leaves_first(self, names):
        """Sort models so that what points to another is deleted before it."""
        left, order = list(names), []
        while left:
            links = {name: self._links().get(name, {}).values() for name in left}
            pointed = {one for name in left for one in links[name] if one != name}
            free = [name for name in left if name not in pointed] or left[:1]
            order += free
            left = [name for name in left if name not in free]
        return order

    @api.model
    def _empty_relations(self, rows):
        """Delete the lines of the lists in which the rows are, or that they have."""
        for name, model in self.env.registry.items():
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                if field.type != "many2many" or not field.store:
                    continue
                for column, bearer in (
                    (field.column1, name),
                    (field.column2, field.comodel_name),
                ):
                    if ids := rows.get(bearer):
                        self._unlist(field.relation, column, ids)

    @api.model
    def _unlist(self, relation, column, ids):
        query = SQL(
            "DELETE FROM %s WHERE %s = ANY(%s::int[])",
            SQL.identifier(relation),
            SQL.identifier(column),
            list(ids),
        )
        self.env.cr.execute(query)

    @api.model
    def _empty(self, name, ids):
        """Leave in the rows of a table what figures read, and nothing else."""
        params = {"ids": list(ids), "ages": list(CANDIDATE_AGES)}
        for (model, _field), query in REDUCERS.items():
            if model == name:
                self.env.cr.execute(query, params)
        if changes := self._changes(name):
            self._update(name, ids, changes)

    @api.model
    def _update(self, name, ids, changes):
        values = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(column), value)
            for column, value in changes.items()
        )
        table = SQL.identifier(self.env[name]._table)
        query = SQL("UPDATE %s SET %s WHERE id = ANY(%s::int[])", table, values, [*ids])
        self.env.cr.execute(query)

    @api.model
    def _tell_erased(self, subjects, day):
        """Date the erasure: from then on no role reads the rows."""
        table = SQL.identifier(subjects._table)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s, active = FALSE WHERE id = ANY(%s::int[])",
                table,
                SQL.identifier(ERASED_ON[subjects._name]),
                day,
                subjects.ids,
            )
        )


def derived(model):
    """Tell whether rows of a model are counts that the code makes again."""
    return getattr(model, "_club_derived", False)
