from odoo import fields, models


class ClubPrivacyKeep(models.TransientModel):
    """Say why somebody is coached still: they are not erased yet."""

    _name = "club.privacy.keep"
    _description = "Coached still"
    _inherit = ["club.dialog.access.mixin"]

    erasure_ids = fields.Many2many(
        "club.privacy.erasure", required=True, string="People"
    )
    reason = fields.Selection(
        lambda self: (
            self.env["club.privacy.erasure"]
            ._fields["kept_reason"]
            ._description_selection(self.env)
        ),
        required=True,
        string="Why",
    )

    def action_confirm(self):
        """Put the erasures off."""
        self.ensure_one()
        self._check_given()
        self.erasure_ids._keep(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
