from odoo import api, fields, models
from odoo.exceptions import UserError

PERSON = (
    *("last_name", "first_name", "birth_date", "phone", "email"),
    *("street", "street2", "zip", "city"),
)
CONTACT = ("phone", "email", "street", "street2", "zip", "city")


class ClubPrivacyRectify(models.TransientModel):
    """Write what is right in the file of whoever asks: what is left empty stays as it is."""

    _name = "club.privacy.rectify"
    _description = "Correct the file"
    _inherit = ["club.dialog.access.mixin"]

    request_id = fields.Many2one(
        "club.privacy.request", required=True, ondelete="cascade"
    )
    subject = fields.Selection(related="request_id.subject", related_sudo=False)
    last_name = fields.Char()
    first_name = fields.Char()
    birth_date = fields.Date(string="Date of birth")
    phone = fields.Char()
    email = fields.Char(string="E-mail")
    street = fields.Char(string="Address")
    street2 = fields.Char(string="Address (more)")
    zip = fields.Char(string="Postcode")
    city = fields.Char(string="Commune")

    @api.model
    def _names(self, subject):
        return PERSON if subject == "person" else CONTACT

    def action_confirm(self):
        """Correct the file, by whoever may not read it: only what is typed changes."""
        self.ensure_one()
        self._check_given()
        names = self._names(self.request_id.subject)
        values = {name: self[name] for name in names if self[name]}
        if self.request_id.subject == "partner" and (self.first_name or self.last_name):
            both = filter(None, [self.first_name, self.last_name])
            values["name"] = " ".join(both)
        if not values:
            raise UserError(self.env._("Type what is to be corrected."))
        self.env["club.privacy.rectification"]._correct(self.request_id, values)
        return {"type": "ir.actions.act_window_close"}
