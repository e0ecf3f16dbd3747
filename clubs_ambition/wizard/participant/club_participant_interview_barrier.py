from odoo import fields, models


class ClubParticipantInterviewBarrier(models.TransientModel):
    """One barrier of the interview; without a grade it was not talked about."""

    _name = "club.participant.interview.barrier"
    _description = "Barrier talked about"

    interview_id = fields.Many2one(
        "club.participant.interview", required=True, ondelete="cascade"
    )
    barrier_id = fields.Many2one("club.barrier", required=True, ondelete="cascade")
    grade = fields.Selection(
        [("0_none", "None"), ("1_minor", "Minor"), ("2_blocking", "Blocking")]
    )
