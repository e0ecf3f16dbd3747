from werkzeug.exceptions import NotFound

from odoo import models
from odoo.http import request

SCHEMES = ("light", "dark")


class IrHttp(models.AbstractModel):
    """The colours of the web client, and addresses that are none."""

    _inherit = "ir.http"

    def color_scheme(self):
        """Return the colours that the reader chose on this device.

        Odoo's own cookie says which (its graphs and its colour pickers read it, too);
        Community only lacks what sets it.
        """
        wanted = request and request.cookies.get("color_scheme")
        return wanted if wanted in SCHEMES else super().color_scheme()

    @classmethod
    def _serve_fallback(cls):
        """Look for a page or a file of this address, where it may have one.

        An address with a NUL has none, and PostgreSQL raises when asked.
        """
        if "\0" in request.httprequest.path:
            raise NotFound
        return super()._serve_fallback()
