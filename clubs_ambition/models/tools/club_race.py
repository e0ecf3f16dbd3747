from collections import defaultdict
from contextlib import contextmanager

from psycopg2 import OperationalError
from psycopg2.errors import ForeignKeyViolation, UniqueViolation

from odoo import api, models
from odoo.tools import SQL

from ...utils.at_once import AtOnce

LOST = "clubs_ambition.race_lost"
"""Where a transaction remembers that it came second, and can only be run again."""


class ClubRace(models.AbstractModel):
    """Keep apart people who do at the same time what only one of them may do.

    Odoo's transactions read the state of their beginning (REPEATABLE READ): a guard that
    looks at another row sees what it was then, and a lock does not make it newer. But when
    two transactions write one row, PostgreSQL refuses the second, and the server runs that
    request again, which now sees the first. So a guard *holds* the rows that it reads: it
    writes them, unchanged. Whoever changes them writes them anyway.

    Not for rows on which many people work without being in each other's way: those who
    enter a group hold a seat each (``club.seat``), and whoever closes it holds them all.
    """

    _name = "club.race"
    _description = "People who write at once"

    @api.model
    def _hold(self, *held):
        """Write rows unchanged, so that nobody else changes them at the same time.

        Always in the same order, by model and row, so that two people never wait for each
        other. Rows that this transaction wrote are held already.

        :param held: records, of any models
        """
        ids = defaultdict(set)
        for records in held:
            ids[records._name].update(records._origin.ids)
        for name in sorted(ids):
            if ids[name]:
                rows = SQL("SELECT UNNEST(%s::int[])", sorted(ids[name]))
                self._write_as_is(self.env[name]._table, rows)

    @api.model
    def _hold_found(self, name, domain):
        """Hold the rows of a model that a domain finds, in one query.

        sudo: a row is held whoever reads it; nothing of it is told.
        """
        model = self.env[name].sudo().with_context(active_test=False)
        self._write_as_is(model._table, model._search(domain).select())

    @api.model
    def _write_as_is(self, table, rows):
        """Write rows unchanged."""
        query = SQL(
            "UPDATE %(table)s SET id = id WHERE id IN (SELECT id FROM %(table)s "
            "WHERE id IN (%(rows)s) AND xmin != pg_current_xact_id()::xid "
            "ORDER BY id FOR NO KEY UPDATE)",
            table=SQL.identifier(table),
            rows=rows,
        )
        self.env.flush_query(query)
        self._written_first(query)

    @api.model
    def _written_first(self, query):
        """Run an update, and remember it when somebody else wrote the rows first.

        An import would go on: Odoo's ``load`` swallows every error.
        """
        cr = self.env.cr
        try:
            cr.execute(query, log_exceptions=False)
        except OperationalError:
            cr.postrollback.data[LOST] = True
            raise

    @api.model
    def _check_not_lost(self):
        """Start an import again if one of its lines came second.

        :raise AtOnce: for the server, which runs the request again
        """
        if LOST in self.env.cr.postrollback.data:
            raise self._at_once()

    @api.model
    def _at_once(self):
        """Return what has the server run the request again; a refusal elsewhere."""
        return AtOnce(
            self.env._("Recorded at the same moment by somebody else: try again.")
        )

    @api.model
    @contextmanager
    def _found_or_made(self, *constraints):
        """Start the request again when somebody else creates the same record.

        A unique index refuses the second, who cannot see the record of the first; run
        again by the server, the request finds it.

        :param constraints: names of the unique indexes, in the database
        """
        try:
            yield
            self.env.flush_all()
        except UniqueViolation as error:
            if error.diag.constraint_name not in constraints:
                raise
            raise self._at_once() from error

    @api.model
    @contextmanager
    def _left_by_all(self):
        """Start the request again when somebody else points to a record being deleted.

        What they are adding was not visible when all that points to it was moved.
        """
        try:
            yield
            self.env.flush_all()
        except ForeignKeyViolation as error:
            raise self._at_once() from error
