from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubPrivacyErase(models.TransientModel):
    """Say what an erasure would do, and ask before it is done: it is not undone."""

    _name = "club.privacy.erase"
    _description = "Erase now"
    _inherit = ["club.dialog.access.mixin"]

    erasure_ids = fields.Many2many(
        "club.privacy.erasure", required=True, string="People"
    )
    preview_html = fields.Html(
        compute="_compute_preview", sanitize=False, string="What would happen"
    )
    confirmed = fields.Boolean(
        string="I have read it: what is erased does not come back"
    )

    @api.depends("erasure_ids")
    @api.depends_context("lang")
    def _compute_preview(self):
        """Count what would go; nothing is written, nobody is named."""
        for dialog in self:
            erasures = dialog.erasure_ids._origin
            dialog.preview_html = self.env["ir.qweb"]._render(
                "clubs_ambition.club_privacy_erase_preview",
                {
                    "lines": erasures._dry_run(erasures),
                    "kinds": dict(
                        erasures._fields["kind"]._description_selection(self.env)
                    ),
                    "weight": erasures._weigh(erasures),
                },
            )

    def action_confirm(self):
        """Erase these people, once who asks has read what it does."""
        self.ensure_one()
        self._check_given()
        if not self.confirmed:
            raise UserError(
                self.env._("Tick the box first: what is erased does not come back.")
            )
        self.erasure_ids._erase_now()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
