from odoo import api, fields, models
from odoo.exceptions import UserError

WAYS = [
    ("birth", "Name and date of birth"),
    ("email", "E-mail and first name"),
    ("phone", "Phone and first name"),
    ("name", "Whole name"),
]


class ClubPrivacySearch(models.Model):
    """Each time somebody is looked for by their identity, found or not.

    Who looked, when and in which way; never for whom: what was typed stays nowhere,
    unless a request is recorded.
    """

    _name = "club.privacy.search"
    _description = "Log of identities looked for"
    _not_handed_over = ("user_id",)
    _inherit = ["club.label.mixin"]
    _order = "id desc"
    _rec_name = "user_name"

    user_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index=True,
        ondelete="set null",
        string="Looked for by",
    )
    user_name = fields.Char(
        "Name", readonly=True, copy=False, help="Stays when the account is deleted."
    )
    looked_at = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        string="On",
    )
    way = fields.Selection(WAYS, readonly=True, copy=False, string="By")
    found = fields.Boolean(readonly=True, copy=False)
    request_id = fields.Many2one(
        "club.privacy.request",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    @api.model
    def _log(self, way, found, request):
        """Record that the current user looked for somebody.

        sudo: no role writes a line by hand, or the log would prove nothing.
        """
        user = self.env.user.sudo()
        return self.sudo().create(
            {
                "user_id": user.id,
                "user_name": f"{user.name} ({user.login})",
                "way": way,
                "found": found,
                "request_id": request.id,
            }
        )

    def write(self, vals):
        if self and vals.keys() - {"request_id"}:
            raise UserError(self.env._("A log is not corrected."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_log(self):
        raise UserError(self.env._("A log is not deleted."))
