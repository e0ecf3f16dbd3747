from odoo.tools import SQL, mute_logger

from .erasure_common import SearchedCase

WORDS = ("char", "text", "html", "json", "properties")


class InsertedCase(SearchedCase):
    """Rows of any model, written past the ORM, with a word in each of their texts."""

    def is_table(self, table):
        query = SQL(
            "SELECT 1 FROM pg_class WHERE relname = %s AND relkind = 'r'", table
        )
        return bool(self.env.execute_query(query))

    def insert(self, name, words, values):
        """Insert a row of a model, the words in each of its texts; return its id."""
        model, values = self.env[name], {**values}
        for column, needed in self.columns(model):
            known = model._fields.get(column)
            if column == "id" or column in values or not (known and known.store):
                continue
            if known.type in WORDS and not self.is_unique(model, known):
                values[column] = self.worded(known, words)
            elif needed:
                values[column] = self.something(known)
        query = SQL(
            "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(SQL("%s", one) for one in values.values()),
        )
        with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            [(row_id,)] = self.env.execute_query(query)
        return row_id

    def columns(self, model):
        return self.env.execute_query(
            SQL(
                """SELECT attname, attnotnull AND NOT atthasdef FROM pg_attribute
                    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped""",
                model._table,
            )
        )

    def worded(self, field, words):
        if field.column_type[0] != "jsonb":
            return words
        return SQL("JSONB_BUILD_OBJECT('en_US', %s::text)", words)

    def something(self, field):
        match field.type:
            case "many2one":
                table = SQL.identifier(self.env[field.comodel_name]._table)
                return SQL("(SELECT MIN(id) FROM %s)", table)
            case "selection":
                return field.get_values(self.env)[0]
            case "date" | "datetime":
                return "2026-01-05"
            case "boolean":
                return False
            case "char" | "text" | "html":
                return "xylo"
        return 0
