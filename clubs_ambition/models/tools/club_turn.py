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
    """Of two people who make one thing at once, the second begins after the first.

    Where a unique index of what is made can say it, it does (``club.race``). Whoever looks
    for a record before making it sees, under REPEATABLE READ, nothing of what somebody
    else is making: there is no row to lock yet. A row with a unique key stands for it. Who
    comes second waits, is sent back by the database (``SerializationFailure``), and the
    server runs their request once more, which finds what the first one made. A key tells
    nothing (a fingerprint), and is kept for a day.
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
