from odoo import fields, models

from ...const import SEATED


class ClubParticipant(models.Model):
    """A journey holds its seats; one that gets free is offered to the waiting list."""

    _inherit = "club.participant"

    seat_id = fields.Many2one(
        "club.seat",
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
    )
    caseload_seat_id = fields.Many2one(
        "club.seat",
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
    )

    _seat_uniq = models.UniqueIndex(
        "(seat_id) WHERE seat_id IS NOT NULL", "This seat is taken."
    )
    _caseload_seat_uniq = models.UniqueIndex(
        "(caseload_seat_id) WHERE caseload_seat_id IS NOT NULL", "This seat is taken."
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "cohort_id", "animateur_id"}:
            self.env["club.seat"]._settle(self)
        return result

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new not in SEATED and new != "waitlisted":
            left = self.filtered(lambda one: before[one] in SEATED)
            left.cohort_id._propose_next()
