from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.html_editor.controllers.main import HTML_Editor
from odoo.addons.mail.controllers.discuss.gif import DiscussGifController


class ClubEditorController(HTML_Editor):
    """The editor of texts: the server asks no address that somebody typed there.

    Odoo fetches what a link leads to for whoever asks, without an account too: it is
    asked from inside the host's network, and another site hears of it. Who administers
    turns that on with the previews of links (``club.outside``).
    """

    @http.route()
    def link_preview_metadata(self, preview_url):
        """Tell nothing of a link, where links are not followed."""
        if not self._club_follows_links():
            return {}
        return super().link_preview_metadata(preview_url)

    @http.route()
    def add_url(self, url, res_id=False, res_model="ir.ui.view", **kwargs):
        """Refuse a picture of another site: its address would be asked at once."""
        if not self._club_follows_links():
            raise UserError(
                request.env._(
                    "Pictures of other sites are not fetched: save the picture on your "
                    "computer, then add the file."
                )
            )
        return super().add_url(url, res_id=res_id, res_model=res_model, **kwargs)

    def _club_follows_links(self):
        return request.env["mail.link.preview"]._is_link_preview_enabled()


class ClubGifController(DiscussGifController):
    """Moving pictures of another site: nobody is asked without the key of a contract.

    Odoo asks all the same, and tells what was typed and the name of the database.
    """

    def _request_gifs(self, endpoint):
        # sudo: whether there is a key is no secret.
        get = request.env["ir.config_parameter"].sudo().get_param
        if not get("discuss.tenor_api_key"):
            raise BadRequest
        return super()._request_gifs(endpoint)
