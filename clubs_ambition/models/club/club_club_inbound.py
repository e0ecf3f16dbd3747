import secrets
import time

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from ...utils import bounds

FORM_HOURS = 12
"""How long a page left open can still be sent."""


class ClubClub(models.Model):
    """The public page where an employer tells a club what it needs.

    The link holds a signature of the club: nobody walks from one club to the next
    by counting. Each page served holds a signed token with its hour.
    """

    _inherit = "club.club"

    inbound_open = fields.Boolean(
        default=True,
        tracking=True,
        string="Employers may write by the public form",
    )
    inbound_url = fields.Char(
        compute="_compute_inbound_url",
        string="Public form for employers",
        help="To give to employers: they describe their need without an account.",
    )

    def _compute_inbound_url(self):
        for club in self:
            key = club._inbound_key()
            club.inbound_url = key and f"{club.get_base_url()}/clubs/{key}/besoin"

    def _inbound_key(self):
        """Return what names the club in its link; sudo: the secret of the database."""
        if not self._origin.id:
            return False
        number = self._origin.id
        return f"{number}-{hmac(self.env(su=True), 'club-inbound-link', number)[:12]}"

    @api.model
    def _of_inbound_key(self, key):
        """Return the club of a link, or none when the link is wrong or closed."""
        number = bounds.read_id(key.partition("-")[0]) if key.isascii() else False
        club = self.sudo().browse(number or []).exists()
        right = club and consteq(club._inbound_key(), key)
        return club if right and club.active and club.inbound_open else self.browse()

    def _inbound_token(self, stamp=None):
        """Return a token good for one sending of the form, with its hour."""
        stamp = str(int(stamp or time.time()))
        nonce = secrets.token_hex(8)
        return f"{stamp}-{nonce}-{self._inbound_signature(stamp, nonce)}"

    def _inbound_signature(self, stamp, nonce):
        message = (self.id, stamp, nonce)
        return hmac(self.env(su=True), "club-inbound-form", message)

    def _inbound_age(self, token):
        """Return the seconds since the page was served, ``None`` if not its token."""
        parts = bounds.typed_text(token).split("-")
        if len(parts) != 3 or not token.isascii():
            return None
        stamp, nonce, signature = parts
        if not consteq(self._inbound_signature(stamp, nonce), signature):
            return None
        age = time.time() - int(stamp)
        return age if age < FORM_HOURS * 3600 else None
