"""Pages that anybody may open: which addresses they have, what each answer says.

An address or a form signed by the database is the proof of who sends it: these pages
need no session, set no cookie, and load nothing but their own style.
"""

import re
from functools import cache
from hashlib import sha256

from odoo.tools import file_open

STYLE = "clubs_ambition/static/src/public/public_page.css"

LANGUAGE = r"(?:/[a-z]{2,3}(?:_[A-Za-z0-9]+)?(?:@[a-z]+)?)?"
"""What Odoo puts before an address for a language: ours have none, and answer with it."""

ADDRESSES = re.compile(
    LANGUAGE + r"(/clubs/(?:reponse|notice|.+/besoin|.+/notice)(?:/.*)?)", re.DOTALL
)
"""What is below an address of ours is ours too, be it a page or none."""

MAX_BYTES = 64 * 1024
"""Sixteen times what the longest fields of a form hold."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""On every answer: no script at all, in nobody's frame, kept and told nowhere."""

CHOSEN = ("action", "candidacy", "reason", "sure", "token")
"""What a form sends that nobody wrote: its buttons, boxes, choices, hidden fields."""

FROM_HERE = ("same-origin", "none")
"""What a browser says of a form that one of these pages holds; another says nothing."""


def is_public(path):
    """Tell whether an address is one of our public pages, or would be."""
    return page_of(path) is not None


def page_of(path):
    """Return the address of a page as we declare it, none where it is not ours.

    Nobody is sent on from one to the other: Odoo would set cookies on the way.
    """
    found = ADDRESSES.fullmatch(re.sub("/{2,}", "/", path))
    return found and found[1]


def typed_texts(form):
    """Return what of a form was written by whoever sent it, to be given back to them.

    No browser has it any more: it keeps none of our pages.
    """
    texts = {name: form[name] for name in form if name.partition("-")[0] not in CHOSEN}
    return [text for text in texts.values() if isinstance(text, str) and text.strip()]


def is_foreign(site):
    """Tell whether a browser sends the form of another site (``Sec-Fetch-Site``)."""
    return site is not None and site not in FROM_HERE


@cache
def style_address():
    """Return the address of the style: another one when the style is another."""
    with file_open(STYLE, "rb") as file:
        return f"/{STYLE}?{sha256(file.read()).hexdigest()[:12]}"
