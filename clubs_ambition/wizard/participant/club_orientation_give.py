from odoo import fields, models


class ClubOrientationGive(models.TransientModel):
    """Hand over orientations to another referent: an absence leaves nobody waiting."""

    _name = "club.orientation.give"
    _description = "Hand over orientations"
    _inherit = ["club.dialog.access.mixin"]

    orientation_ids = fields.Many2many(
        "club.orientation", required=True, string="Orientations"
    )
    to_user_id = fields.Many2one(
        "res.users",
        required=True,
        string="Handed over to",
        domain=lambda self: [("id", "in", self._referents().ids)],
    )

    def _referents(self):
        """Return who has the role; sudo: members of a group are read by no role."""
        group = self.env.ref("clubs_ambition.group_clubs_referent").sudo()
        return group.all_user_ids - self.env.user

    def action_give(self):
        self.ensure_one()
        self._check_given()
        self.env["club.race"]._hold(self.orientation_ids)
        answers = self.env["club.orientation.answer"]
        answers._give_away(self.orientation_ids, self.to_user_id)
        return self.env["ir.actions.actions"]._for_xml_id(
            "clubs_ambition.club_orientation_action"
        )
