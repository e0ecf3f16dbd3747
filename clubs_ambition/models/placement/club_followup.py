from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...const import MILESTONES
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
ANSWERS = [
    ("in_post", "Still in post"),
    ("other_employer", "Other employer"),
    ("not_in_work", "Not in work"),
    ("no_answer", "No answer"),
]
WALK = ("announced", "started", "month_1", "month_3", "sustained")


class ClubFollowup(models.Model):
    """One milestone of a placement: what counts, and where it comes from.

    No answer is an answer of its own: retention is printed with its response rate.
    What the person and the employer each said is in ``club_followup_voices``.
    """

    _name = "club.followup"
    _description = "Follow-up after the hire"
    _inherit = ["club.guard.mixin", "club.label.mixin", "club.nir.refusal.mixin"]
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
        ANSWERS,
        compute="_compute_answer",
        store=True,
        readonly=False,
        string="What counts",
        help="What both say; when they contradict each other, the less favourable "
        "answer, until somebody settles it.",
    )
    answered_on = fields.Date(
        compute="_compute_answer", store=True, readonly=False, string="Answered on"
    )
    source = fields.Selection(
        [
            ("person", "The person"),
            ("employer", "The employer"),
            ("both", "Both"),
            ("board", "The club"),
        ],
        compute="_compute_answer",
        store=True,
        readonly=False,
        help="Who said so.",
    )
    note = fields.Char()

    _fixed_fields = ("placement_id",)
    _protected_fields = ("settled_pair",)

    _milestone_uniq = models.UniqueIndex(
        "(placement_id, milestone)", "This milestone is already followed."
    )
    _club_due_idx = models.Index("(club_id, due_on) WHERE answer IS NULL")

    phone = fields.Char(
        related="placement_id.phone", related_sudo=False, string="Phone of the person"
    )
    employer_phone = fields.Char(
        related="placement_id.employer_phone", related_sudo=False
    )
    has_employer = fields.Boolean(related="placement_id.has_employer")

    @api.depends("placement_id.date_start", "milestone")
    def _compute_due_on(self):
        for followup in self:
            start = followup.placement_id.date_start
            delay = DELAY.get(followup.milestone)
            followup.due_on = start and delay and start + delay

    @api.model
    def _create_missing(self, placements):
        self.create(
            [
                {"placement_id": placement.id, "milestone": milestone}
                for placement in placements
                for milestone, _label in MILESTONES
            ]
        )

    def _milestone_label(self):
        labels = dict(self._fields["milestone"]._description_selection(self.env))
        return labels[self.milestone]

    def _confirmed_state(self):
        """Return the state of a placement in which the person still is then."""
        self.ensure_one()
        return STATE_OF_MILESTONE[self.milestone]

    def _move_placement(self):
        """Still in post: the card moves on to the milestone, step by step.

        Neither a break nor a contradiction is undone by an answer.
        """
        for followup in self.filtered(lambda one: one.answer == "in_post"):
            placement = followup.placement_id
            if placement.state not in WALK or followup.contradicted:
                continue
            reached = WALK.index(followup._confirmed_state())
            for state in WALK[WALK.index(placement.state) + 1 : reached + 1]:
                placement.state = state

    def _confirm_by_state(self, state):
        """A placement moved to a milestone says that the person is in post then."""
        confirmed = self.filtered(
            lambda line: line.milestone in CONFIRMS.get(state, ()) and not line.answer
        )
        confirmed.write({"answer": "in_post", "source": "board"})
