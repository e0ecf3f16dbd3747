from psycopg2 import IntegrityError
from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import mute_logger

from ..models.club import inbound_page
from ..models.employer.club_inbound_form import LENGTHS
from .public_route import public_route

MIN_SECONDS = 3
"""Nobody fills the form faster; a robot does."""

TRAP = "fax_number"
"""A field people do not see: who fills it is thanked, and nothing is kept."""


class EmployerForm(http.Controller):
    """An employer tells a club what it needs, without an account.

    The answer is the same for everybody: it never tells whether an employer is
    known. Works without script, and writes all or nothing.
    """

    @public_route("/clubs/<string:key>/besoin", ["GET", "POST"])
    def need(self, key, **post):
        club = self._club(key)
        if request.httprequest.method != "POST":
            return self._page(club)
        if post.get(TRAP):
            return self._thank(key)
        age = inbound_page.age_of(club, post.get("token"))
        need, errors = self._env()["club.inbound.form"]._read_form(post)
        if age is None:
            post["token"] = None
            errors["form"] = request.env._(
                "This page stayed open for too long. Check what you wrote, then send "
                "it again."
            )
        elif age < MIN_SECONDS:
            errors["form"] = request.env._(
                "That was very fast. Check what you wrote, then send it again."
            )
        if errors:
            return self._page(club, post, errors, 400)
        return self._receive(key, club, need, post)

    @public_route("/clubs/<string:key>/besoin/merci", ["GET"])
    def thanks(self, key, **params):
        club = self._club(key)
        return self._render("clubs_ambition.employer_form_thanks", {"club": club})

    def _receive(self, key, club, need, post):
        """Keep the request once; what the database refuses leaves nothing behind."""
        env = self._env()
        Attempt = env["club.inbound.attempt"]
        sender = Attempt._sender(request.httprequest.remote_addr)
        if Attempt._is_too_often(club, sender):
            reason = request.env._(
                "Many requests came in the last hour. Try again later, or call the club."
            )
            return self._page(club, post, {"form": reason}, 429)
        try:
            with mute_logger("odoo.sql_db"), env.cr.savepoint():
                Attempt.create(
                    {"club_id": club.id, "token": post["token"], **sender}
                ).flush_recordset()
        except IntegrityError:
            return self._thank(key)
        try:
            with env.cr.savepoint():
                env["club.inbound"]._receive(club.with_env(env), need)
        except UserError as error:
            env["club.inbound.attempt"].search([("token", "=", post["token"])]).unlink()
            return self._page(club, post, {"form": str(error)}, 400)
        return self._thank(key)

    def _env(self):
        """Return the environment that writes: a visitor has no right on anything.

        As the system's user: nothing is written in the name of a person.
        """
        return request.env(user=SUPERUSER_ID, su=True)

    def _club(self, key):
        request.update_context(lang=request.env["ir.http"]._club_page_lang())
        club = inbound_page.club_of(request.env, key)
        if not club:
            raise NotFound
        return club

    def _thank(self, key):
        return request.redirect(f"/clubs/{key}/besoin/merci", code=303)

    def _page(self, club, post=None, errors=None, status=200):
        post = post or {}
        values = {
            "club": club,
            "typed": {name: str(post.get(name) or "")[:3000] for name in LENGTHS},
            "errors": errors or {},
            "lengths": LENGTHS,
            "token": post.get("token") or inbound_page.token_of(club),
            "trap": TRAP,
        }
        return self._render("clubs_ambition.employer_form", values, status)

    def _render(self, template, values, status=200):
        values["lang"] = request.env.lang
        return request.render(template, values, status=status)
