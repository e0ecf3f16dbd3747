from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...const import EXPIRY_DAYS, FUNNEL, PENDING
from ...utils import clock


class ClubCandidacy(models.Model):
    """A participant presented to an employer, for one of its offers or none.

    ``origin`` tells who made the step; only ``coach`` is a *mise en relation*, the
    figure of the seed (7 a participant).
    """

    _name = "club.candidacy"
    _description = "Candidacy"
    _inherit = [
        "club.prospecting.mixin",
        "club.label.mixin",
        "club.transition.mixin",
        "club.nir.refusal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "sent_on desc, id desc"
    _rec_names_search = ["participant_id.name", "partner_id.name"]
    _label_fields = ("participant_id.name", "partner_id.name")

    _initial_states = ("draft", "sent")
    _transitions = {
        "draft": ("sent", "withdrawn", "obsolete"),
        "sent": (
            "interview",
            "trial",
            "hired",
            "refused",
            "withdrawn",
            "expired",
            "obsolete",
            "draft",
        ),
        "interview": ("trial", "hired", "refused", "withdrawn", "obsolete", "sent"),
        "trial": ("hired", "refused", "withdrawn", "obsolete", "interview"),
        "hired": ("sent", "interview", "trial"),
        "refused": ("sent", "interview", "trial", "hired", "obsolete"),
        "withdrawn": ("draft", "sent", "interview", "trial"),
        "expired": ("sent", "interview", "trial", "hired", "refused"),
        "obsolete": ("draft", "sent", "interview", "trial"),
    }

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        related="participant_id.partner_id",
        store=True,
        index=True,
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
        string="Employer",
        domain=[("club_person", "=", False)],
    )
    offer_id = fields.Many2one(
        "club.offer", index="btree_not_null", ondelete="restrict"
    )
    occupation_id = fields.Many2one(
        "club.occupation",
        compute="_compute_occupation_id",
        store=True,
        readonly=False,
        domain=[("kind", "=", "job")],
        string="Job applied for",
    )
    origin = fields.Selection(
        [
            ("coach", "Presented by the coach"),
            ("spontaneous", "Spontaneous application"),
            ("fair", "Job fair"),
            ("self", "Found by the person"),
            ("peer", "Shared by a peer"),
        ],
        required=True,
        default="coach",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "To send"),
            ("sent", "Sent"),
            ("interview", "Interview"),
            ("trial", "In immersion"),
            ("hired", "Hired"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Unanswered"),
            ("obsolete", "Hired elsewhere"),
        ],
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    furthest_state = fields.Selection(
        selection="_selection_funnel",
        readonly=True,
        copy=False,
        string="Furthest stage",
    )
    sent_on = fields.Date(copy=False, tracking=True, string="Sent on")
    interview_on = fields.Datetime(copy=False, tracking=True, string="Interview on")
    answered_on = fields.Date(copy=False, string="Answered on")
    refusal_reason_id = fields.Many2one(
        "club.refusal.reason",
        copy=False,
        ondelete="restrict",
        tracking=True,
        string="Reason of the refusal",
    )
    note = fields.Text(help="Facts the person may read, no judgement.")
    active = fields.Boolean(default=True)
    state_before_obsolete = fields.Char(readonly=True, copy=False)
    obsoleted_by_id = fields.Many2one(
        "club.candidacy", readonly=True, copy=False, index="btree_not_null"
    )
    placement_ids = fields.One2many("club.placement", "candidacy_id")

    _one_live = models.UniqueIndex(
        "(participant_id, partner_id, COALESCE(offer_id, 0)) WHERE state NOT IN "
        "('refused', 'withdrawn', 'expired', 'obsolete')",
        "This person is already presented to this employer for this offer: follow the "
        "candidacy that exists.",
    )
    _one_hired = models.UniqueIndex(
        "(participant_id) WHERE state = 'hired' AND hire_over IS NOT TRUE",
        "This journey already ended in a hire: cancel it before recording another.",
    )
    _refusal_reason = models.Constraint(
        "CHECK(state != 'refused' OR refusal_reason_id IS NOT NULL)",
        "A refusal carries its reason.",
    )
    _sent_dated = models.Constraint(
        "CHECK(state IN ('draft', 'withdrawn', 'obsolete') OR sent_on IS NOT NULL)",
        "A candidacy that left carries its date.",
    )
    _club_state_idx = models.Index("(club_id, state, sent_on)")
    # What employers said is few, what a club's history holds is not.
    _hire_said_idx = models.Index(
        "(club_id, state, answered_on) WHERE employer_answer = 'hired'"
    )
    # The columns of the pipeline of the whole country, each in its order.
    _state_order_idx = models.Index(
        "(state, sent_on DESC, id DESC) WHERE active IS TRUE"
    )
    _club_sent_idx = models.Index("(club_id, sent_on) WHERE sent_on IS NOT NULL")

    _protected_fields = (
        "answered_on",
        "employer_answer",
        "exit_reason_before_hire_id",
        "furthest_state",
        "hire_over",
        "last_link_id",
        "link_ids",
        "obsoleted_by_id",
        "prospecting_campaign_id",
        "prospecting_mode",
        "state_before_hire",
        "state_before_obsolete",
        "told_on",
        "told_reason_id",
    )
    _fixed_fields = ("participant_id", "partner_id")

    hire_over = fields.Boolean(
        readonly=True,
        copy=False,
        help="This hire broke off and the journey was taken up again: another hire "
        "may follow.",
    )

    @api.depends("offer_id")
    def _compute_partner_id(self):
        for candidacy in self:
            candidacy.partner_id = candidacy.offer_id.partner_id or candidacy.partner_id

    @api.depends("offer_id")
    def _compute_occupation_id(self):
        for candidacy in self:
            candidacy.occupation_id = (
                candidacy.offer_id.occupation_id or candidacy.occupation_id
            )

    @api.depends()
    def _compute_prospecting(self):
        """A candidacy for an offer is of the campaign that found the offer."""
        for_offers = self.filtered("offer_id")
        for candidacy in for_offers:
            offer = candidacy.offer_id
            candidacy.prospecting_campaign_id = offer.prospecting_campaign_id
            candidacy.prospecting_mode = offer.prospecting_mode
        super(ClubCandidacy, self - for_offers)._compute_prospecting()

    @api.model
    def _prospect_named(self, found):
        return self.env["crm.lead"]

    def _compute_label(self):
        for candidacy in self:
            names = (candidacy.participant_id.display_name, candidacy.partner_id.name)
            candidacy.display_name = " → ".join(filter(None, names))

    @api.constrains("offer_id", "partner_id")
    def _check_offer(self):
        for candidacy in self.filtered("offer_id"):
            if candidacy.offer_id.partner_id != candidacy.partner_id:
                raise ValidationError(
                    self.env._(
                        "The offer “%(offer)s” is not one of %(employer)s.",
                        offer=candidacy.offer_id.name,
                        employer=candidacy.partner_id.display_name,
                    )
                )

    @api.constrains("partner_id")
    def _check_employer(self):
        for candidacy in self:
            if candidacy.partner_id.club_person:
                raise ValidationError(
                    self.env._(
                        "%s is a participant: choose an employer.",
                        candidacy.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state") == "sent":
                vals.setdefault("sent_on", clock.today(self))
        candidacies = super().create(vals_list)
        candidacies._check_journey()
        candidacies._keep_furthest()
        return candidacies

    @api.model
    def _selection_funnel(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [(state, labels[state]) for state in FUNNEL]

    def _keep_furthest(self):
        """Keep the furthest stage of the funnel, whatever happens afterwards.

        Undoing a hire takes it back: a hire that did not happen is no stage.
        """
        for candidacy in self:
            state, furthest = candidacy.state, candidacy.furthest_state or "draft"
            undone = furthest == "hired" and state in PENDING
            further = state in FUNNEL and FUNNEL.index(state) >= FUNNEL.index(furthest)
            if (undone or further) and candidacy.furthest_state != state:
                candidacy._unguarded().furthest_state = state

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self._keep_furthest()

    def _check_journey(self):
        for journey in self.participant_id:
            if journey.state not in journey._live_states:
                raise UserError(
                    self.env._(
                        "The journey of %s has ended: open a new one to present them.",
                        journey.display_name,
                    )
                )

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "refused" and not vals.get("refusal_reason_id"):
            missing = self.filtered(lambda candidacy: not candidacy.refusal_reason_id)
            if missing:
                raise UserError(
                    self.env._(
                        "Choose why %s is refused (button “Refused”).",
                        missing[0].display_name,
                    )
                )
        taken_up = old not in PENDING and old not in ("hired", "obsolete")
        if (new in PENDING and taken_up) or (old, new) == ("draft", "sent"):
            self._check_journey()

    def _is_settled(self):
        return self.state != "draft"

    @api.constrains("club_id", "participant_id")
    def _check_club(self):
        """The club is the journey's, whatever a caller sends."""
        for candidacy in self:
            if candidacy.club_id != candidacy.participant_id.club_id:
                raise ValidationError(
                    self.env._("A candidacy belongs to the club of its participant.")
                )

    def _transition_key(self, new):
        """The first answer and the first sending are kept, record by record."""
        return bool(self.sent_on), bool(self.answered_on)

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        today = clock.today(self)
        if new == "sent" and (old == "draft" or not all(self.mapped("sent_on"))):
            values["sent_on"] = today
        if new == "draft":
            values["sent_on"] = False
        answered = new in ("refused", "hired") or (old == "sent" and new in FUNNEL[2:])
        if answered and not self[:1].answered_on:
            values["answered_on"] = today
        if old == "refused":
            values.update(refusal_reason_id=False, told_on=False, told_reason_id=False)
        if old == "obsolete":
            values.update(state_before_obsolete=False, obsoleted_by_id=False)
        return values

    @api.model
    def _cron_expire_unanswered(self):
        """Close what got no answer for 60 days, by batches the cron can resume.

        A “not now” is an answer: the days run from it.
        """
        limit = clock.today(self) - timedelta(days=EXPIRY_DAYS)
        domain = [
            ("state", "=", "sent"),
            ("sent_on", "<=", limit),
            "|",
            ("answered_on", "=", False),
            ("answered_on", "<=", limit),
        ]
        batch = self.search(domain, limit=200)
        while batch:
            batch.write({"state": "expired"})
            remaining = self.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=remaining
            ):
                break
            batch = self.search(domain, limit=200)
