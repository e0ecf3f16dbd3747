from werkzeug.exceptions import NotFound

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """Addresses that are none."""

    _inherit = "ir.http"

    @classmethod
    def _serve_fallback(cls):
        """Look for a page or a file of this address, where it may have one.

        An address with a NUL has none, and PostgreSQL raises when asked.
        """
        if "\0" in request.httprequest.path:
            raise NotFound
        return super()._serve_fallback()
