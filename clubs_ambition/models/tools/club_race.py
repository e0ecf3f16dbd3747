from collections import defaultdict
from contextlib import contextmanager

from psycopg2 import OperationalError
from psycopg2.errors import ForeignKeyViolation, UniqueViolation

from odoo import api, models
from odoo.tools import SQL

from ...utils.at_once import AtOnce

LOST = "clubs_ambition.race_lost"
"""What a transaction remembers once it came second: nothing more can become of it."""


class ClubRace(models.AbstractModel):
    """Hold apart people who do at once what one of them may do.

    Odoo's transactions read as of their beginning (REPEATABLE READ): whoever looks at
    another row before writing their own is told what it was, and a lock does not make
    it newer. But of two who really write one row the second is sent back, and the
    server runs their request again, with the first one in sight. So a guard writes,
    as they are, the rows that it reads; whoever changes them has written them already.

    Not for rows on which many people work at once without being in each other's way:
    of a group, they hold a seat each (``club.seat``), and who closes it holds them all.
    """

    _name = "club.race"
    _description = "People who write at once"

    @api.model
    def _hold(self, *held):
        """Write rows as they are, so that nobody changes them at the same time.

        Model by model, row by row, always in the same order: two people never wait for
        each other in a circle. What is written already is held already.

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
        """Write rows as they are."""
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
        """Write; of a list, where somebody was first, the answer is "again".

        Odoo's ``load`` keeps every error for itself.
        """
        cr = self.env.cr
        try:
            cr.execute(query, log_exceptions=False)
        except OperationalError:
            cr.postrollback.data[LOST] = True
            raise

    @api.model
    def _check_not_lost(self):
        """Begin a list anew of which a line came second: it sees who came first.

        :raise AtOnce: for the server, which runs the request again
        """
        if LOST in self.env.cr.postrollback.data:
            raise self._at_once()

    @api.model
    def _at_once(self):
        return AtOnce(
            self.env._("Recorded at the same moment by somebody else: try again.")
        )

    @api.model
    @contextmanager
    def _found_or_made(self, *constraints):
        """Look again, from the beginning, when somebody makes the same at once.

        Whoever comes second is refused by a unique index, and does not see what refuses
        them; run once more by the server, their request finds it.

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
        """Look again, from the beginning, when somebody points at once to what goes.

        Whoever moves all that points to a record sees nothing of what is being added.
        """
        try:
            yield
            self.env.flush_all()
        except ForeignKeyViolation as error:
            raise self._at_once() from error
