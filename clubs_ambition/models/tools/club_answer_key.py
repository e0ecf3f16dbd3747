import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import hash_sign, verify_hash_signed

SCOPE = "club-answer"


class ClubAnswerKey(models.Model):
    """The secret of one message, kept as a hash: the message alone tells it.

    Signed by the database, an address can be neither guessed nor altered. A reminder
    has a secret of its own, and the address of the first message stays good.
    """

    _name = "club.answer.key"
    _description = "Secret of one message"

    link_id = fields.Many2one(
        "club.answer.link", required=True, index=True, ondelete="cascade"
    )
    digest = fields.Char(required=True)

    _digest_uniq = models.UniqueIndex("(digest)", "A secret is of one message.")

    @api.model
    def _issue(self, link):
        """Return a new token for a link; it cannot be found again."""
        secret = secrets.token_urlsafe(16)
        self.create({"link_id": link.id, "digest": self._digest(secret)})
        return hash_sign(self.env, SCOPE, [link.id, secret])

    @api.model
    def _find(self, token):
        """Return the key that opens with a token; none when it was forged."""
        try:
            values = verify_hash_signed(self.env, SCOPE, token)
        except (ValueError, UnicodeError, IndexError):
            values = None
        if not values:
            return self.browse()
        link_id, secret = values
        return self.search(
            [("digest", "=", self._digest(secret)), ("link_id", "=", link_id)], limit=1
        )

    @api.model
    def _digest(self, secret):
        return hashlib.sha256(secret.encode()).hexdigest()
