from odoo import fields, models
from odoo.exceptions import UserError


class ClubPrivacySettle(models.TransientModel):
    """Say in a sentence why a request takes longer, is refused, or what was done."""

    _name = "club.privacy.settle"
    _description = "Answer a request"
    _inherit = ["club.dialog.access.mixin"]

    request_id = fields.Many2one(
        "club.privacy.request", required=True, ondelete="cascade"
    )
    gesture = fields.Selection(
        [
            ("extend", "Take two more months"),
            ("refuse", "Refuse"),
            ("serve", "Close as served"),
            ("ask", "Ask the animateur"),
        ],
        required=True,
        default="serve",
    )
    words = fields.Text(string="In a sentence")

    def action_confirm(self):
        self.ensure_one()
        self._check_given()
        words = (self.words or "").strip()
        if not words and self.gesture != "serve":
            raise UserError(self.env._("Write why, in a sentence."))
        request = self.request_id
        match self.gesture:
            case "extend":
                request._extend(words)
            case "refuse":
                request._refuse(words)
            case "ask":
                self.env["club.privacy.rectification"]._ask(request, words)
            case _:
                request._serve(words)
        return {"type": "ir.actions.act_window_close"}
