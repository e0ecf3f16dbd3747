import psycopg2

from odoo.exceptions import UserError
from odoo.http import request
from odoo.sql_db import PoolError
from odoo.tools.translate import get_translation

SENTENCE = (
    "The server has too much to do: nothing was recorded. Try again in a minute; if it "
    "goes on, tell your administrator."
)
PUBLIC = (
    "The server is away for a moment: nothing was recorded. Try again in a few minutes, "
    "or call the person who wrote to you."
)
GIVEN_BACK = "Here is what you wrote. Copy it before you leave this page:"
"""The words of the addon, and their French: they are said where none is loaded."""


def is_lost(error):
    """Tell whether an error says that no database answers, and not what one answered."""
    lost = (psycopg2.OperationalError, psycopg2.InterfaceError, PoolError)
    return isinstance(error, lost) or type(error) is psycopg2.DatabaseError


def told(sentence):
    """Return a sentence in the language of who asks: no connection, no user."""
    lang = request.session.context.get("lang") or "en_US"
    return get_translation("clubs_ambition", lang, sentence, ())


def in_words():
    """Return what is told instead of what the driver says."""
    error = UserError(told(SENTENCE))
    error.http_status = 503
    return error
