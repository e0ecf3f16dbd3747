from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models, tools
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import SQL

from ...utils.at_once import AtOnce
from ...utils.races import alone


@dataclass(frozen=True)
class Check:
    """A condition that each row of a table fulfils, in the words of PostgreSQL."""

    name: str
    columns: frozenset
    expression: str

    def concerns(self, row):
        return True

    def broken(self, table, alone):
        return SQL(
            "SELECT %s FROM given WHERE NOT (%s)", self.name, code(self.expression)
        )


@dataclass(frozen=True)
class Exclusion:
    """Keys that no two rows of a table have alike (``=``), or overlapping (``&&``)."""

    name: str
    columns: frozenset
    keys: tuple
    operators: tuple
    condition: str

    def concerns(self, row):
        """Tell whether a new row has what is compared: nothing is like an empty one."""
        plain = self.columns.intersection(self.keys)
        return all(row.get(name) is not None for name in plain)

    def broken(self, table, alone):
        keys = SQL(", ").join(
            SQL("(%s) AS %s", code(key), SQL.identifier(f"key{number}"))
            for number, key in enumerate(self.keys)
        )
        where = code(self.condition)
        given = SQL("(SELECT id, %s FROM given WHERE %s)", keys, where)
        kept = SQL(
            "(SELECT id, %s FROM %s WHERE %s)", keys, SQL.identifier(table), where
        )
        alike = SQL(" AND ").join(
            SQL(
                "one.%s %s other.%s",
                SQL.identifier(f"key{number}"),
                code(operator),
                SQL.identifier(f"key{number}"),
            )
            for number, operator in enumerate(self.operators)
        )
        query = SQL(
            "SELECT %s FROM %s one JOIN %s other ON %s "
            "WHERE other.id NOT IN (SELECT id FROM given)",
            self.name,
            given,
            kept,
            alike,
        )
        if alone:
            return query
        twins = SQL(
            "SELECT %s FROM %s one JOIN %s other ON %s AND one.id < other.id",
            self.name,
            given,
            given,
            alike,
        )
        return SQL("%s UNION ALL %s", query, twins)


def code(text):
    """Return SQL of the catalogue of PostgreSQL as it stands, its ``%`` included."""
    return SQL(text.replace("%", "%%"))  # pylint: disable=sql-injection


class ClubConstraint(models.AbstractModel):
    """What the database would refuse, said before it is asked.

    PostgreSQL writes in its log the row that it refuses, and Odoo the query in its own:
    names, birth dates, what somebody confided. So the constraints of a table that bears
    a person are looked at first, by PostgreSQL itself and once for all rows, which
    refuses nothing. Of two who write at one instant the database has the last word.
    """

    _name = "club.constraint"
    _description = "Constraints answered before the database does"

    _catalogue = """
        SELECT 'null', NULL::text, array_agg(attname::text), NULL::text,
            NULL::text[], NULL::text[]
        FROM pg_attribute
        WHERE attrelid = %(table)s::regclass AND attnotnull AND NOT atthasdef
        AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT 'check', conname::text, ARRAY(
            SELECT attname::text FROM pg_attribute
            WHERE attrelid = conrelid AND attnum = ANY(conkey)
        ), pg_get_expr(conbin, conrelid), NULL, NULL
        FROM pg_constraint
        WHERE conrelid = %(table)s::regclass AND contype = 'c'
        UNION ALL
        SELECT 'exclusion', class.relname::text, ARRAY(
            SELECT DISTINCT attname::text FROM pg_depend
            JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
            WHERE refobjid = indrelid AND refobjsubid > 0
            AND (objid = indexrelid OR objid IN (
                SELECT oid FROM pg_constraint WHERE conindid = indexrelid))
        ), COALESCE(pg_get_expr(indpred, indrelid), 'TRUE'), ARRAY(
            SELECT pg_get_indexdef(indexrelid, key, TRUE)
            FROM generate_series(1, indnkeyatts) key ORDER BY key
        ), ARRAY(
            SELECT oprname::text FROM pg_constraint
            CROSS JOIN unnest(conexclop) WITH ORDINALITY used(op, rank)
            JOIN pg_operator ON pg_operator.oid = op
            WHERE conindid = indexrelid AND contype = 'x' ORDER BY rank
        )
        FROM pg_index JOIN pg_class class ON class.oid = indexrelid
        WHERE indrelid = %(table)s::regclass AND NOT indisprimary
        AND (indisunique OR indisexclusion)
    """

    @api.model
    @tools.ormcache("table")
    def _rules(self, table):
        """Return ``(columns that are never empty, rules)`` as the database has them."""
        needed, rules = frozenset(), []
        # pylint: disable=sql-injection
        rows = self.env.execute_query(SQL(self._catalogue, table=table))
        for kind, name, columns, expression, keys, operators in rows:
            columns = frozenset(columns or ())
            if kind == "null":
                needed = columns - {"id"}
            elif kind == "check":
                rules.append(Check(name, columns, expression))
            else:
                operators = tuple(operators or ["="] * len(keys))
                rule = Exclusion(name, columns, tuple(keys), operators, expression)
                rules.append(rule)
        return needed, sorted(rules, key=lambda rule: rule.name)

    @api.model
    def _is_asked(self, model):
        return model._auto and model._name in self.env["club.leaving"]._ways()

    @api.model
    @alone("of two at once the database has the last word")
    def _check_new(self, model, data_list):
        """Refuse rows that the database would refuse.

        :param data_list: as ``_create`` has them
        :raise ValidationError: in the words of the constraint
        """
        if not self._is_asked(model):
            return
        needed, rules = self._known_rules(model)
        columns = {column for rule in rules for column in rule.columns}
        fields = [model._fields[name] for name in columns | needed]
        rows = []
        for number, data in enumerate(data_list, 1):
            stored = data["stored"]
            row = {
                field.name: field.convert_to_column_insert(
                    stored[field.name], model, stored
                )
                for field in fields
                if field.name in stored
            }
            self._check_needed(model, {name: row.get(name) for name in needed})
            rows.append({"id": -number, **row})
        asked = [rule for rule in rules if any(map(rule.concerns, rows))]
        columns = {column for rule in asked for column in rule.columns}
        if asked:
            self._refuse(model, asked, self._given_rows(model, columns, rows), rows)

    @api.model
    def _check_changes(self, records, vals_list):
        """Refuse changes that the database would refuse.

        What was refused is not what the records hold: the cache forgets it.

        :param vals_list: of each record, as ``_write_multi`` has them
        :raise ValidationError: in the words of the constraint
        """
        if not self._is_asked(records):
            return
        try:
            self._check_alike(records, vals_list)
        except (ValidationError, ConcurrencyError):
            records.invalidate_recordset(flush=False)
            raise

    @api.model
    @alone("of two at once the database has the last word")
    def _check_alike(self, records, vals_list):
        """Ask once for all the records of which the same columns change."""
        needed, rules = self._known_rules(records)
        alike = defaultdict(list)
        for record, vals in zip(records, vals_list, strict=True):
            self._check_needed(records, {name: vals[name] for name in needed & {*vals}})
            touched = [rule for rule in rules if rule.columns & {*vals}]
            columns = {column for rule in touched for column in rule.columns}
            said = {name: vals[name] for name in columns & {*vals}}
            if touched:
                alike[frozenset(said)].append({"id": record.id, **said})
        for said, rows in alike.items():
            touched = [rule for rule in rules if rule.columns & said]
            columns = {column for rule in touched for column in rule.columns}
            kept = SQL.identifier(records._table)
            values = SQL(", ").join(
                SQL("said.%s" if name in said else "kept.%s", SQL.identifier(name))
                for name in sorted(columns)
            )
            given = SQL(
                "SELECT kept.id, %s FROM %s kept JOIN (%s) said ON said.id = kept.id",
                values,
                kept,
                self._given_rows(records, said, rows),
            )
            self._refuse(records, touched, given, rows)

    @api.model
    def _known_rules(self, model):
        """Return the rules on columns that are fields: others are of no use any more."""
        needed, rules = self._rules(model._table)
        known = model._fields.keys()
        return needed & known, [rule for rule in rules if rule.columns <= known]

    @api.model
    def _check_needed(self, model, values):
        """Refuse a row without a value that it must have."""
        for name, value in sorted(values.items()):
            if value is None:
                raise ValidationError(
                    self.env._(
                        "“%s” is missing: fill it in.",
                        model._fields[name]._description_string(self.env),
                    )
                )

    @api.model
    def _given_rows(self, model, columns, rows):
        """Return the query of rows that are about to be written."""
        fields = [model._fields[name] for name in sorted(columns)]
        typed = SQL(", ").join(
            SQL("%s::%s", SQL.identifier(one.name), code(one.column_type[1]))
            for one in fields
        )
        return SQL(
            "SELECT id, %s FROM (VALUES %s) given_row(id, %s)",
            typed,
            SQL(", ").join(
                (row["id"], *(row.get(one.name) for one in fields)) for row in rows
            ),
            SQL(", ").join(SQL.identifier(one.name) for one in fields),
        )

    @api.model
    def _refuse(self, model, rules, given, rows):
        """Ask which rule the rows would break.

        sudo: the words of a constraint are no secret.

        :raise ValidationError: in the words of the first one
        :raise AtOnce: where whoever comes second begins anew
        """
        broken = SQL(" UNION ALL ").join(
            rule.broken(model._table, len(rows) == 1) for rule in rules
        )
        found = self.env.execute_query(
            SQL("WITH given AS (%s) SELECT * FROM (%s) broken LIMIT 1", given, broken)
        )
        if not found:
            return
        name = found[0][0]
        known = self.env["ir.model.constraint"].sudo()
        known = known.search([("name", "=", name)], limit=1)
        words = model._table_objects.get(name)
        message = known.message or (words and words.get_error_message(model)) or name
        at_once = name in getattr(model, "_begun_anew", ())
        raise (AtOnce if at_once else ValidationError)(message)
