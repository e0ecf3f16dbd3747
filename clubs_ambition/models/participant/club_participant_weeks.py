from odoo import fields, models

from ...const import COACH
from ...utils import actions


class ClubParticipant(models.Model):
    """The weeks of a journey, and its signals."""

    _inherit = "club.participant"

    attendance_ids = fields.One2many("club.attendance", "participant_id", groups=COACH)
    objective_ids = fields.One2many("club.objective", "participant_id", groups=COACH)
    renewal_ids = fields.One2many("club.renewal", "participant_id", groups=COACH)
    signal_label = fields.Char(
        compute="_compute_signal_label", groups=COACH, string="Signals"
    )

    def _compute_signal_label(self):
        signals = self.env["club.signal"]._signals(self)
        for participant in self:
            labels = [signal["label"] for signal in signals[participant.id]]
            participant.signal_label = " · ".join(labels) or False

    def action_week_review(self):
        """Open the point of the week under way."""
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_week_review_action",
            context={"default_participant_id": self.id},
        )

    def action_ask_renewal(self):
        self.ensure_one()
        return actions.window(
            "club.renewal",
            name=self.env._("Ask for a renewal"),
            target="current",
            context={"default_participant_id": self.id},
        )
