"""The public page where an employer tells a club what it needs.

The link holds a signature of the club: nobody walks from one club to the next
by counting. Each page served holds a signed token with its hour.
"""

import secrets
import time

from odoo.tools import consteq, hmac

from ...utils import bounds

FORM_HOURS = 12
"""How long a page left open can still be sent."""


def url_of(club):
    """Return the address of the page of a club, to give to employers."""
    key = key_of(club)
    return key and f"{club.get_base_url()}/clubs/{key}/besoin"


def key_of(club):
    """Return what names the club in its link; sudo: the secret of the database."""
    number = club._origin.id
    if not number:
        return False
    return f"{number}-{hmac(club.env(su=True), 'club-inbound-link', number)[:12]}"


def signed_club(env, key):
    """Return the club that a link names, closed ones too, or none when it is wrong."""
    number = bounds.read_id(key.partition("-")[0]) if key.isascii() else False
    club = env["club.club"].sudo().browse(number or []).exists()
    return club if club and consteq(key_of(club), key) else club.browse()


def club_of(env, key):
    """Return the club of a link, or none when the link is wrong or closed."""
    club = signed_club(env, key)
    return club if club.active and club.inbound_open else club.browse()


def token_of(club, stamp=None):
    """Return a token good for one sending of the form, with its hour."""
    stamp = str(int(stamp or time.time()))
    nonce = secrets.token_hex(8)
    return f"{stamp}-{nonce}-{_signature(club, stamp, nonce)}"


def age_of(club, token):
    """Return the seconds since the page was served, ``None`` if not its token."""
    parts = bounds.typed_text(token).split("-")
    if len(parts) != 3 or not token.isascii():
        return None
    stamp, nonce, signature = parts
    if not consteq(_signature(club, stamp, nonce), signature):
        return None
    age = time.time() - int(stamp)
    return age if age < FORM_HOURS * 3600 else None


def _signature(club, stamp, nonce):
    message = (club.id, stamp, nonce)
    return hmac(club.env(su=True), "club-inbound-form", message)
