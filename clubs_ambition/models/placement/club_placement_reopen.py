from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...utils import actions

EARLY_MONTHS = 3
"""A break before this many months proposes to take the journey up again."""


class ClubPlacement(models.Model):
    """A break soon after the hire: the journey may go on, within its rules."""

    _inherit = "club.placement"

    broken_early = fields.Boolean(compute="_compute_broken_early")
    reopen_blocked = fields.Char(compute="_compute_broken_early")

    @api.depends("state", "broken_on", "date_start", "participant_id.state")
    def _compute_broken_early(self):
        blocked = self.env["club.reopening"]._blocked
        for placement in self:
            journey = placement.participant_id
            limit = placement.date_start and placement.date_start + relativedelta(
                months=EARLY_MONTHS
            )
            placement.broken_early = bool(
                placement.state == "broken"
                and placement.broken_on < limit
                and journey.state == "exited"
            )
            placement.reopen_blocked = placement.broken_early and blocked(journey)

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if old != "broken":
            return
        for placement in self.filtered("candidacy_id.hire_over"):
            if placement.participant_id.state != "exited":
                raise UserError(
                    self.env._(
                        "The journey of %s was taken up again after this break: end it "
                        "before undoing the break.",
                        placement.participant_id.display_name,
                    )
                )

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        mended = self.filtered(lambda one: before[one] == "broken")
        mended.candidacy_id._unguarded().write({"hire_over": False})

    def action_propose_reopen(self):
        """Open the dialog that takes the journey up again."""
        self.ensure_one()
        return actions.dialog(
            "club.placement.reopen",
            self.env._("Take the journey up again"),
            default_placement_id=self.id,
        )
