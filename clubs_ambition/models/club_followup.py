from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..const import MILESTONES
from .club_placement import STATE_OF_MILESTONE

DELAY = {
    "day_8": relativedelta(days=8),
    "month_1": relativedelta(months=1),
    "month_3": relativedelta(months=3),
    "month_6": relativedelta(months=6),
}
CONFIRMS = {
    "started": ("day_8",),
    "month_1": ("month_1",),
    "month_3": ("month_3",),
    "sustained": ("month_6",),
}


class ClubFollowup(models.Model):
    """One dated answer at one milestone of a placement, and where it comes from.

    No answer is an answer of its own: retention is printed with its response rate.
    """

    _name = "club.followup"
    _description = "Follow-up after the hire"
    _inherit = ["club.text.guard.mixin"]
    _order = "due_on, id"
    _rec_name = "milestone"

    placement_id = fields.Many2one(
        "club.placement", required=True, index=True, ondelete="cascade"
    )
    club_id = fields.Many2one(
        related="placement_id.club_id", store=True, index=True, precompute=True
    )
    milestone = fields.Selection(MILESTONES, required=True, readonly=True)
    due_on = fields.Date(
        compute="_compute_due_on", store=True, precompute=True, string="Due on"
    )
    answer = fields.Selection(
        [
            ("in_post", "Still in post"),
            ("other_employer", "Other employer"),
            ("not_in_work", "Not in work"),
            ("no_answer", "No answer"),
        ]
    )
    answered_on = fields.Date(
        compute="_compute_answered",
        store=True,
        readonly=False,
        precompute=True,
        string="Answered on",
    )
    source = fields.Selection(
        [
            ("person", "The person"),
            ("employer", "The employer"),
            ("board", "Moved on the kanban"),
        ],
        help="Who said so.",
    )
    note = fields.Char()

    _milestone_uniq = models.UniqueIndex(
        "(placement_id, milestone)", "This milestone is already followed."
    )

    @api.depends("placement_id.date_start", "milestone")
    def _compute_due_on(self):
        for followup in self:
            start = followup.placement_id.date_start
            delay = DELAY.get(followup.milestone)
            followup.due_on = start and delay and start + delay

    @api.depends("answer")
    def _compute_answered(self):
        today = fields.Date.context_today(self)
        for followup in self:
            followup.answered_on = followup.answer and (followup.answered_on or today)

    def write(self, vals):
        result = super().write(vals)
        if "answer" in vals:
            self.placement_id._schedule_next()
        return result

    @api.model
    def _create_missing(self, placements):
        self.create(
            [
                {"placement_id": placement.id, "milestone": milestone}
                for placement in placements
                for milestone, _label in MILESTONES
            ]
        )

    def _confirmed_state(self):
        """Return the state of a placement in which the person still is then."""
        self.ensure_one()
        return STATE_OF_MILESTONE[self.milestone]

    def action_in_post(self):
        """One tap for the usual answer; the placement moves on when it can."""
        self.write({"answer": "in_post", "source": "person"})
        for followup in self:
            placement = followup.placement_id
            state = followup._confirmed_state()
            broken = placement.state == "broken"
            if not broken and state in placement._transitions[placement.state]:
                placement.state = state
        return True

    def _confirm_by_state(self, state):
        """A placement moved to a milestone says that the person is in post then."""
        confirmed = self.filtered(
            lambda line: line.milestone in CONFIRMS.get(state, ()) and not line.answer
        )
        confirmed.write({"answer": "in_post", "source": "board"})
