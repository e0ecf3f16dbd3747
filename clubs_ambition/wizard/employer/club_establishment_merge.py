from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ClubEstablishmentMerge(models.TransientModel):
    """Make one establishment of two or three that are one; nothing is lost.

    The stock dialog is for those who manage all contacts; a club's manager merges
    establishments, and no person.
    """

    _name = "club.establishment.merge"
    _description = "Merge establishments"
    _inherit = ["club.dialog.access.mixin"]

    partner_ids = fields.Many2many(
        "res.partner",
        required=True,
        string="Establishments",
        default=lambda self: self._default_partners(),
        domain=[("is_company", "=", True)],
    )
    dst_partner_id = fields.Many2one(
        "res.partner",
        required=True,
        string="Keep",
        domain="[('id', 'in', partner_ids)]",
        help="Its own name, SIRET and address win; what it lacks comes from the others.",
    )

    @api.model
    def _default_partners(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return [Command.set(self.env.context.get("active_ids", []))]

    def action_merge(self):
        self.ensure_one()
        self._check_given()
        partners = self.partner_ids | self.dst_partner_id
        if len(partners) < 2:
            raise UserError(self.env._("Choose two or three establishments to merge."))
        self.env["club.race"]._hold(partners)
        self._check_establishments(partners)
        # The manager may not delete a partner, nor see every candidacy that moves.
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        with self.env["club.race"]._left_by_all():
            wizard._merge(partners.ids, self.dst_partner_id.sudo())
        return self.dst_partner_id.get_formview_action()

    @api.model
    def _check_establishments(self, partners):
        """Refuse to merge here somebody's person or account, or the institution itself."""
        # sudo: which contact is the institution, or somebody's account, is no secret.
        companies = self.env["res.company"].sudo()
        houses = companies.search([("partner_id", "in", partners.ids)]).partner_id
        others = partners.filtered(
            lambda one: not one.is_company or one in houses or one.sudo().user_ids
        )
        if others:
            raise UserError(
                self.env._(
                    "%s is not an establishment of the network: only establishments "
                    "are merged here.",
                    others[0].display_name,
                )
            )
