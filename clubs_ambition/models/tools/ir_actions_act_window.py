from markupsafe import Markup

from odoo import models


class IrActionsActWindow(models.Model):
    """Tell on our empty screens what is to be done first, and by whom."""

    _inherit = "ir.actions.act_window"

    def read(self, fields=None, load="_classic_read"):
        result = super().read(fields, load=load)
        if not fields or "help" in fields:
            # The client reads actions under sudo: what may be done is the reader's.
            steps = self.env["club.first.steps"].sudo(False)
            for values in result:
                if steps._is_of_clubs(values.get("res_model")):
                    first = steps._help(values["res_model"])
                    values["help"] = Markup(values["help"] or "") + first
        return result
