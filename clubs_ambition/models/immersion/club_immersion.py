from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...const import PENDING, STARTED
from ...utils import clock

AGREED = ("signed", "running", "done", "partial")
ASSESSED = ("done", "partial", "no_show")

EMT_LAST_DAY = "2015-12-31"
"""The EMT became the PMSMP with decree 2014-1360; those signed before ran out in 2015."""

AFPR_LAST_DAY = "2024-06-30"
"""The AFPR merged into the POEI on 1 July 2024 (decree 2024-561)."""


class ClubImmersion(models.Model):
    """A period spent at an employer's: immersion, training before a hire, contract.

    Most are PMSMP (art. L5135-1 and following): no contract, no pay, and never a
    positive exit. ``ended_on`` is the last day that took place, once assessed.
    """

    _name = "club.immersion"
    _description = "Immersion"
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

    _initial_states = ("draft",)
    _folded_states = ("cancelled",)
    _transitions = {
        "draft": ("signed", "cancelled"),
        "signed": ("running", "no_show", "draft", "cancelled"),
        "running": ("done", "partial", "no_show", "signed"),
        "done": ("running",),
        "partial": ("running",),
        "no_show": ("signed",),
        "cancelled": ("draft",),
    }

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        related="participant_id.partner_id",
        store=True,
        index=True,
        precompute=True,
        required=True,
        string="Person",
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        string="Host",
        domain=[("is_company", "=", True), ("club_person", "=", False)],
    )
    candidacy_id = fields.Many2one(
        "club.candidacy",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('participant_id', '=', participant_id)]",
    )
    occupation_id = fields.Many2one(
        "club.occupation",
        compute="_compute_occupation_id",
        store=True,
        readonly=False,
        domain=[("kind", "=", "job")],
        string="Job observed",
    )
    kind = fields.Selection(
        [
            ("pmsmp", "Immersion (PMSMP)"),
            ("poei", "Training before a hire (POEI)"),
            ("work_study", "Work-study contract"),
            ("emt", "EMT (until 2015)"),
            ("afpr", "AFPR (until June 2024)"),
        ],
        required=True,
        default="pmsmp",
        index=True,
        tracking=True,
    )
    date_start = fields.Date(required=True, tracking=True, string="First day")
    date_end = fields.Date(required=True, tracking=True, string="Last day")
    ended_on = fields.Date(copy=False, tracking=True, string="Ended on")
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

    # signatures
    signed_beneficiary_on = fields.Date(copy=False, string="Signed by the participant")
    signed_host_on = fields.Date(copy=False, string="Signed by the host")
    signed_prescriber_on = fields.Date(copy=False, string="Signed by the prescriber")
    signed_employer_on = fields.Date(copy=False, string="Signed by the employer")
    signed_representative_on = fields.Date(
        copy=False, string="Signed by the legal representative"
    )

    # assessment
    hours_missed = fields.Float(copy=False)
    assessed_on = fields.Date(copy=False, readonly=True)
    host_feedback = fields.Text(copy=False, help="What the host says and advises.")
    beneficiary_agrees = fields.Boolean(
        copy=False, string="The participant agrees with the assessment"
    )
    beneficiary_comment = fields.Text(copy=False, string="The participant's words")

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
        f"CHECK((kind != 'emt' OR date_end <= '{EMT_LAST_DAY}') "
        f"AND (kind != 'afpr' OR date_end <= '{AFPR_LAST_DAY}'))",
        "The EMT ended with 2015 and the AFPR in June 2024: choose an immersion (PMSMP) "
        "or a training before a hire (POEI).",
    )
    _hours_positive = models.Constraint(
        "CHECK(hours_total >= 0 AND hours_week >= 0 AND hours_missed >= 0)",
        "Hours are not negative.",
    )
    _one_renewal = models.UniqueIndex(
        "(renewal_of_id) WHERE renewal_of_id IS NOT NULL AND state != 'cancelled'",
        "This immersion is renewed already: once is the limit (art. D5135-3).",
    )
    _club_state_idx = models.Index("(club_id, state, date_start)")

    _protected_fields = ("assessed_on", "ended_on")
    _fixed_fields = ("participant_id", "partner_id", "renewal_of_id")

    @api.depends("candidacy_id")
    def _compute_partner_id(self):
        for immersion in self:
            immersion.partner_id = (
                immersion.candidacy_id.partner_id or immersion.partner_id
            )

    @api.depends("candidacy_id")
    def _compute_occupation_id(self):
        for immersion in self:
            immersion.occupation_id = (
                immersion.candidacy_id.occupation_id or immersion.occupation_id
            )

    def _compute_label(self):
        for immersion in self:
            names = (immersion.participant_id.display_name, immersion.partner_id.name)
            immersion.display_name = " → ".join(filter(None, names))

    @api.constrains("candidacy_id", "participant_id", "partner_id")
    def _check_candidacy(self):
        for immersion in self.filtered("candidacy_id"):
            candidacy = immersion.candidacy_id
            same = (
                candidacy.participant_id == immersion.participant_id
                and candidacy.partner_id == immersion.partner_id
            )
            if not same:
                raise ValidationError(
                    self.env._(
                        "“%s” is the candidacy of somebody else, or to another "
                        "employer: choose the right one, or none.",
                        candidacy.display_name,
                    )
                )

    @api.constrains("club_id", "participant_id", "partner_id")
    def _check_parties(self):
        """The club is the journey's, the host an employer, whatever a caller sends."""
        for immersion in self:
            if immersion.club_id != immersion.participant_id.club_id:
                raise ValidationError(
                    self.env._("An immersion belongs to the club of its participant.")
                )
            if immersion.partner_id.club_person:
                raise ValidationError(
                    self.env._(
                        "%s is a participant: choose an employer.",
                        immersion.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        immersions = super().create(vals_list)
        immersions.partner_id._club_join_network()
        return immersions

    def _is_settled(self):
        return self.state != "draft"

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "signed":
            self._take_turns()
            self._check_rules()
        if new in (*STARTED, "no_show"):
            self._check_begun(new)
        if new in ("done", "partial") and not vals.get("ended_on"):
            raise UserError(self.env._("Say how the immersion went (button “Assess”)."))

    def _check_begun(self, new):
        today = clock.today(self)
        for immersion in self:
            if immersion.date_start > today:
                raise UserError(
                    self.env._(
                        "%(immersion)s starts on %(day)s: wait until then, or put it "
                        "back to sign to change its dates.",
                        immersion=immersion.display_name,
                        day=immersion.date_start.strftime("%d/%m/%Y"),
                    )
                )
            if new == "done" and immersion.date_end > today:
                raise UserError(
                    self.env._(
                        "%(immersion)s lasts until %(day)s: it is completed then, or "
                        "partly done if it stopped before.",
                        immersion=immersion.display_name,
                        day=immersion.date_end.strftime("%d/%m/%Y"),
                    )
                )

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        if new in ASSESSED:
            values["assessed_on"] = clock.today(self)
        elif old in ASSESSED:
            values.update(assessed_on=False, ended_on=False, hours_missed=0)
        if new == "draft":
            values.update(dict.fromkeys(self._signature_fields(), False))
        return values

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        xmlid = "clubs_ambition.mail_activity_type_immersion"
        self.activity_unlink([xmlid])
        if new == "running":
            self.candidacy_id.filtered(
                lambda one: (
                    one.state in (*PENDING, "expired", "refused")
                    and "trial" in one._transitions[one.state]
                )
            ).write({"state": "trial"})
            for immersion in self:
                animateur = immersion.participant_id.animateur_id
                immersion.activity_schedule(
                    xmlid,
                    date_deadline=immersion.date_end,
                    user_id=(animateur or self.env.user).id,
                )
