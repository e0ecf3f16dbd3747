from odoo import api, fields, models


class ClubActorMixin(models.AbstractModel):
    """Who did what a line tells, by a name that stays when the account is deleted."""

    _name = "club.actor.mixin"
    _description = "Line that tells who did something"
    _inherit = ["club.label.mixin"]
    _rec_name = "user_name"
    _not_handed_over = ("user_id",)

    user_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index=True,
        ondelete="set null",
    )
    user_name = fields.Char(
        "Name", readonly=True, copy=False, help="Stays when the account is deleted."
    )

    @api.model
    def _actor(self, user):
        """Return the values that name a user; sudo: who wrote a line is no secret."""
        known = user.sudo()
        return {"user_id": known.id, "user_name": f"{known.name} ({known.login})"}
