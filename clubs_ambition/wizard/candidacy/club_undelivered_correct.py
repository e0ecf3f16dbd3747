from odoo import api, fields, models

from ...utils import actions


class ClubUndeliveredCorrect(models.TransientModel):
    """Enter the right address of whoever was not reached, and send again."""

    _name = "club.undelivered.correct"
    _description = "Correct the address"
    _inherit = ["club.dialog.access.mixin"]

    undelivered_id = fields.Many2one(
        "club.undelivered", required=True, ondelete="cascade", string="Message"
    )
    who = fields.Char(related="undelivered_id.who", related_sudo=False)
    reason = fields.Selection(related="undelivered_id.reason", related_sudo=False)
    email = fields.Char("Right address", required=True)

    @api.model
    def _open(self, row):
        """Return the dialog on a message, with the address that is known."""
        return actions.dialog(
            self._name,
            self.env._("Correct the address"),
            default_undelivered_id=row.id,
            default_email=self._known(row),
        )

    @api.model
    def _known(self, row):
        """Return the address that is known, to whoever may read whose it is."""
        if link := row.link_id:
            return link.email
        holder = row.person_id or row.partner_id
        return holder.email if holder.has_access("read") else False

    def action_confirm(self):
        """Put the address where it stands, and send again at once."""
        self.ensure_one()
        self._check_given()
        return self.env["club.resending"]._correct(self.undelivered_id, self.email)
