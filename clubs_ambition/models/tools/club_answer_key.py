import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import email_normalize, hash_sign, verify_hash_signed
from odoo.tools.mail import email_normalize_all

from .club_guard_mixin import BY_LINK, HANDED

SCOPE = "club-answer"


class ClubAnswerKey(models.Model):
    """The secret of one message, kept as a hash: the message alone tells it.

    It is made as the mail leaves, or when an animateur asks for an address to hand
    over: which of the two is told by the key, so that an answer says how it came.
    Signed by the database, an address can be neither guessed nor altered. A reminder
    has a secret of its own, and the address of the first message stays good as long as
    its link does: what is in somebody's mailbox works.
    """

    _name = "club.answer.key"
    _description = "Secret of one message"

    link_id = fields.Many2one(
        "club.answer.link", required=True, index=True, ondelete="cascade"
    )
    digest = fields.Char(required=True)
    way = fields.Selection(
        [
            (BY_LINK, "In a mail, which alone tells it"),
            (HANDED, "Handed over by the club"),
        ],
        required=True,
    )

    message_ref = fields.Char(
        "Reference of the mail", index="btree_not_null", help="By which it comes back."
    )

    _digest_uniq = models.UniqueIndex("(digest)", "A secret is of one message.")

    @api.model
    def _issue(self, link, way):
        """Return a new token for a link; it cannot be found again.

        :param way: who is told it: a mail alone, or the club, which hands it over
        """
        secret = secrets.token_urlsafe(16)
        values = {"link_id": link.id, "digest": self._digest(secret), "way": way}
        self.create(values)
        return hash_sign(self.env, SCOPE, [link.id, secret])

    @api.model
    def _way_of_mail(self, link):
        """Return what a mail proves: who has the address that stands on their page.

        An employer's page keeps who changed it; an address that was typed for a message alone
        is the word of who typed it.
        """
        contacts = self.env["club.resending"]._contacts(link)
        holders = link.person_id or contacts | contacts.child_ids
        known = {
            email
            for told in holders.filtered("email").mapped("email")
            for email in email_normalize_all(told)
        }
        return BY_LINK if email_normalize(link.email) in known else HANDED

    @api.model
    def _left_in(self, link, reference):
        """Keep by which mail the last secret of a link left: it may come back."""
        last = self.search([("link_id", "=", link.id)], order="id desc", limit=1)
        last.message_ref = reference

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
