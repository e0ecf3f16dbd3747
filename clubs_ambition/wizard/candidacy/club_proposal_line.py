from odoo import fields, models


class ClubProposalLine(models.TransientModel):
    """One person for one employer: how well it fits, and why."""

    _name = "club.proposal.line"
    _inherit = ["club.dialog.access.mixin"]
    _description = "Proposal"
    _order = "score desc, id"

    proposal_id = fields.Many2one("club.proposal", required=True, ondelete="cascade")
    chosen = fields.Boolean(string="Choose")
    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade", string="Person"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", string="Employer"
    )
    offer_id = fields.Many2one("club.offer", ondelete="cascade")
    score = fields.Integer(string="Fit", help="Out of 100: see why.")
    why = fields.Char(string="Why it fits")
    warning = fields.Char(string="Shown already")

    def _candidacy_values(self):
        return {
            "participant_id": self.participant_id.id,
            "partner_id": self.partner_id.id,
            "offer_id": self.offer_id.id,
            "origin": "coach",
        }
