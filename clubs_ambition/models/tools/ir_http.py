import logging
import threading
from contextlib import suppress

import psycopg2
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
)

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import SAFE_HTTP_METHODS, Response, request
from odoo.sql_db import PoolError

from ...utils.public_pages import (
    HEADERS,
    is_foreign,
    is_public,
    page_of,
    style_address,
    typed_texts,
)
from .ours import is_our_model
from .plain_words import in_words, of_old_page, without_database

FRENCH = "fr_FR"

LATER = "clubs_ambition.later"
"""What a transaction leaves to do once the answer has left, as calls."""

SCREENS = ("/odoo", "/web", "/scoped_app")
"""Where the screens of whoever has an account begin."""

CALLS = "/web/dataset/"
"""What the screens ask the server, and nobody else does."""

_logger = logging.getLogger(__name__)


class IrHttp(models.AbstractModel):
    """The routing of requests, with what holds for every public page of ours.

    No session is kept, no other site may send a form, every answer has the same headers,
    and errors are said in French on a page of ours.

    The sentence of a refusal goes to the user alone, for it may name a person: the
    server's log says only that something was refused.
    """

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path):
        """Find the page of an address; ours are in no website and no other language.

        A wrong method is said here: Odoo asks nobody about it.
        """
        page = page_of(path)
        if page is None:
            return super()._match(path)
        cls._club_set_apart(request)
        try:
            return super()._match(page)
        except MethodNotAllowed as error:
            error.error_response = cls._club_refuse(error)
            raise

    @classmethod
    def _club_set_apart(cls, asked):
        """Mark what is asked as of no website, in no language, without a session."""
        asked.is_frontend = asked.is_frontend_multilang = False
        asked.session.can_save = False

    @classmethod
    def _dispatch(cls, endpoint):
        """Let in what a browser sends from the page itself.

        A field named ``self`` would take the place of the controller.
        """
        if is_public(request.httprequest.path):
            request.params.pop("self", None)
            site = request.httprequest.headers.get("Sec-Fetch-Site")
            if request.httprequest.method not in SAFE_HTTP_METHODS and is_foreign(site):
                raise BadRequest
        return super()._dispatch(endpoint)

    @classmethod
    def _post_dispatch(cls, response):
        """Say on every answer of ours what a browser may do with it.

        A screen of Odoo asks its own server alone (``club.outside``). And what is to be
        kept of who looked at whom is kept once the answer has left.
        """
        later, data = [], request.env.cr.postcommit.data
        data[LATER] = later
        response.call_on_close(lambda: [keep() for keep in later])
        super()._post_dispatch(response)
        if is_public(request.httprequest.path):
            response.headers.update(HEADERS)
        elif response.mimetype == "text/html" and request.httprequest.path.startswith(
            SCREENS
        ):
            policy = request.env["club.outside"]._policy()
            response.headers.setdefault("Content-Security-Policy", policy)

    @classmethod
    def _handle_error(cls, exception):
        """Say what went wrong to who asked: in French on a public page, no more."""
        cls._club_keep_quiet(exception)
        if is_public(request.httprequest.path):
            return cls._club_refuse(exception)
        return super()._handle_error(cls._club_in_words(exception) or exception)

    @classmethod
    def _club_in_words(cls, exception):
        """Return what is told instead of what PostgreSQL, the disk or Python says.

        The transaction may be broken, where the language of whoever asks is looked for.
        """
        if isinstance(exception, HTTPException):
            return None
        cursor = request.env.cr
        if cursor._closed or cursor.closed:  # given back, or its connection broke off
            return cls._club_in_words_apart(exception)
        if not isinstance(exception, UserError):
            with suppress(Exception):
                request.env.cr.rollback()
        told = in_words(request.env, exception)
        if not told and request.httprequest.path.startswith(CALLS):
            told = of_old_page(request.env, exception)
        return told

    @classmethod
    def _club_in_words_apart(cls, exception):
        """Say the same in a transaction of its own, in the language of whoever calls.

        A caller of ``/xmlrpc`` or ``/jsonrpc`` has none with the request: Odoo closes it,
        and notes on the thread whose password it checked.
        """
        caller = getattr(threading.current_thread(), "uid", None)
        asked = request.session.context.get("lang")
        try:
            with request.registry.cursor() as cr:
                system = api.Environment(cr, SUPERUSER_ID, {})
                user = system["res.users"].browse(caller or ()).exists()
                installed = dict(system["res.lang"].get_installed())
                lang = next(filter(installed.get, (user.lang, asked)), None)
                theirs = system(user=user.id, context={"lang": lang}, su=False)
                return in_words(theirs, exception)
        except (psycopg2.Error, PoolError):
            return without_database(asked)

    @classmethod
    def _club_tell_caller(cls, exception):
        """Return what a caller of XML-RPC is told instead, None where it may be told."""
        cls._club_keep_quiet(exception)
        told = cls._club_in_words(exception)
        if told:
            cls._club_keep_quiet(told)
        return told

    @classmethod
    def _club_keep_quiet(cls, exception):
        """Keep the sentence of a refusal out of the log: ``loglevel`` is Odoo's own."""
        if isinstance(exception, UserError) and not isinstance(exception, AccessDenied):
            exception.loglevel = logging.DEBUG
            _logger.info(
                "%s told to user %s", type(exception).__name__, request.env.uid
            )

    @classmethod
    def _club_refuse(cls, exception):
        """Return the page of an error: its number alone says which sentence."""
        code = InternalServerError.code
        if isinstance(exception, HTTPException):
            code = exception.code or code
        elif isinstance(exception, UserError):
            code = exception.http_status
        request.env.cr.rollback()
        if not request.env.uid:
            cls._auth_method_public()
        env = request.env(context={"lang": cls._club_page_lang()})
        # sudo: whoever came to a wrong address reads why.
        page = (
            env["ir.qweb"]
            .sudo()
            ._render(
                "clubs_ambition.public_refused",
                {"code": code, "lang": env.lang, "typed": cls._club_typed()},
            )
        )
        response = Response(page, status=code, headers=HEADERS)
        if isinstance(exception, MethodNotAllowed) and exception.valid_methods:
            response.headers["Allow"] = ", ".join(exception.valid_methods)
        return response

    @classmethod
    def _club_typed(cls):
        """Return what was written in the form that was sent, for its writer to keep.

        Another site makes us say nothing.
        """
        if not is_foreign(request.httprequest.headers.get("Sec-Fetch-Site")):
            with suppress(HTTPException):
                return typed_texts(request.httprequest.form)
        return []

    def session_info(self):
        """Tell the client of whom people write in threads, to look at the words.

        And what are dialogs, of which nothing is recorded before their button is pressed.
        """
        info = super().session_info()
        if self.env.user._is_internal():
            info["club_watched_models"] = self.env["club.privacy.free.text"]._models()
            info["club_dialogs"] = sorted(
                name
                for name, model in self.env.registry.items()
                if model._transient and is_our_model(model)
            )
        return info

    @classmethod
    def _club_page_lang(cls, env=None):
        """Return French, if the database speaks it: so do those who get our links."""
        env = env or request.env
        installed = dict(env["res.lang"].get_installed())
        return FRENCH if FRENCH in installed else env.lang

    @classmethod
    def _club_style(cls):
        """Return the address of the style of our pages, for their layout."""
        return style_address()

    @classmethod
    def _serve_fallback(cls):
        """Look for a page or a file of this address, where it may have one.

        An address of ours or with a NUL has none, and PostgreSQL raises when asked.
        """
        path = request.httprequest.path
        if "\0" in path or is_public(path):
            raise NotFound
        return super()._serve_fallback()
