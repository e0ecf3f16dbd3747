from odoo import models

from ...const import SEATED


class ClubParticipant(models.Model):
    """Who holds a seat is expected at the sessions to come; who left is not."""

    _inherit = "club.participant"

    def write(self, vals):
        if "cohort_id" not in vals:
            return super().write(vals)
        seated = self.filtered(lambda one: one.state in SEATED)
        before = {journey: journey.cohort_id for journey in seated}
        result = super().write(vals)
        moved = seated.filtered(
            lambda one: one.state in SEATED and one.cohort_id != before[one]
        )
        self.env["club.roll"]._leave(moved)
        self.env["club.roll"]._join(moved)
        return result

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        roll = self.env["club.roll"]
        if new in SEATED:
            roll._join(self.filtered(lambda one: before[one] not in SEATED))
        else:
            roll._leave(self.filtered(lambda one: before[one] in SEATED))
