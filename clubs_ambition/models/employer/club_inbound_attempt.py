from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

WINDOW_HOURS = 1
IP_LIMIT = 5
CLUB_LIMIT = 60
"""Requests accepted in the window: of one address, and of one club in all."""

KEPT_DAYS = 2
"""Longer than a form may stay open: a used form is known as long as it is valid."""


class ClubInboundAttempt(models.Model):
    """A request sent by the public form: what limits their number, and no more.

    The address is kept as a keyed hash, for two days. A form is accepted once,
    however often it is sent: the database says so.
    """

    _name = "club.inbound.attempt"
    _description = "Use of the public form"
    _rec_name = "club_id"

    club_id = fields.Many2one(
        "club.club", required=True, index=True, ondelete="cascade"
    )
    address_hash = fields.Char(required=True)
    token = fields.Char(required=True)

    _token_uniq = models.UniqueIndex("(token)", "This form was sent already.")
    _address_idx = models.Index("(address_hash, create_date)")

    @api.model
    def _is_too_often(self, club, address_hash):
        since = fields.Datetime.now() - timedelta(hours=WINDOW_HOURS)
        recent = [("create_date", ">", since)]
        of_address = [("address_hash", "=", address_hash), *recent]
        return (
            self.search_count(of_address, limit=IP_LIMIT) >= IP_LIMIT
            or self.search_count([("club_id", "=", club.id), *recent], limit=CLUB_LIMIT)
            >= CLUB_LIMIT
        )

    @api.autovacuum
    def _gc_attempts(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("create_date", "<", limit)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
