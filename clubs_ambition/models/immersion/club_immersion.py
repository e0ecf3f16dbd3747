from odoo import api, fields, models

from ...const import STARTED
from ...utils import actions, clock
from .club_convention import CONTENT, PURPOSES, SIGNATURES, STATUSES
from .club_immersion_rule import KINDS, RULED
from .rules import training
from .steps import ASSESSED, REOPENED, step_of


class ClubImmersion(models.Model):
    """A period spent at an employer's: immersion, training before a hire, contract.

    Most are PMSMP (art. L5135-1 and following): no contract, no pay, and never a
    positive exit. ``ended_on`` is the last day that took place, once assessed. What
    the law asks of it is judged by ``club.immersion.rule``; its paper and parties are
    those of ``club.convention``.
    """

    _name = "club.immersion"
    _description = "Immersion"
    _inherit = [
        *("club.guard.mixin", "club.parties.mixin", "club.transition.mixin"),
        *("club.struck.mixin", "club.thread.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "date_start desc, id desc"
    _source_field = "candidacy_id"
    _goes_on = [("state", "in", ("draft", "signed", "running"))]
    _initial_states = ("draft",)
    _folded_states = ("cancelled",)
    _struck_states = ("cancelled", "no_show")
    _transitions = {
        "draft": ("signed", "cancelled"),
        "signed": ("running", "no_show", "draft", "cancelled"),
        "running": ("done", "partial", "no_show", "signed"),
        "done": ("running",),
        "partial": ("running",),
        "no_show": ("signed",),
        "cancelled": ("draft",),
    }
    _fixed_fields = ("participant_id", "partner_id", "renewal_of_id")
    _vouched_for = CONTENT

    person_id = fields.Many2one(
        related="participant_id.person_id", precompute=True, required=True
    )
    partner_id = fields.Many2one(string="Host", domain=[("is_company", "=", True)])
    occupation_id = fields.Many2one(string="Job observed")
    phone = fields.Char(
        related="participant_id.phone",
        related_sudo=False,
        string="Phone of the person",
    )
    candidacy_id = fields.Many2one(
        "club.candidacy",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('participant_id', '=', participant_id)]",
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="pmsmp",
        index=True,
        tracking=True,
    )
    date_start = fields.Date(required=True, tracking=True, string="First day")
    date_end = fields.Date(required=True, tracking=True, string="Last day")
    ended_on = fields.Date(readonly=True, copy=False, tracking=True, string="Ended on")
    hours_total = fields.Float(string="Hours of presence")
    hours_week = fields.Float(string="Hours a week")
    renewal_of_id = fields.Many2one(
        "club.immersion",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        string="Renews",
    )
    renewal_ids = fields.One2many("club.immersion", "renewal_of_id")
    state = fields.Selection(
        [
            ("draft", "To sign"),
            ("signed", "Signed"),
            ("running", "Under way"),
            ("done", "Completed"),
            ("partial", "Partly done"),
            ("no_show", "Did not show up"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )

    # what the convention says
    purpose = fields.Selection(
        PURPOSES,
        tracking=True,
        string="Object",
        help="One of the three of art. L5135-1.",
    )
    aims = fields.Text(string="Precise aims")
    assessment_means = fields.Text(string="How the aims are assessed")
    tasks = fields.Text(help="What the person does, to learn what is aimed at.")
    timetable = fields.Text(help="Days and hours of presence.")
    place = fields.Char(
        compute="_compute_place", store=True, readonly=False, string="Place of work"
    )
    protective_equipment = fields.Char()
    safety_measures = fields.Text(string="Hygiene and safety measures")

    # its parties
    beneficiary_status = fields.Selection(
        STATUSES,
        default="job_seeker",
        string="Status of the participant",
    )
    current_employer = fields.Char(
        help="Name and address: an employer of the person signs too (art. D5135-1)."
    )
    emergency_contact = fields.Char(help="Name and phone number.")
    legal_representative = fields.Char(
        help="Parent or guardian of a person under 18, who signs too (art. 388-1-1 of "
        "the Civil Code)."
    )
    host_legal_form = fields.Char(string="Legal form of the host")
    host_registered_on = fields.Date(string="Registration date of the host")
    host_agreement = fields.Char(
        string="Collective agreement of the host", help="Its name, or “none”."
    )
    host_representative = fields.Char(string="Signs for the host")
    host_representative_function = fields.Char(string="Function of who signs")
    tutor_name = fields.Char(string="Tutor")
    tutor_function = fields.Char(string="Function of the tutor")
    tutor_phone = fields.Char(string="Phone of the tutor")
    prescriber_name = fields.Char(
        compute="_compute_prescriber_name",
        store=True,
        readonly=False,
        string="Prescriber",
    )
    prescriber_address = fields.Char(
        compute="_compute_prescriber_address",
        store=True,
        readonly=False,
        string="Address of the prescriber",
    )
    prescriber_legal_form = fields.Char(
        default=lambda self: self.env._("Public institution"),
        string="Legal form of the prescriber",
    )

    # signatures
    signed_beneficiary_on = fields.Date(copy=False, string="Signed by the participant")
    signed_host_on = fields.Date(copy=False, string="Signed by the host")
    signed_prescriber_on = fields.Date(copy=False, string="Signed by the prescriber")
    signed_employer_on = fields.Date(copy=False, string="Signed by the employer")
    signed_representative_on = fields.Date(
        copy=False, string="Signed by the legal representative"
    )

    # the job promised after a training (POEI)
    training_way = fields.Selection(
        training.TRAINING_WAYS,
        string="Way of training",
        tracking=True,
        help="It sets the hours: 300 with a tutor alone or for a seasonal job, else 450.",
    )
    promised_kind = fields.Selection(
        training.PROMISES,
        string="Promised contract",
        tracking=True,
        help="The job the employer takes the person for after the training.",
    )
    promised_months = fields.Integer(
        string="Promised months",
        help="Length of the contract; of temporary work, months of missions within "
        "nine months. Nothing for a permanent contract.",
    )

    # the law, as a diagnosis
    rules_report = fields.Json(compute="_compute_rules")
    rules_html = fields.Html(compute="_compute_rules", sanitize=False)
    rules_met = fields.Boolean(compute="_compute_rules", string="Can be signed")

    # assessment
    hours_missed = fields.Float(copy=False)
    assessed_on = fields.Date(copy=False, readonly=True)
    host_feedback = fields.Text(copy=False, help="What the host says and advises.")
    beneficiary_agrees = fields.Boolean(
        copy=False, string="The participant agrees with the assessment"
    )
    beneficiary_comment = fields.Text(copy=False, string="The participant's words")

    # One range over (person, day) holds two writers apart: no extension is needed, as
    # it would be to compare persons and days in two columns (btree_gist).
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range("
        "person_id::bigint * 100000 + (date_start - '2000-01-01'::date), "
        "person_id::bigint * 100000 + (COALESCE(ended_on, date_end) - "
        "'2000-01-01'::date), '[]') WITH &&) "
        "WHERE (state NOT IN ('cancelled', 'no_show'))",
        "This person already has an immersion on some of these days: change the dates, "
        "or cancel the other one.",
    )
    _dates_order = models.Constraint(
        "CHECK(date_start BETWEEN '2000-01-01' AND '2199-12-31' "
        "AND date_end BETWEEN date_start AND '2199-12-31' "
        "AND ended_on BETWEEN date_start AND date_end)",
        "The last day of an immersion does not come before the first.",
    )
    _ended_dated = models.Constraint(
        "CHECK((state IN ('done', 'partial')) = (ended_on IS NOT NULL))",
        "Say on which day the immersion ended (button “Assess”).",
    )
    _history_kinds = models.Constraint(
        f"CHECK((kind != 'emt' OR date_end <= '{training.EMT_LAST_DAY}') "
        f"AND (kind != 'afpr' OR date_end <= '{training.AFPR_LAST_DAY}'))",
        "The EMT ended with 2015 and the AFPR in June 2024: choose an immersion (PMSMP) "
        "or a training before a hire (POEI).",
    )
    _hours_positive = models.Constraint(
        "CHECK(hours_total >= 0 AND hours_week >= 0 AND hours_missed >= 0)",
        "Hours are not negative.",
    )
    _promised_positive = models.Constraint(
        "CHECK(promised_months >= 0)", "A contract lasts some months, or is permanent."
    )
    _one_renewal = models.UniqueIndex(
        "(renewal_of_id) WHERE renewal_of_id IS NOT NULL AND state != 'cancelled'",
        "This immersion is renewed already: once is the limit (art. D5135-3).",
    )
    _club_state_idx = models.Index("(club_id, state, date_start)")

    # === COMPUTES === #

    @api.depends("state", "date_start", "date_end", "ended_on")
    def _compute_step(self):
        today = clock.today(self)
        for immersion in self:
            immersion.step_text, immersion.step_level = step_of(immersion, today)

    @api.depends("partner_id")
    def _compute_place(self):
        Convention = self.env["club.convention"]
        for immersion in self:
            host = immersion.partner_id
            immersion.place = Convention._postal(host) or immersion.place

    @api.depends("club_id")
    def _compute_prescriber_name(self):
        company = self.env.company.name
        for immersion in self:
            agency = immersion.club_id.territory_id.name
            immersion.prescriber_name = agency and f"{company}, {agency}"

    @api.depends("club_id")
    def _compute_prescriber_address(self):
        postal = self.env["club.convention"]._postal
        company = self.env.company.partner_id
        for immersion in self:
            immersion.prescriber_address = postal(immersion.club_id) or postal(company)

    @api.depends_context("lang")
    @api.depends(*CONTENT, *SIGNATURES, *RULED)
    def _compute_rules(self):
        Rule = self.env["club.immersion.rule"]
        for immersion in self:
            report = Rule._report(immersion)
            immersion.rules_report = report
            immersion.rules_met = report and not Rule._failing(report)
            immersion.rules_html = self.env["ir.qweb"]._render(
                "clubs_ambition.immersion_rules", {"lines": report}
            )

    # === CONSTRAINTS === #

    @api.constrains("candidacy_id", "club_id", "participant_id", "partner_id")
    def _check_parties(self):
        for immersion in self:
            self.env["club.convention"]._check_parties(immersion)

    @api.onchange("promised_kind")
    def _onchange_promised_kind(self):
        """Start from the least the law asks for."""
        self.promised_months = training.PROMISED_MONTHS.get(self.promised_kind, 0)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        immersions = super().create(vals_list)
        self.env["club.network"]._join(immersions.partner_id)
        return immersions

    def write(self, vals):
        """Write what comes with a signature first: the rules judge it too."""
        self.env["club.convention"]._check_unchanged(self, vals)
        others = {name: value for name, value in vals.items() if name != "state"}
        if vals.get("state") == "signed" and others:
            super().write(others)
            vals = {"state": "signed"}
        return super().write(vals)

    def _is_settled(self):
        return self.state != "draft"

    # === TRANSITIONS === #

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "signed":
            self.env["club.immersion.rule"]._check_signable(self)
        if new in (*STARTED, "no_show"):
            self.env["club.immersion.rule"]._check_begun(self, new)

    def _write_back_first(self, values):
        super()._write_back_first(values)
        self.env["club.convention"]._give_signatures_back(self, values)

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        if new in ASSESSED:
            values["assessed_on"] = clock.today(self)
        elif old in ASSESSED:
            values.update(assessed_on=False, ended_on=False, hours_missed=0)
        drafted = old == "cancelled" and all(o._came_from() == new for o in self)
        if new == "draft" and not drafted:
            values.update(dict.fromkeys(SIGNATURES, False))
        return values

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        xmlid = "clubs_ambition.mail_activity_type_immersion"
        self.activity_unlink([xmlid])
        if new == "signed":
            self.env["club.candidacy.undo"]._end_trials(self, before)
        if new == "running":
            self.candidacy_id._start_trial()
            for immersion in self:
                animateur = immersion.participant_id.animateur_id
                immersion.activity_schedule(
                    xmlid,
                    date_deadline=immersion.date_end,
                    user_id=(animateur or self.env.user).id,
                )

    # === ACTIONS === #

    def action_sign(self):
        return self.write({"state": "signed"})

    def action_start(self):
        return self.write({"state": "running"})

    def action_cancel(self):
        return self.write({"state": "cancelled"})

    def action_draft(self):
        return self.write({"state": "draft"})

    def action_reopen(self):
        """Take an assessment back: whoever did not show up is waited for again."""
        for immersion in self.filtered(lambda one: one.state in REOPENED):
            immersion.state = immersion._back_to(REOPENED[immersion.state])
        return True

    def action_sign_today(self):
        """Date one signature of today: the button's context says whose."""
        name = self.env.context.get("signature")
        if name in SIGNATURES:
            self.write({name: clock.today(self)})
        return True

    def action_assess(self):
        self.ensure_one()
        return actions.dialog(
            "club.immersion.assess",
            self.env._("Assess the immersion"),
            default_immersion_id=self.id,
        )

    def action_renew(self):
        """Open the renewal: same host, same object, same aims, from the next day on."""
        self.ensure_one()
        action = actions.stored(self.env, "club_immersion_action")
        renewal = self.env["club.convention"]._renew(self)
        return {**action, "views": [(False, "form")], "res_id": renewal.id}

    def action_open_candidacy(self):
        return self._action_open(self.candidacy_id)
