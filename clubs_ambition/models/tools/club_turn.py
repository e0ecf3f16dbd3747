from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, hmac
from odoo.tools.constants import GC_UNLINK_LIMIT

TAKE = """
INSERT INTO club_turn (key, taken_on)
     SELECT key, %s FROM UNNEST(%s::text[]) key
ON CONFLICT (key) DO UPDATE SET taken_on = EXCLUDED.taken_on
"""

FORGET = """
DELETE FROM club_turn WHERE id IN (
            SELECT id FROM club_turn WHERE taken_on < %s
             LIMIT %s FOR UPDATE SKIP LOCKED)
"""


class ClubTurn(models.Model):
    """The turn of a transaction to look for something, and create it if it is missing.

    Under REPEATABLE READ, whoever looks for a record before creating it does not see the
    one that somebody else is creating, and there is no row to lock yet. Where a unique
    index can prevent doubles, it does (``club.race``). Elsewhere, a row of this model with
    a unique key stands for what is missing: the second transaction waits for it, is refused
    by the database (``SerializationFailure``), and the server runs the request again, which
    finds what the first one created. A key is a fingerprint, kept for a day.
    """

    _name = "club.turn"
    _description = "Turn of who makes something"
    _log_access = False

    key = fields.Char(required=True)
    taken_on = fields.Datetime(required=True)
    res_id = fields.Integer(
        "What was made", readonly=True, copy=False, help="Of what is sent twice."
    )
    told = fields.Json(
        "What was recorded",
        readonly=True,
        copy=False,
        help="Fingerprints of what is sent twice.",
    )

    _key_uniq = models.UniqueIndex("(key)", "Somebody is making it at this moment.")

    @api.model
    def _take(self, *things):
        """Take one's turn to make these things, until the end of the transaction.

        To call before one looks whether they are there.

        :param things: what tells each: texts and numbers
        """
        keys = {self._key_of(thing) for thing in things}
        if keys:
            query = SQL(TAKE, fields.Datetime.now(), sorted(keys))
            self.env["club.race"]._written_first(query)

    @api.model
    def _take_one(self, thing):
        """Take one's turn to make a thing; return its row, for what it was made into.

        sudo: rows are nobody's, and tell nothing.
        """
        self._take(thing)
        return self.sudo().search([("key", "=", self._key_of(thing))])

    @api.model
    def _key_of(self, thing):
        return hmac(self.env(su=True), "club-turn", thing)

    @api.autovacuum
    def _gc_turns(self):
        limit = fields.Datetime.now() - timedelta(days=1)
        self.env.cr.execute(SQL(FORGET, limit, GC_UNLINK_LIMIT))
        done = self.env.cr.rowcount
        return done, done == GC_UNLINK_LIMIT
