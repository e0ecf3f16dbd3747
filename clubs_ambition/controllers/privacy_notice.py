from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.club import inbound_page
from .public_route import public_route


class PrivacyNotice(http.Controller):
    """The information notice, for anybody to read: no account, no cookie, no script."""

    @public_route("/clubs/notice", ["GET"])
    def notice(self, **params):
        return self._page(request.env["club.club"].sudo())

    @public_route("/clubs/<string:key>/notice", ["GET"])
    def notice_of_club(self, key, **params):
        club = inbound_page.signed_club(request.env, key)
        if not club:
            raise NotFound
        return self._page(club)

    def _page(self, club):
        lang = request.env["ir.http"]._club_page_lang()
        request.update_context(lang=lang)
        values = request.env["club.privacy.notice"]._page_values(club)
        return request.render(
            "clubs_ambition.privacy_notice_page", {**values, "lang": lang}
        )
