from odoo import models
from odoo.http import request

SCHEMES = ("light", "dark")


class IrHttp(models.AbstractModel):
    """The colours of the web client: those its reader chose on this device.

    Odoo's own cookie says which (its graphs and its colour pickers read it, too);
    Community only lacks what sets it.
    """

    _inherit = "ir.http"

    def color_scheme(self):
        wanted = request and request.cookies.get("color_scheme")
        return wanted if wanted in SCHEMES else super().color_scheme()
