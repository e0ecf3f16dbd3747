from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...const import CONTRACT_KINDS, DURABLE_MONTHS, MILESTONES
from ...utils import actions, clock

STATE_OF_MILESTONE = {
    "day_8": "started",
    "month_1": "month_1",
    "month_3": "month_3",
    "month_6": "sustained",
}


class ClubPlacement(models.Model):
    """A positive exit and what became of it: the managers' kanban.

    The animateur stays the contact after the hire (seed): day 8, months 1, 3, 6.
    """

    _name = "club.placement"
    _description = "Placement"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.transition.mixin",
        "club.nir.refusal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["participant_id.name", "partner_id.name"]
    _label_fields = ("participant_id.name", "partner_id.name")

    _initial_states = ("announced", "started")
    # A call at one month also says that the person started: "announced" may skip
    # "started". Each step can be undone, and a break too.
    _transitions = {
        "announced": ("started", "month_1", "broken"),
        "started": ("month_1", "announced", "broken"),
        "month_1": ("month_3", "started", "broken"),
        "month_3": ("sustained", "month_1", "broken"),
        "sustained": ("month_3", "broken"),
        "broken": ("announced", "started", "month_1", "month_3", "sustained"),
    }

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        related="participant_id.partner_id", store=True, index=True, string="Person"
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    territory_id = fields.Many2one(
        related="club_id.territory_id", store=True, index="btree_not_null"
    )
    candidacy_id = fields.Many2one(
        "club.candidacy", index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        string="Employer",
        domain=[("club_person", "=", False)],
        help="Employer, or training body.",
    )
    occupation_id = fields.Many2one(
        "club.occupation", domain=[("kind", "=", "job")], string="Job"
    )
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        CONTRACT_KINDS, index=True, tracking=True, string="Contract"
    )
    qualifying = fields.Boolean(
        default=True,
        string="Qualifying training",
        help="Only a qualifying training is a positive exit (seed).",
    )
    date_start = fields.Date(
        required=True, default=clock.today, tracking=True, index=True
    )
    duration_months = fields.Integer(string="Duration (months)", tracking=True)
    date_end = fields.Date(compute="_compute_date_end", store=True)
    hours_week = fields.Float(string="Hours a week")
    positive = fields.Boolean(compute="_compute_outcome", store=True)
    durable = fields.Boolean(
        compute="_compute_outcome",
        store=True,
        help="Permanent, business creation, or a contract of 6 months or more.",
    )
    state = fields.Selection(
        [
            ("announced", "Announced"),
            ("started", "Started"),
            ("month_1", "1 month"),
            ("month_3", "3 months"),
            ("sustained", "6 months"),
            ("broken", "Broken"),
        ],
        default="announced",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    broken_on = fields.Date(copy=False, tracking=True, string="Broken off on")
    broken_reason = fields.Char(copy=False, tracking=True, string="Why it broke off")
    followup_ids = fields.One2many("club.followup", "placement_id")
    next_followup_id = fields.Many2one(
        "club.followup", compute="_compute_next_followup"
    )
    next_milestone = fields.Selection(MILESTONES, compute="_compute_next_followup")
    next_followup_on = fields.Date(
        compute="_compute_next_followup_on", store=True, string="Follow up on"
    )

    _one_per_candidacy = models.UniqueIndex(
        "(candidacy_id) WHERE candidacy_id IS NOT NULL AND active",
        "This candidacy already has its placement.",
    )
    _duration_positive = models.Constraint(
        "CHECK(duration_months BETWEEN 0 AND 120)",
        "A duration is told in months, 120 at most.",
    )
    _broken_dated = models.Constraint(
        "CHECK(state != 'broken' OR broken_on IS NOT NULL)", "A break carries its date."
    )
    _club_state_idx = models.Index("(club_id, state, date_start)")
    # The columns of the placements of the whole country, each in its order.
    _state_order_idx = models.Index(
        "(state, date_start DESC, id DESC) WHERE active IS TRUE"
    )

    _protected_fields = (
        "date_end",
        "durable",
        "next_followup_on",
        "positive",
        "thanked_on",
    )
    _manager_fields = ("active",)
    _fixed_fields = ("participant_id", "candidacy_id")

    def _compute_label(self):
        for placement in self:
            names = [
                placement.participant_id.display_name,
                placement.partner_id.sudo().display_name,
            ]
            placement.display_name = " → ".join(filter(None, names))

    @api.depends("date_start", "duration_months")
    def _compute_date_end(self):
        for placement in self:
            months = placement.duration_months
            start = placement.date_start
            placement.date_end = (
                start and months and start + relativedelta(months=months, days=-1)
            )

    @api.depends("kind", "qualifying", "duration_months", "candidacy_id")
    def _compute_outcome(self):
        """Positive and durable exits (domain definitions, Dares thresholds).

        A hire whose contract is still to be told is positive — it is a CDD or a CDI
        — and not durable as long as nobody said so.
        """
        for placement in self:
            kind, months = placement.kind, placement.duration_months
            if kind == "training":
                placement.positive = placement.qualifying
            else:
                placement.positive = bool(kind or placement.candidacy_id)
            placement.durable = kind in ("cdi", "business") or (
                kind in ("cdd", "temp", "work_study") and months >= DURABLE_MONTHS
            )

    @api.depends("followup_ids.answer", "followup_ids.due_on", "state")
    def _compute_next_followup(self):
        for placement in self:
            waiting = placement.followup_ids.filtered(lambda line: not line.answer)
            if placement.state == "broken":
                waiting = waiting.browse()
            following = waiting.sorted("due_on")[:1]
            placement.next_followup_id = following
            placement.next_milestone = following.milestone

    @api.depends("followup_ids.answer", "followup_ids.due_on", "state")
    def _compute_next_followup_on(self):
        for placement in self:
            placement.next_followup_on = placement.next_followup_id.due_on

    @api.constrains("participant_id", "date_start")
    def _check_date_start(self):
        for placement in self:
            started_on = placement.participant_id.started_on
            if not started_on:
                raise ValidationError(
                    self.env._(
                        "The journey of %s never started: there is no placement to "
                        "record.",
                        placement.participant_id.display_name,
                    )
                )
            if placement.date_start and placement.date_start < started_on:
                raise ValidationError(
                    self.env._(
                        "The placement of %(person)s starts before the journey "
                        "(%(date)s): check the date.",
                        person=placement.participant_id.display_name,
                        date=started_on.strftime("%d/%m/%Y"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        placements = super().create(vals_list)
        placements.followup_ids._create_missing(placements)
        placements._schedule_next()
        return placements

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "broken" and not all(
            vals.get("broken_reason") or placement.broken_reason for placement in self
        ):
            raise UserError(
                self.env._("Say when and why it broke off (button “Broken off”).")
            )

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        if new == "broken":
            values["broken_on"] = clock.today(self)
        if old == "broken":
            values.update(broken_on=False, broken_reason=False)
        return values

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self.followup_ids._confirm_by_state(new)
        self._schedule_next()

    def _schedule_next(self):
        """Keep one activity a placement: its next milestone, for its animateur."""
        xmlid = "clubs_ambition.mail_activity_type_followup"
        self.activity_unlink([xmlid])
        for placement in self.filtered("next_followup_on"):
            animateur = placement.participant_id.animateur_id
            placement.activity_schedule(
                xmlid,
                date_deadline=placement.next_followup_on,
                user_id=(animateur or self.env.user).id,
            )

    def _exit_reason(self):
        """Return the exit reason that says the same as this placement."""
        self.ensure_one()
        kind = self.kind
        if kind in ("cdd", "temp"):
            kind = "durable_fixed_term" if self.durable else "short_job"
        reasons = {
            "cdi": "cdi",
            "durable_fixed_term": "fixed_term_durable",
            "short_job": "fixed_term_short",
            "work_study": "work_study",
            "training": "training",
            "business": "business",
            "civil_service": "civil_service",
        }
        code = reasons.get(kind, "fixed_term_short")
        return self.env["club.exit.reason"].search([("code", "=", code)], limit=1)

    # === ACTIONS === #

    def action_start(self):
        return self.write({"state": "started"})

    def action_month_1(self):
        return self.write({"state": "month_1"})

    def action_month_3(self):
        return self.write({"state": "month_3"})

    def action_sustain(self):
        return self.write({"state": "sustained"})

    def action_open_participant(self):
        self.ensure_one()
        return actions.window("club.participant", res_id=self.participant_id.id)
