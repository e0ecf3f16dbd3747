"""What is answered while the database of a request is away.

Odoo takes a database that does not answer for one that is none: it logs the user out,
sends screens round in circles, and says of whatever needs a database that it is not found.
"""

import logging
from contextlib import closing, suppress
from importlib import import_module

from markupsafe import Markup
from werkzeug.exceptions import HTTPException, NotFound

from odoo.http import Json2Dispatcher, RegistryError, Request, Response, root
from odoo.sql_db import db_connect

from .words import GIVEN_BACK, PUBLIC, in_words, is_lost, told

SCREENS = ("/", "/odoo", "/web", "/web/login")
"""Pages that Odoo serves without a database to choose one: here there is one."""
BELOW = ("/odoo/", "/scoped_app/")
PAGES = "odoo.addons.clubs_ambition.utils.public_pages"
OURS = "/clubs/"
"""Where the public pages of the addon are, whose forms are given back."""
PAGE = Markup(
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>503</title></head><body><p>{sentence}</p>{typed}</body></html>"
)
TEXT = Markup('<p style="white-space: pre-wrap">{}</p>')

_logger = logging.getLogger(__name__)
_serve_db = Request._serve_db


def serve_db(request):
    """Serve a request, or say in words that its database is away."""
    try:
        return _serve_db(request)
    except Exception as error:
        cause = error.__cause__ if isinstance(error, RegistryError) else error
        told_already = hasattr(error, "error_response")
        if told_already or not is_lost(cause) or not is_away(request.db):
            raise
        _logger.warning("Database %s is away", request.db, exc_info=cause)
        if not stands_alone(request):
            return answer(request)
        request.db = None
        return request._serve_nodb()


def is_away(name):
    """Tell whether a database is known and does not answer; not one that was dropped."""
    try:
        with closing(db_connect("postgres").cursor()) as cr:
            cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return bool(cr.fetchone())
    except Exception as error:
        if is_lost(error):
            return True
        raise


def stands_alone(request):
    """Tell whether what is asked for does without the database of the session."""
    path = request.httprequest.path
    if path in SCREENS or path.startswith(BELOW):
        return False
    router = root.nodb_routing_map.bind_to_environ(request.httprequest.environ)
    try:
        router.match()
    except NotFound:
        return False
    except HTTPException:  # it is there, and says something else
        return True
    return True


def answer(request):
    """Return what is told by the door that was taken."""
    if request.httprequest.path.startswith("/json/2/"):
        return Json2Dispatcher(request).handle_error(in_words())
    lang, headers, texts, sentence = request.session.context["lang"], {}, [], None
    if request.httprequest.path.startswith(OURS):
        pages = import_module(PAGES)
        headers, texts = pages.HEADERS, typed(request.httprequest, pages)
        sentence = told(PUBLIC)
    page = PAGE.format(
        lang=lang[:2],
        sentence=sentence or in_words(),
        typed=Markup().join(map(TEXT.format, texts and [told(GIVEN_BACK), *texts])),
    )
    return Response(page, status=503, headers={"Cache-Control": "no-store", **headers})


def typed(asked, pages):
    """Return what was written in the form of a public page, for its writer to keep."""
    if not pages.is_foreign(asked.headers.get("Sec-Fetch-Site")):
        asked.max_content_length = pages.MAX_BYTES
        with suppress(HTTPException):
            return pages.typed_texts(asked.form)
    return []
