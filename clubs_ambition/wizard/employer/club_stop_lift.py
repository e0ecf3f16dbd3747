from odoo import fields, models
from odoo.exceptions import UserError


class ClubStopLift(models.TransientModel):
    """Write down the word of an employer that wants to be contacted again."""

    _name = "club.stop.lift"
    _description = "An employer wants to be contacted again"
    _inherit = ["club.dialog.access.mixin"]

    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", string="Employer"
    )
    words = fields.Text(
        required=True,
        string="Who said so, when, in which words",
        help="It stays in the history of the establishment, for every club.",
    )

    def action_confirm(self):
        """Lift the stop.

        :raise UserError: without the words of the employer
        """
        self.ensure_one()
        self._check_given()
        if not (self.words or "").strip():
            raise UserError(
                self.env._("Write who said so at the employer's, when and how.")
            )
        self.env["club.network"]._lift_stop(self.partner_id, self.words.strip())
        return True
