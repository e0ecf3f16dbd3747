from datetime import timedelta

import pytz

from odoo import fields, http
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.http import request

HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
]
ANSWERS = ("meet", "later", "no", "hired")
FOLLOWUPS = ("in_post", "other_employer", "not_in_work")


class AnswerController(http.Controller):
    """What somebody without an account answers, from a signed link.

    Reading changes nothing: mail filters open links by themselves. The address is
    the proof of who answers, so that no session and no script is needed; a forged
    one finds nothing.
    """

    @http.route(
        "/clubs/reponse/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def show(self, token, **params):
        """Show what was sent, with its buttons."""
        link = self._link(token)
        if not link:
            return self._page(None, "unknown", status=404)
        if link.state != "live":
            return self._page(link, link.state, status=410)
        link._note_opened()
        return self._page(link, "form")

    # The token is the secret: a page of another site cannot know it.
    @http.route(
        "/clubs/reponse/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    def answer(self, token, **form):
        """Record an answer; the same one twice changes nothing."""
        link = self._link(token)
        if not link:
            return self._page(None, "unknown", status=404)
        if form.get("action") == "fresh":
            link._ask_fresh()
            return self._page(link, "asked")
        if link.state != "live":
            return self._page(link, link.state, status=410)
        if not link._take_post():
            return self._page(link, "form", error="busy", status=429)
        try:
            with request.env.cr.savepoint():
                done = link._receive(self._clean(form, link.club_id.tz))
        except (UserError, ValidationError) as error:
            return self._page(link, "form", error=str(error), form=form, status=400)
        except LockError:
            return self._page(link, "form", error="busy", status=409)
        return self._page(link, done)

    @http.route(
        "/clubs/reponse/<string:token>/cv/<int:candidacy_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def curriculum(self, token, candidacy_id, **params):
        """Send the CV of somebody who agreed to be named, to who was sent it."""
        link = self._link(token)
        mine = link.candidacy_ids.filtered(lambda one: one.id == candidacy_id)
        person = mine.participant_id
        live = link and link.state == "live"
        if not (live and person.named_consent_on and person.cv_file):
            return self._page(None, "unknown", status=404)
        stream = request.env["ir.binary"].sudo()._get_stream_from(person, "cv_file")
        return stream.get_response(as_attachment=True)

    def _link(self, token):
        # sudo: whoever holds the address may read what was sent with it.
        link = request.env["club.answer.link"].sudo()._from_token(token)
        return link.with_context(lang=link.user_id.lang, tz=link.club_id.tz)

    def _clean(self, form, zone):
        """Return what the page sends, typed; anything else is left out."""
        return {
            "action": form.get("action"),
            "candidacy": self._number(form.get("candidacy")),
            "reason": self._number(form.get("reason")),
            "when": self._moment(form.get("day"), form.get("hour"), zone),
            "dates": (form.get("dates") or "").strip()[:300],
            "note": (form.get("note") or "").strip()[:1000],
        }

    def _number(self, text):
        return int(text) if text and text.isdigit() and len(text) < 10 else False

    def _moment(self, day, hour, zone):
        """Return the naive UTC of a day and an hour there, false when unreadable."""
        try:
            local = fields.Datetime.to_datetime(f"{day} {hour or '09:00'}:00")
        except ValueError:
            return False
        if not local:
            return False
        moment = pytz.timezone(zone).localize(local).astimezone(pytz.utc)
        moment = moment.replace(tzinfo=None)
        now = fields.Datetime.now()
        return moment if now < moment < now + timedelta(days=365) else False

    def _page(self, link, step, error=None, form=None, status=200):
        values = {
            "link": link,
            "step": step,
            "error": error,
            "form": form or {},
            "profiles": link._profiles() if link and step == "form" else [],
            "reasons": link._reasons() if link and step == "form" else [],
        }
        return request.make_response(
            self._html(link, values), headers=HEADERS, status=status
        )

    def _html(self, link, values):
        # sudo: the page shows what was sent, whatever the visitor may read else.
        env = (link or request.env["club.answer.link"].sudo()).env
        kind = link.kind if link else "candidacy"
        return env["ir.qweb"]._render(f"clubs_ambition.answer_{kind}", values)
