from odoo import api, fields, models


class ClubCandidacyRefuse(models.TransientModel):
    """Ask why candidacies are refused, for one or many at once."""

    _name = "club.candidacy.refuse"
    _description = "Record a refusal"
    _inherit = ["club.dialog.access.mixin"]

    candidacy_ids = fields.Many2many(
        "club.candidacy",
        required=True,
        default=lambda self: self._default_candidacies(),
    )
    refusal_reason_id = fields.Many2one(
        "club.refusal.reason", required=True, string="Reason"
    )
    message = fields.Text(
        related="refusal_reason_id.message",
        related_sudo=False,
        string="Words for the person",
    )
    tell_person = fields.Boolean(
        string="Tell the person by e-mail",
        help="In the words of the reason. It can be done later from the candidacy.",
    )

    @api.model
    def _default_candidacies(self):
        return self.env.context.get("active_ids", [])

    def action_confirm(self):
        self.ensure_one()
        self._check_given()
        self.candidacy_ids.write(
            {"state": "refused", "refusal_reason_id": self.refusal_reason_id.id}
        )
        if self.tell_person and self.message:
            for candidacy in self.candidacy_ids:
                candidacy._check_reachable()
            self.candidacy_ids._send_reason()
        return True
