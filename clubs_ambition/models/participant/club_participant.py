from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...const import COACH, ENDED, QUIET_DAYS, RECEIVABLE, SEATED
from ...utils import actions, clock
from ..tools.guarded import OPEN

OFFERS = 60
"""Offers ranked at once for somebody, the nearest deadlines first."""


def initials(name):
    """Return the two letters that stand for a person on a disc."""
    words = (name or "?").replace("-", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


class ClubParticipant(models.Model):
    """One journey of one person, from orientation to exit.

    The person is a ``club.person``; what is sensitive (level, district, barriers)
    stays on the journey, where only those who coach the person read it. An employer is
    shown initials until the person agrees to be named, and no paper that bears their
    name; never the address, the age, the district or a difficulty.

    What a move needs is in ``club.journey.transition``, the conditions of an admission
    in ``club.eligibility``, the proof of a positive exit in ``club.exit``.
    """

    _name = "club.participant"
    _description = "Participant"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.transition.mixin",
        "club.nir.refusal.mixin",
        "club.thread.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "oriented_on desc, id desc"
    _rec_names_search = ["name"]

    _initial_states = ("oriented",)
    _transitions = {
        "oriented": ("informed", "interviewed", "waitlisted", "declined", "withdrawn"),
        "informed": ("interviewed", "oriented", "waitlisted", "declined", "withdrawn"),
        "interviewed": ("admitted", "informed", "waitlisted", "declined", "withdrawn"),
        "waitlisted": ("admitted", "interviewed", "declined", "withdrawn"),
        "admitted": ("active", "interviewed", "waitlisted", "declined", "withdrawn"),
        "active": ("exited", "admitted"),
        "exited": ("active",),
        "declined": ("oriented",),
        "withdrawn": ("oriented",),
    }
    _live_states = tuple(state for state in _transitions if state not in ENDED)
    _handed_over = ("animateur_id", [("state", "in", _live_states)])

    # person
    person_id = fields.Many2one(
        "club.person", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(compute="_compute_name", store=True, index="trigram")
    initials = fields.Char(compute="_compute_initials")
    active = fields.Boolean(default=True)

    # club
    club_id = fields.Many2one(
        "club.club",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    cohort_id = fields.Many2one(
        "club.cohort",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('club_id', '=', club_id), ('state', '!=', 'closed')]",
    )
    animateur_id = fields.Many2one("res.users", index="btree_not_null", tracking=True)
    caseload_id = fields.Many2one(
        "club.caseload",
        compute="_compute_caseload_id",
        store=True,
        index="btree_not_null",
        groups=COACH,
    )
    seat_id = fields.Many2one(
        "club.seat",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
    )
    caseload_seat_id = fields.Many2one(
        "club.seat",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
    )

    # orientation
    referent_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        default=lambda self: self._default_referent(),
    )
    prescriber_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who spotted the person: Mission locale, Maison de l'emploi…",
    )
    orientation_note = fields.Text(help="Facts the person may read, no judgement.")
    orientation_ids = fields.One2many(
        "club.orientation", "participant_id", groups=COACH
    )

    # project
    occupation_ids = fields.Many2many(
        "club.occupation", string="Jobs sought", domain=[("kind", "=", "job")]
    )
    # Stored: every card and line shows it, and it hardly ever changes.
    job_label = fields.Char(
        compute="_compute_job_label", store=True, string="Job sought"
    )
    mobility_km = fields.Integer(string="Mobility (km)")
    available_from = fields.Date()
    need_ids = fields.Many2many("club.need", string="Needs", groups=COACH)

    # eligibility
    eligibility = fields.Selection(
        [
            ("eligible", "Eligible"),
            ("derogation", "Derogation"),
            ("incomplete", "To be completed"),
            ("not_eligible", "Not eligible"),
        ],
        compute="_compute_eligibility",
        groups=COACH,
    )
    eligibility_report = fields.Json(compute="_compute_eligibility", groups=COACH)
    eligibility_html = fields.Html(
        compute="_compute_eligibility_html", groups=COACH, sanitize=False
    )
    eligibility_at_entry = fields.Json(
        readonly=True,
        copy=False,
        groups=COACH,
        help="The diagnosis as it stood at admission.",
    )
    derogation_reason = fields.Text(readonly=True, copy=False, groups=COACH)
    derogation_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, groups=COACH
    )
    derogation_on = fields.Date(readonly=True, copy=False, groups=COACH)

    # what employers are shown
    strengths = fields.Text(
        groups=COACH, help="In a few words, for employers: what the person does well."
    )

    # state
    state = fields.Selection(
        [
            ("oriented", "Oriented"),
            ("informed", "Informed"),
            ("interviewed", "Interviewed"),
            ("waitlisted", "Waiting list"),
            ("admitted", "Admitted"),
            ("active", "In journey"),
            ("exited", "Exited"),
            ("declined", "Declined"),
            ("withdrawn", "Gave up"),
        ],
        default="oriented",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_states",
    )
    is_seated = fields.Boolean(compute="_compute_is_seated")
    oriented_on = fields.Date(
        default=clock.today, required=True, copy=False, tracking=True
    )
    informed_on = fields.Date(copy=False)
    interviewed_on = fields.Date(copy=False)
    waitlisted_on = fields.Date(copy=False)
    admitted_on = fields.Date(copy=False, tracking=True)
    started_on = fields.Date(copy=False, tracking=True)
    planned_end_on = fields.Date(
        compute="_compute_planned_end_on",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
    )
    ended_on = fields.Date(copy=False, tracking=True)
    renewed = fields.Boolean(copy=False, tracking=True)
    exit_reason_id = fields.Many2one(
        "club.exit.reason", copy=False, ondelete="restrict", tracking=True
    )
    decline_reason_id = fields.Many2one(
        "club.decline.reason", copy=False, ondelete="restrict", tracking=True
    )
    closed_by_end = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What the end closed, by kind: taking the journey up again restores it.",
    )
    days_left = fields.Integer(compute="_compute_days_left")
    end_label = fields.Char(compute="_compute_end_label", string="Time left")

    # weeks
    attendance_ids = fields.One2many("club.attendance", "participant_id", groups=COACH)
    objective_ids = fields.One2many("club.objective", "participant_id", groups=COACH)
    renewal_ids = fields.One2many("club.renewal", "participant_id", groups=COACH)
    signal_label = fields.Char(
        compute="_compute_signal_label", groups=COACH, string="Signals"
    )
    review_ids = fields.One2many(
        "club.review",
        "participant_id",
        groups="clubs_ambition.group_clubs_animateur",
        string="Closing review",
    )

    # what follows from it
    candidacy_ids = fields.One2many("club.candidacy", "participant_id")
    candidacy_count = fields.Integer(compute="_compute_candidacy_counts")
    referral_count = fields.Integer(
        compute="_compute_candidacy_counts", help="Candidacies presented by the coach."
    )
    last_candidacy_on = fields.Date(
        compute="_compute_last_candidacy_on", store=True, string="Last candidacy"
    )
    quiet_label = fields.Char(
        compute="_compute_quiet_label", groups=COACH, string="Rhythm"
    )
    target_candidacies = fields.Integer(related="club_id.target_candidacies")
    immersion_ids = fields.One2many("club.immersion", "participant_id")
    immersion_count = fields.Integer(compute="_compute_immersion_count", groups=COACH)
    placement_ids = fields.One2many("club.placement", "participant_id")
    placement_count = fields.Integer(compute="_compute_placement_count")
    help_ids = fields.One2many(
        "club.financial.help", "participant_id", groups=COACH, string="Financial helps"
    )
    help_total = fields.Monetary(
        compute="_compute_help_total",
        currency_field="help_currency_id",
        groups=COACH,
        string="Financial helps (total)",
    )
    help_currency_id = fields.Many2one(
        "res.currency", compute="_compute_help_total", groups=COACH
    )

    _one_live_journey = models.UniqueIndex(
        "(person_id) WHERE state NOT IN ('exited', 'declined', 'withdrawn')",
        "This person already has a live journey: end it before opening a new one.",
    )
    _dates_order = models.Constraint(
        "CHECK(admitted_on >= oriented_on AND started_on >= admitted_on "
        "AND ended_on >= started_on)",
        "Dates follow each other: orientation, admission, start, end.",
    )
    _dates_present = models.Constraint(
        "CHECK((state NOT IN ('admitted', 'active', 'exited') OR admitted_on IS NOT "
        "NULL) AND (state NOT IN ('oriented', 'informed', 'interviewed', 'waitlisted') "
        "OR admitted_on IS NULL) "
        "AND (state IN ('active', 'exited')) = (started_on IS NOT NULL) "
        "AND (state = 'exited') = (ended_on IS NOT NULL))",
        "The dates of the journey do not fit its state.",
    )
    _seated_in_group = models.Constraint(
        "CHECK(state NOT IN ('admitted', 'active') OR cohort_id IS NOT NULL)",
        "Whoever holds a seat is in a group.",
    )
    _planned_end_limit = models.Constraint(
        "CHECK(planned_end_on >= started_on AND planned_end_on <= started_on + "
        "make_interval(months => "
        "CASE WHEN renewed THEN 6 ELSE 3 END))",
        "A journey lasts 3 months at most, 6 when it was renewed.",
    )
    _seat_uniq = models.UniqueIndex(
        "(seat_id) WHERE seat_id IS NOT NULL", "This seat is taken."
    )
    _caseload_seat_uniq = models.UniqueIndex(
        "(caseload_seat_id) WHERE caseload_seat_id IS NOT NULL", "This seat is taken."
    )
    _club_state_idx = models.Index("(club_id, state)")
    _club_started_idx = models.Index(
        "(club_id, started_on) WHERE started_on IS NOT NULL"
    )

    @api.model
    def _default_referent(self):
        user = self.env.user
        if user.has_group("clubs_ambition.group_clubs_referent"):
            return user
        return self.env["res.users"]

    @api.model
    def _group_expand_states(self, states, domain):
        """Show the columns one may drag to, even empty.

        The three ended states need a reason: they are reached by a dialog, and
        only shown where there is somebody in them. A column that the search leaves
        out is not shown either: on a phone each one costs a swipe.
        """
        searched = Domain(domain).map_conditions(
            lambda part: part if part.field_expr == "state" else Domain.TRUE
        )
        known = [state for state, _label in self._fields["state"].selection]
        return [
            state
            for state in known
            if state in states
            or (
                state not in ENDED
                and self.new({"state": state}).filtered_domain(searched)
            )
        ]

    # === COMPUTES === #

    @api.depends("person_id.name")
    def _compute_name(self):
        """Copy the name of the person; a form being typed names who may be read."""
        for participant in self:
            person = participant.person_id
            known = person if participant.id else person._club_named_to_reader()
            participant.name = known.name

    @api.depends("name")
    @api.depends_context("uid")
    def _compute_initials(self):
        named = self._club_named_to_reader()
        for participant in self:
            participant.initials = initials(participant in named and participant.name)

    @api.depends("animateur_id")
    def _compute_caseload_id(self):
        caseloads = self.env["club.caseload"].search(
            [("user_id", "in", self.animateur_id.ids)]
        )
        by_user = {caseload.user_id: caseload for caseload in caseloads}
        for participant in self:
            participant.caseload_id = by_user.get(participant.animateur_id)

    @api.depends("occupation_ids.name")
    def _compute_job_label(self):
        for participant in self:
            jobs = participant.occupation_ids
            more = f" (+{len(jobs) - 1})" if len(jobs) > 1 else ""
            participant.job_label = jobs[0].name + more if jobs else False

    @api.depends(
        "person_id.birth_date",
        "started_on",
        "district_status",
        "district_id",
        "district_source",
        "education_level_id",
        "occupation_ids",
        "barrier_ids.grade",
        "barrier_ids.barrier_id.can_block",
        "derogation_reason",
        "club_id",
    )
    def _compute_eligibility(self):
        rules = self.env["club.eligibility"]
        for participant in self:
            report = rules._report(participant)
            participant.eligibility_report = report
            participant.eligibility = rules._conclusion(participant, report)

    @api.depends("eligibility_report", "eligibility_at_entry")
    @api.depends_context("lang")
    def _compute_eligibility_html(self):
        for participant in self:
            participant.eligibility_html = self.env["ir.qweb"]._render(
                "clubs_ambition.eligibility_report",
                {
                    "lines": participant.eligibility_at_entry
                    or participant.eligibility_report,
                    "at_entry": bool(participant.eligibility_at_entry),
                    "participant": participant,
                },
            )

    @api.depends("state")
    def _compute_is_seated(self):
        for participant in self:
            participant.is_seated = participant.state in SEATED

    @api.depends("started_on")
    def _compute_planned_end_on(self):
        for participant in self:
            if not participant.started_on:
                participant.planned_end_on = False
            elif not participant.renewed and participant.state != "exited":
                participant.planned_end_on = participant.started_on + relativedelta(
                    months=participant.club_id.journey_months
                )

    @api.depends("planned_end_on", "state")
    def _compute_days_left(self):
        today = clock.today(self)
        for participant in self:
            end = participant.planned_end_on
            live = participant.state == "active" and end
            participant.days_left = (end - today).days if live else 0

    @api.depends("days_left", "state", "planned_end_on")
    def _compute_end_label(self):
        for participant in self:
            participant.end_label = participant._end_label()

    def _end_label(self):
        days = self.days_left
        if self.state != "active" or not self.planned_end_on:
            return False
        if days > 1:
            return self.env._("%s days left", days)
        if days == 1:
            return self.env._("Ends tomorrow")
        if days == 0:
            return self.env._("Ends today")
        return self.env._("End passed %s days ago", -days)

    def _compute_signal_label(self):
        signals = self.env["club.signal"]._signals(self)
        for participant in self:
            labels = [signal["label"] for signal in signals[participant.id]]
            participant.signal_label = " · ".join(labels) or False

    @api.depends("candidacy_ids.state", "candidacy_ids.origin")
    def _compute_candidacy_counts(self):
        groups = self.env["club.candidacy"]._read_group(
            [("participant_id", "in", self.ids), ("sent_on", "!=", False)],
            ["participant_id", "origin"],
            ["__count"],
        )
        totals, referrals = {}, {}
        for participant, origin, count in groups:
            totals[participant.id] = totals.get(participant.id, 0) + count
            if origin == "coach":
                referrals[participant.id] = count
        for participant in self:
            participant.candidacy_count = totals.get(participant.id, 0)
            participant.referral_count = referrals.get(participant.id, 0)

    @api.depends("candidacy_ids.sent_on")
    def _compute_last_candidacy_on(self):
        groups = self.env["club.candidacy"]._read_group(
            [("participant_id", "in", self.ids)], ["participant_id"], ["sent_on:max"]
        )
        latest = {participant.id: sent_on for participant, sent_on in groups}
        for participant in self:
            participant.last_candidacy_on = latest.get(participant.id)

    @api.depends("last_candidacy_on", "started_on", "state")
    def _compute_quiet_label(self):
        today = clock.today(self)
        for participant in self:
            since = participant.last_candidacy_on or participant.started_on
            days = (today - since).days if since else 0
            participant.quiet_label = (
                self.env._("%s days without a candidacy", days)
                if participant.state == "active" and days >= QUIET_DAYS
                else False
            )

    @api.depends("immersion_ids.state")
    def _compute_immersion_count(self):
        groups = self.env["club.immersion"]._read_group(
            [("participant_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["participant_id"],
            ["__count"],
        )
        counts = {participant.id: count for participant, count in groups}
        for participant in self:
            participant.immersion_count = counts.get(participant.id, 0)

    @api.depends("placement_ids")
    def _compute_placement_count(self):
        groups = self.env["club.placement"]._read_group(
            [("participant_id", "in", self.ids)], ["participant_id"], ["__count"]
        )
        counts = {participant.id: count for participant, count in groups}
        for participant in self:
            participant.placement_count = counts.get(participant.id, 0)

    @api.depends("help_ids.amount")
    def _compute_help_total(self):
        groups = self.env["club.financial.help"]._read_group(
            [("participant_id", "in", self.ids)], ["participant_id"], ["amount:sum"]
        )
        totals = {participant.id: total for participant, total in groups}
        euro = self.env.ref("base.EUR")
        for participant in self:
            participant.help_total = totals.get(participant.id, 0)
            participant.help_currency_id = euro

    # === CONSTRAINTS === #

    @api.constrains("cohort_id", "club_id")
    def _check_cohort_club(self):
        for participant in self.filtered("cohort_id"):
            if participant.cohort_id.club_id != participant.club_id:
                raise ValidationError(
                    self.env._(
                        "The group %(cohort)s belongs to another club than %(club)s.",
                        cohort=participant.cohort_id.name,
                        club=participant.club_id.name,
                    )
                )

    @api.constrains("active", "state")
    def _check_archived(self):
        for participant in self:
            if not participant.active and participant.state not in ENDED:
                raise UserError(
                    self.env._(
                        "The journey of %s is still live: end it before archiving it.",
                        participant.display_name,
                    )
                )

    @api.constrains("referent_id")
    def _check_referent(self):
        """Refuse outsiders; give the role of referent to whoever coaches nowhere."""
        self.referent_id._club_refuse_outsiders()
        self.referent_id._without_club_roles("animateur")._receive_club_role("referent")

    @api.constrains("state", "exit_reason_id")
    def _check_positive_exit(self):
        """Refuse a positive exit that no placement proves."""
        self.env["club.exit"]._check_proved(self)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Give its orientation to the referent of whom the club records itself."""
        journeys = super().create(vals_list)
        if self.env.context.get("club_orientation") is not OPEN:
            self.env["club.orientation.answer"]._follow_journeys(
                journeys.filtered("referent_id")
            )
        return journeys

    def write(self, vals):
        """Keep seats, sessions and what an end closed in step with the journey."""
        ended = seated = self.browse()
        referents = {}
        if "referent_id" in vals:
            referents = {journey: journey.referent_id for journey in self}
        if "exit_reason_id" in vals:
            ended = self.filtered(
                lambda one: (
                    one.state == "exited"
                    and one.exit_reason_id.id != vals["exit_reason_id"]
                )
            )
        if "cohort_id" in vals:
            seated = self.filtered(lambda one: one.state in SEATED)
        before = {journey: journey.cohort_id for journey in seated}
        result = super().write(vals)
        if vals.keys() & {"state", "cohort_id", "animateur_id"}:
            self.env["club.seat"]._settle(self)
        moved = seated.filtered(
            lambda one: one.state in SEATED and one.cohort_id != before[one]
        )
        if moved:
            self.env["club.roll"]._leave(moved)
            self.env["club.roll"]._join(moved)
        if still := ended.filtered(lambda one: one.state == "exited"):
            self.env["club.exit.effect"]._close(still, {})
        if referents:
            self.env["club.orientation.answer"]._follow_journeys(self, referents)
        return result

    # === TRANSITIONS === #

    def _transition_key(self, new):
        return bool(self.animateur_id) if new == "admitted" else ""

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        self.env["club.journey.transition"]._check(self, new, vals)

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        moves = self.env["club.journey.transition"]
        return {**values, **moves._values(self, old, new, vals)}

    def _after_transition(self, before, new):
        """Draw the consequences, in order: decision, seats, sessions, what ends."""
        roll, effect = self.env["club.roll"], self.env["club.exit.effect"]
        coming = roll.sudo()._coming(self) if new in ENDED else {}
        super()._after_transition(before, new)
        moves = self.env["club.journey.transition"]
        if new == "admitted":
            moves._keep_eligibility(self.filtered(lambda one: before[one] != "active"))
        if new == "declined":
            moves._notify_decline(self)
        self.env["club.orientation.answer"]._tell_answers(self, before)
        held = self.filtered(lambda one: before[one] in SEATED)
        if new not in SEATED and new != "waitlisted":
            held.cohort_id._propose_next()
        if new in SEATED:
            roll._join(self - held)
        else:
            roll._leave(held)
        if new == "active":
            again = self.filtered(lambda one: before[one] == "exited")
            self.env["club.reopening"]._resume(again)
        if new in ENDED:
            effect._close(self, coming)
        else:
            effect._restore(self.filtered(lambda one: before[one] in ENDED))

    # === ACTIONS === #

    def action_inform(self):
        return self.write({"state": "informed"})

    def action_interview(self):
        return self.write({"state": "interviewed"})

    def action_admit(self):
        return self.write({"state": "admitted"})

    def action_start(self):
        return self.write({"state": "active"})

    def action_waitlist(self):
        return self.write({"state": "waitlisted"})

    def action_withdraw(self):
        return self.write({"state": "withdrawn"})

    def action_reopen(self):
        ended = self.filtered(lambda journey: journey.state == "exited")
        ended.write({"state": "active"})
        return (self - ended).write({"state": "oriented"})

    def action_consent_name(self):
        """Record that the person agrees to be named to employers."""
        return self._write_consent(clock.today(self))

    def action_withdraw_consent(self):
        return self._write_consent(False)

    def _write_consent(self, day):
        opened = self._unguarded("named_consent_on")
        return opened.write({"named_consent_on": day})

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

    def action_new_candidacy(self):
        """Open an empty candidacy of this person: the daily gesture."""
        self.ensure_one()
        return actions.dialog(
            "club.candidacy",
            self.env._("New candidacy"),
            default_participant_id=self.id,
            default_club_id=self.club_id.id,
        )

    def action_find_offers(self):
        """Rank the open offers around the club for this person, in time for them."""
        self.ensure_one()
        in_time = Domain("deadline", "=", False)
        in_time |= Domain("deadline", ">=", clock.today(self))
        offers = self.env["club.offer"].search(
            Domain("state", "in", ("open", "partial"))
            & in_time
            & (
                Domain("club_id", "=", self.club_id.id)
                | Domain("partner_id.club_near", "=", True)
            ),
            limit=OFFERS,
        )
        return actions.dialog(
            "club.proposal",
            self.env._("Offers for %s", self.display_name),
            default_participant_ids=self.ids,
            default_offer_ids=offers.ids,
            dialog_size="extra-large",
        )

    def action_open_candidacies(self):
        return self._action_open("club_candidacy_action")

    def action_open_placements(self):
        return self._action_open("club_placement_action")

    def action_open_helps(self):
        return self._action_open("club_financial_help_action")

    def action_open_immersions(self):
        return self._action_open("club_immersion_action")

    def action_new_immersion(self):
        """Open an empty immersion of this person."""
        return {**self.action_open_immersions(), "views": [(False, "form")]}

    def action_open_cohort(self):
        self.ensure_one()
        return actions.window("club.cohort", res_id=self.cohort_id.id)

    def action_open_review(self):
        """Open the closing review; the first time, start one."""
        self.ensure_one()
        return actions.window(
            "club.review",
            name=self.env._("Closing review"),
            res_id=self.review_ids[:1].id,
            context={"default_participant_id": self.id},
        )

    def _action_open(self, xmlid):
        self.ensure_one()
        return actions.stored(
            self.env,
            xmlid,
            domain=[("participant_id", "=", self.id)],
            context={"default_participant_id": self.id},
        )

    # === WHAT GOES ON AFTER AN END === #

    @api.model
    def _domain_open_to(self, topic, people=None):
        """Return the domain of the journeys about which something goes on.

        An archived, declined or withdrawn journey is over for everything; an exit
        closes what its reason says (``club.exit.reason.closes_…``), sessions always.

        :param topic: candidacies, links, reminders, followups, activities, sessions
        :param people: of whom the journeys are, when that is known
        """
        ended = Domain("state", "=", "exited")
        flag = f"closes_{topic}"
        if flag in self.env["club.exit.reason"]._fields:
            ended &= Domain(f"exit_reason_id.{flag}", "=", True)
        ended |= Domain("state", "in", ("declined", "withdrawn"))
        return (
            Domain("active", "=", True)
            & ~ended
            & Domain("person_id", "not any!", self._query_gone(people))
        )

    @api.model
    def _query_gone(self, people):
        """Return the query of the people of whom an exit closes every journey.

        sudo: in whatever club, and archived: a death is a death.
        """
        journeys = self.sudo().with_context(active_test=False)
        query = journeys._search(
            Domain("state", "=", "exited")
            & Domain("exit_reason_id.closes_person", "=", True)
            & (Domain.TRUE if people is None else Domain("person_id", "in", people.ids))
        )
        return query.subselect(journeys._field_to_sql(query.table, "person_id", query))

    def _open_to(self, topic):
        """Filter the journeys about which ``topic`` still goes on, in one query.

        sudo: another journey of the person, out of the user's sight, may close it.
        """
        if not self:
            return self
        journeys = self.sudo()
        found = journeys.search(
            Domain("id", "in", self.ids)
            & self._domain_open_to(topic, journeys.person_id)
        )
        return self.browse(found.ids)

    def _check_written_to(self):
        """Refuse to write about a journey about which nothing is sent any more.

        :raise UserError: naming the first one
        """
        for journey in self - self._open_to("followups"):
            raise UserError(
                self.env._(
                    "The journey of %s has ended so that no message leaves about it.",
                    journey.display_name,
                )
            )

    # === SEATS === #

    @api.model
    def _count_seated(self, groupby, ids):
        """Return ``{id: seats held}`` for a many2one ``groupby``.

        sudo: a counter must count the people its reader may not see.
        """
        groups = (
            self.sudo()
            .with_context(active_test=False)
            ._read_group(
                Domain(groupby, "in", ids) & Domain("state", "in", SEATED),
                [groupby],
                ["__count"],
            )
        )
        return {record.id: count for record, count in groups}

    # === WHAT EMPLOYERS ARE SHOWN === #

    def _profile_name(self):
        self.ensure_one()
        if self.named_consent_on:
            return self.name
        return ". ".join(initials(self.name)) + "."

    def _profile(self, candidacy):
        """Return what the employer of ``candidacy`` reads of this person."""
        self.ensure_one()
        presented = bool(candidacy._presented())
        job = candidacy.occupation_id or self.occupation_ids[:1]
        return {
            "id": candidacy.id,
            "name": self._profile_name(),
            "job": job.name or "",
            "strengths": (presented and self.strengths) or "",
            "available_from": presented and self.available_from,
            "papers": list(candidacy._papers()),
            "state": candidacy.state,
            "presented": presented,
            "open": presented and candidacy.state in RECEIVABLE,
            "answer": presented and candidacy.employer_answer,
        }
