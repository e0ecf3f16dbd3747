from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...utils import clock
from ...utils.races import alone


class ClubObjective(models.Model):
    """What a participant sets out to do in one week, agreed with them.

    An objective carried over is not rewritten: another one follows it the next week
    (``carried_from_id``), so that the weeks keep their history.
    """

    _name = "club.objective"
    _description = "Weekly objective"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.of.journey.mixin",
        "club.transition.mixin",
    ]
    _order = "week_start desc, id"

    _initial_states = ("todo", "doing", "done")
    _transitions = {
        "todo": ("doing", "done", "dropped"),
        "doing": ("todo", "done", "dropped"),
        "done": ("todo", "doing"),
        "dropped": ("todo", "doing"),
    }
    _fixed_fields = ("participant_id",)

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    week_start = fields.Date(
        required=True,
        string="Week of",
        default=lambda self: clock.monday(clock.today(self)),
        help="Its Monday.",
    )
    need_id = fields.Many2one("club.need", ondelete="restrict")
    preset_id = fields.Many2one("club.objective.preset", ondelete="restrict")
    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        string="Objective",
    )
    agreed = fields.Boolean(default=True, help="The participant agreed to it.")
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("doing", "Under way"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        default="todo",
        required=True,
        group_expand=True,
    )
    reviewed_on = fields.Date(copy=False)
    carried_from_id = fields.Many2one(
        "club.objective",
        readonly=True,
        copy=False,
        index="btree_not_null",
        string="Carried over from",
    )
    carried_to_ids = fields.One2many("club.objective", "carried_from_id")

    _week_monday = models.Constraint(
        "CHECK(EXTRACT(ISODOW FROM week_start) = 1)", "A week starts on its Monday."
    )
    _carried_once = models.UniqueIndex(
        "(carried_from_id) WHERE carried_from_id IS NOT NULL",
        "This objective was carried over already.",
    )
    _participant_week_idx = models.Index("(participant_id, week_start)")

    @api.depends("preset_id")
    def _compute_name(self):
        for objective in self:
            objective.name = objective.preset_id.name or objective.name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            preset = self.env["club.objective.preset"].browse(vals.get("preset_id"))
            if preset and not vals.get("need_id"):
                vals["need_id"] = preset.need_id.id
            if vals.get("week_start"):
                self._club_check_bounds({"week_start": vals["week_start"]})
                day = fields.Date.to_date(vals["week_start"])
                vals["week_start"] = clock.monday(day)
        return super().create(vals_list)

    @api.constrains("participant_id")
    @alone("an end leaves objectives as they are")
    def _check_live(self):
        for objective in self:
            if not objective.participant_id.is_seated:
                raise ValidationError(
                    self.env._(
                        "%s is not in a journey: objectives are set from admission on.",
                        objective.participant_id.display_name,
                    )
                )

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        reviewed = new in ("done", "dropped")
        values["reviewed_on"] = reviewed and clock.today(self)
        return values

    # === ACTIONS === #

    def action_done(self):
        return self.write({"state": "done"})

    def action_drop(self):
        return self.write({"state": "dropped"})

    def action_carry(self):
        """Set the same objective again for the week after, or for this week if later.

        :return: the objectives that follow
        """
        this_week = clock.monday(clock.today(self))
        for objective in self:
            objective.reviewed_on = clock.today(self)
        return self._unguarded("carried_from_id").create(
            [
                {
                    "participant_id": objective.participant_id.id,
                    "name": objective.name,
                    "need_id": objective.need_id.id,
                    "preset_id": objective.preset_id.id,
                    "week_start": max(
                        objective.week_start + timedelta(weeks=1), this_week
                    ),
                    "carried_from_id": objective.id,
                }
                for objective in self
            ]
        )
