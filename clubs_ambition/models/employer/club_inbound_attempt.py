from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hmac
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...utils.senders import neighbourhood, own_network

WINDOW_HOURS = 1
SENDER_LIMIT = 5
"""Requests accepted in the window of one sender, by all clubs."""

NEIGHBOUR_LIMIT = 15
"""Those of a sender and its neighbours, by one club: a quarter of its share."""

CLUB_LIMIT = 60
"""Those of everybody, by one club; beyond, a neighbourhood nobody heard of has one."""

KEPT_DAYS = 2
"""Longer than a form may stay open: a used form is known as long as it is valid."""


class ClubInboundAttempt(models.Model):
    """A request sent by the public form: what limits their number, and no more.

    Networks are kept as keyed hashes, for two days. A form is accepted once, however
    often it is sent: the database says so. However much one sender sends, another
    still has a share of each club.
    """

    _name = "club.inbound.attempt"
    _description = "Use of the public form"
    _rec_name = "club_id"

    club_id = fields.Many2one(
        "club.club", required=True, index=True, ondelete="cascade"
    )
    address_hash = fields.Char(required=True)
    neighbour_hash = fields.Char()
    token = fields.Char(required=True)

    _token_uniq = models.UniqueIndex("(token)", "This form was sent already.")
    _address_idx = models.Index("(address_hash, create_date)")

    @api.model
    def _sender(self, address):
        """Return what is kept of whoever sends from an address."""
        return {
            "address_hash": hmac(self.env, "club-inbound-ip", own_network(address)),
            "neighbour_hash": hmac(self.env, "club-inbound-ip", neighbourhood(address)),
        }

    @api.model
    def _is_too_often(self, club, sender):
        """Tell whether a sender took its share; what others sent takes none of it."""
        # Sent at once, they would all be the first: they come one after the other.
        turn = self.env["club.turn"]
        turn._take(("form", club.id), ("form", sender["address_hash"]))
        since = fields.Datetime.now() - timedelta(hours=WINDOW_HOURS)
        recent = [("create_date", ">", since)]
        own = [("address_hash", "=", sender["address_hash"]), *recent]
        if self.search_count(own, limit=SENDER_LIMIT) >= SENDER_LIMIT:
            return True
        here = [("club_id", "=", club.id), *recent]
        near = self.search_count(
            [("neighbour_hash", "=", sender["neighbour_hash"]), *here],
            limit=NEIGHBOUR_LIMIT,
        )
        every = self.search_count(here, limit=CLUB_LIMIT)
        return near >= (1 if every >= CLUB_LIMIT else NEIGHBOUR_LIMIT)

    @api.autovacuum
    def _gc_attempts(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("create_date", "<", limit)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
