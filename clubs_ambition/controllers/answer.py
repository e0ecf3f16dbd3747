from datetime import time, timedelta

import pytz

from odoo import fields, http
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.http import request

from ..utils.bounds import read_datetime, read_id, typed_text
from ..utils.public_pages import typed_texts
from .public_route import public_route

SLOTS = ("", "2", "3")
"""An employer proposes up to three dates; the fields of the first have no number."""
OPENS, CLOSES = time(7), time(20)
"""Hours at which an interview may be proposed, where the club is."""
FIELDS = (
    *("reason", "note", "sure"),
    *(f"{name}{slot}" for name in ("day", "hour") for slot in SLOTS),
)
"""What an answer reads of the page."""


class AnswerController(http.Controller):
    """What somebody without an account answers, from a signed link.

    Reading changes nothing: mail filters open links by themselves. Some press buttons
    too: none of them hires anybody, and nobody is struck off by a press alone. The
    address is the proof of who answers, so that no session and no script is needed;
    a forged one finds nothing.

    A page is one form, so that what was typed for somebody else comes along with each
    answer, and is given back. A button says what it answers and of whom (``meet-12``);
    the fields it reads end with its name (``note-meet-12``), or are the page's.
    """

    @public_route("/clubs/reponse/<string:token>", ["GET"])
    def show(self, token, **params):
        """Show what was sent, with its buttons."""
        link = self._link(self._key(token))
        if not link:
            return self._page(None, "unknown", status=404)
        if link.state != "live":
            return self._page(link, link.state, status=410)
        return self._page(link, "form")

    @public_route("/clubs/reponse/<string:token>", ["POST"])
    def answer(self, token, **form):
        """Record an answer; the same one twice changes nothing."""
        form = self._typed(form)
        key = self._key(token)
        link = self._link(key)
        if not link:
            return self._page(None, "unknown", form=form, status=404)
        if form.get("action") == "fresh":
            return self._fresh(link, form)
        if link.state != "live":
            return self._page(link, link.state, form=form, status=410)
        if form.get("action") == "back":
            return self._page(link, "form", form=form)
        if not link._count_answer():
            return self._page(link, "form", error="often", form=form, status=429)
        try:
            with request.env.cr.savepoint():
                done = link._receive(self._clean(form, link), key.way)
        except LockError:  # a refusal as well, in Odoo's own words
            return self._page(link, "form", error="busy", form=form, status=409)
        except (UserError, ValidationError) as error:
            return self._page(link, "form", error=str(error), form=form, status=400)
        return self._page(link, done, form=self._left(form))

    def _fresh(self, link, form):
        """Send a fresh link for one that expired; any other says what it is."""
        try:
            asked = link._ask_fresh()
        except LockError:
            asked = True
        if asked:
            return self._page(link, "asked", form=form)
        if link.state == "live":
            return request.redirect(request.httprequest.path, code=303)
        # Expired, and nobody is presented any more: there is nothing to renew.
        return self._page(link, "revoked", form=form, status=410)

    @public_route(
        "/clubs/reponse/<string:token>/<any(cv,lettre):paper>/<int:candidacy_id>",
        ["GET"],
    )
    def paper(self, token, paper, candidacy_id, **params):
        """Send a paper of somebody who agreed to be named, to whoever was sent it."""
        link = self._link(self._key(token))
        mine = link.candidacy_ids.filtered(lambda one: one.id == candidacy_id)
        papers = mine._papers() if link and link.state == "live" else {}
        if paper not in papers:
            return self._page(None, "unknown", status=404)
        record, field, name = papers[paper]
        files = request.env["ir.binary"].sudo()
        stream = files._get_stream_from(record, field, filename=name)
        return stream.get_response(as_attachment=True, immutable=False)

    def _key(self, token):
        # sudo: whoever holds the address may read what was sent with it.
        return request.env["club.answer.key"].sudo()._find(token)

    def _link(self, key):
        """Return the link of an address, expired ones too; none when it was forged."""
        link = key.link_id
        return link.with_context(lang=link.user_id.lang, tz=link.club_id.tz)

    def _typed(self, form):
        """Return the texts of a form, cleaned, each under the name it has today.

        A page opened before an upgrade says in a field of its own of whom it is.
        """
        form = {name: typed_text(value) for name, value in form.items()}
        if about := form.pop("candidacy", None):
            button = f"{form.pop('action', '')}-{about}"
            form = {f"{name}-{button}": text for name, text in form.items()}
            form["action"] = button
        return form

    def _name(self, form, field):
        """Return under which name a form has a field of the button that was pressed."""
        own = f"{field}-{form.get('action')}"
        return own if own in form else field

    def _left(self, form):
        """Return what was typed for another answer than the one that was given."""
        given = {"action", *(self._name(form, field) for field in FIELDS)}
        return {name: text for name, text in form.items() if text and name not in given}

    def _clean(self, form, link):
        """Return what an answer reads of the page, typed; the rest is for others."""
        said = {field: form.get(self._name(form, field), "") for field in FIELDS}
        action, _of, candidacy = form.get("action", "").partition("-")
        return {
            "action": action,
            "candidacy": read_id(candidacy),
            "reason": read_id(said["reason"]),
            "slots": self._slots(said, link),
            "note": said["note"][:1000],
            "sure": said["sure"] == "1",
        }

    def _slots(self, said, link):
        """Return the moments proposed, in naive UTC, each once, the earliest first.

        :raise UserError: for a day that is past, too far, or no day at all
        """
        slots = set()
        for number in SLOTS:
            day, hour = said[f"day{number}"], said[f"hour{number}"]
            if hour and not day:
                raise UserError(link.env._("Choose the day of each hour."))
            if day:
                slots.add(self._moment(day, hour, link))
        return sorted(slots)

    def _moment(self, day, hour, link):
        """Return the naive UTC of a day and an hour there."""
        try:
            local = read_datetime(f"{day} {hour or '09:00'}:00")
        except ValueError:
            local = None
        if local and not OPENS <= local.time() <= CLOSES:
            raise UserError(
                link.env._(
                    "Choose an hour between %(opens)s and %(closes)s: %(hour)s is not.",
                    opens=f"{OPENS:%H:%M}",
                    closes=f"{CLOSES:%H:%M}",
                    hour=f"{local:%H:%M}",
                )
            )
        now = fields.Datetime.now()
        if local:
            moment = pytz.timezone(link.club_id.tz).localize(local).astimezone(pytz.utc)
            local = moment.replace(tzinfo=None)
        if not local or not now < local < now + timedelta(days=365):
            raise UserError(
                link.env._("Choose a day to come, within a year: %s is not.", day[:20])
            )
        return local

    def _page(self, link, step, error=None, form=None, status=200):
        form = form or {}
        typed = {name: text for name, text in form.items() if name != "action" and text}
        values = {
            "link": link,
            "page": request.httprequest.path,
            "step": step,
            "error": error,
            "form": form,
            "kept": typed,
            "texts": typed_texts(form),
            "texts_of": lambda about: typed_texts(
                {name: form[name] for name in form if name.endswith(f"-{about}")}
            ),
            "opened": {form.get("action"), *(one.partition("-")[2] for one in typed)},
            "slots": SLOTS,
            "hours": (f"{OPENS:%H:%M}", f"{CLOSES:%H:%M}"),
            "profiles": link._profiles() if link and step == "form" else [],
            "reasons": link._reasons() if link and step == "form" else [],
        }
        return request.make_response(self._html(link, values), status=status)

    def _html(self, link, values):
        # sudo: the page shows what was sent, whatever the visitor may read else.
        env = (link or request.env["club.answer.link"].sudo()).env
        kind = link.kind if link else "candidacy"
        return env["ir.qweb"]._render(f"clubs_ambition.answer_{kind}", values)
