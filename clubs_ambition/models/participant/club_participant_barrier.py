from odoo import fields, models


class ClubParticipantBarrier(models.Model):
    """A barrier to employment, graded.

    One that blocks stops an admission, if its subject may (``club.barrier.can_block``).
    """

    _name = "club.participant.barrier"
    _description = "Barrier of a participant"
    _inherit = ["club.of.journey.mixin"]
    _order = "grade desc, barrier_id"

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="cascade"
    )
    club_id = fields.Many2one(related="participant_id.club_id", store=True, index=True)
    barrier_id = fields.Many2one("club.barrier", required=True, ondelete="restrict")
    grade = fields.Selection(
        [("0_none", "None"), ("1_minor", "Minor"), ("2_blocking", "Blocking")],
        required=True,
        default="1_minor",
    )

    _barrier_uniq = models.UniqueIndex(
        "(participant_id, barrier_id)", "This barrier is already graded."
    )
