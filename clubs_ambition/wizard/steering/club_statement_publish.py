from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ClubStatementPublish(models.TransientModel):
    """The dialog that publishes a statement: what will be read, before it is."""

    _name = "club.statement.publish"
    _description = "Publish a statement"
    _inherit = ["club.dialog.access.mixin"]

    territory_id = fields.Many2one(
        "club.territory",
        required=True,
        default=lambda self: self.env.user.club_territory_ids[:1],
    )
    year = fields.Integer(
        required=True,
        default=lambda self: self.env["club.publication"]._last_period()[0],
    )
    part = fields.Selection(
        [
            ("first", "First half-year"),
            ("second", "Second half-year"),
            ("year", "Whole year"),
        ],
        "Period",
        required=True,
        default=lambda self: self.env["club.publication"]._last_period()[1],
    )
    former_id = fields.Many2one(
        "club.statement", "Replaces", compute="_compute_former_id"
    )
    reason = fields.Text("Reason of the correction")
    figures_html = fields.Html(compute="_compute_figures_html", sanitize=False)

    @api.depends("territory_id", "year", "part")
    @api.depends_context("uid")
    def _compute_former_id(self):
        for dialog in self:
            former = self.env["club.statement"]._in_force(
                dialog.territory_id._origin, dialog.year, dialog.part
            )
            dialog.former_id = former.with_env(self.env)._filtered_access("read")

    @api.depends("territory_id", "year", "part")
    @api.depends_context("uid", "lang")
    def _compute_figures_html(self):
        """Show what would be published, or why it cannot be."""
        Publication = self.env["club.publication"]
        for dialog in self:
            try:
                answer = Publication._prepare_answer(
                    dialog.territory_id._origin, dialog.year, dialog.part
                )
            except (AccessError, UserError) as error:
                dialog.figures_html = self.env["ir.qweb"]._render(
                    "clubs_ambition.bilan_figures",
                    {"message": str(error), "answer": None},
                )
            else:
                dialog.figures_html = self.env["club.statement"]._figures_page(answer)

    def action_publish(self):
        """Publish, and show what observers read from now on."""
        self.ensure_one()
        self._check_given()
        asked = self.territory_id, self.year, self.part
        return self.env["club.publication"]._publish(*asked, self.reason)._open()
