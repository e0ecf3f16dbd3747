from contextlib import contextmanager
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...const import CONTRACT_KINDS, DURABLE_MONTHS, MILESTONES
from ...utils import actions, clock
from ...utils.races import alone, holding

STATE_OF_MILESTONE = {
    "day_8": "started",
    "month_1": "month_1",
    "month_3": "month_3",
    "month_6": "sustained",
}
EXIT_REASONS = {
    "cdi": "cdi",
    "durable_fixed_term": "fixed_term_durable",
    "short_job": "fixed_term_short",
    "work_study": "work_study",
    "training": "training",
    "business": "business",
    "civil_service": "civil_service",
}
"""Code of the exit reason that says the same as a kind of contract."""

NO_EMPLOYER = ("training", "business")
"""Kinds of placement that have nobody to thank, nor to ask."""

CONFIRMS = {
    "started": ("day_8",),
    "month_1": ("month_1",),
    "month_3": ("month_3",),
    "sustained": ("month_6",),
}
FORWARD = ("announced", "started", "month_1", "month_3", "sustained")
"""States through which answers lead a placement, one after the other."""

CANCELLABLE = ("announced", "started")

THANK_DAYS = 3
"""Days after the first day on which the employer is thanked: the person has come."""

THANK_WITHIN = 30
"""Later than this, thanks would be odd."""

EARLY_MONTHS = 3
"""A break before this many months proposes to take the journey up again."""

SOON_DAYS = 7
"""A milestone this near is shown as coming soon."""


class ClubPlacement(models.Model):
    """A positive exit and what became of it: the managers' kanban.

    The animateur stays the contact after the hire (seed): day 8, months 1, 3, 6. The
    employer is thanked; a break soon after lets the journey go on, within its rules.
    """

    _name = "club.placement"
    _description = "Placement"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.of.journey.mixin",
        "club.transition.mixin",
        "club.planned.mixin",
        "club.thread.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["participant_id.name", "partner_id.name"]
    _label_fields = ("participant_id.name", "partner_id.name")
    _manager_fields = ("active",)
    _fixed_fields = ("participant_id", "candidacy_id")
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
    _folded_states = ("broken",)

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        related="participant_id.person_id", store=True, index=True, string="Person"
    )
    phone = fields.Char(
        related="participant_id.phone",
        related_sudo=False,
        string="Phone of the person",
    )
    animateur_id = fields.Many2one(related="participant_id.animateur_id")
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
        help="Employer, or training body.",
    )
    employer_phone = fields.Char(
        related="partner_id.phone",
        related_sudo=False,
        string="Phone of the employer",
    )
    has_employer = fields.Boolean(compute="_compute_has_employer")
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
    contract_text = fields.Char(compute="_compute_contract_text", string="Terms")
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
    broken_early = fields.Boolean(compute="_compute_broken_early")
    reopen_blocked = fields.Char(compute="_compute_broken_early")
    followup_ids = fields.One2many("club.followup", "placement_id")
    next_followup_id = fields.Many2one(
        "club.followup", compute="_compute_next_followup"
    )
    next_milestone = fields.Selection(MILESTONES, compute="_compute_next_followup")
    next_followup_on = fields.Date(
        compute="_compute_next_followup_on", store=True, string="Follow up on"
    )
    next_text = fields.Char(compute="_compute_next_text", string="Next milestone")
    next_level = fields.Selection(
        [("quiet", "Later"), ("soon", "Soon"), ("late", "Late")],
        compute="_compute_next_text",
    )
    contradicted = fields.Boolean(
        compute="_compute_after", string="Answers contradict each other"
    )
    said_gone = fields.Boolean(
        compute="_compute_after", string="Said to be in post no longer"
    )
    ask_person = fields.Boolean(compute="_compute_ask")
    ask_employer = fields.Boolean(compute="_compute_ask")
    thanked_on = fields.Date(
        readonly=True, copy=False, tracking=True, string="Employer thanked on"
    )
    timeline_html = fields.Html(compute="_compute_timeline_html", sanitize=False)
    help_ids = fields.One2many(
        "club.financial.help", "placement_id", string="Financial helps"
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

    # === COMPUTES === #

    def _compute_label(self):
        for placement in self:
            names = [
                placement.participant_id.display_name,
                placement.partner_id.sudo().display_name,
            ]
            placement.display_name = " → ".join(filter(None, names))

    @api.depends("partner_id", "kind")
    def _compute_has_employer(self):
        for placement in self:
            employer = placement.partner_id and placement.kind not in NO_EMPLOYER
            placement.has_employer = bool(employer)

    @api.depends("date_start", "duration_months")
    def _compute_date_end(self):
        for placement in self:
            months = placement.duration_months
            start = placement.date_start
            placement.date_end = (
                start and months and start + relativedelta(months=months, days=-1)
            )

    @api.depends("kind", "duration_months")
    def _compute_contract_text(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for placement in self:
            text = labels.get(placement.kind) or self.env._("Contract to be told")
            if placement.kind and placement.duration_months:
                text = self.env._(
                    "%(contract)s, %(months)s months",
                    contract=text,
                    months=placement.duration_months,
                )
            placement.contract_text = text

    @api.depends("kind", "qualifying", "duration_months", "candidacy_id")
    def _compute_outcome(self):
        """Tell positive and durable exits (domain definitions, Dares thresholds).

        A hire whose contract is not known yet is positive — it is a CDD or a CDI
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

    @api.depends("next_followup_on", "next_milestone")
    def _compute_next_text(self):
        today = clock.today(self)
        milestones = self.env["club.followup"]._fields["milestone"]
        labels = dict(milestones._description_selection(self.env))
        for placement in self:
            due = placement.next_followup_on
            days = (due - today).days if due else None
            when, placement.next_level = self._due_label(days)
            label = labels.get(placement.next_milestone)
            placement.next_text = label and self.env._(
                "%(milestone)s: %(when)s", milestone=label, when=when
            )

    @api.model
    def _due_label(self, days):
        """Return the label and the level of something due in ``days``."""
        if days is None:
            return False, "quiet"
        if days < 0:
            return self.env._("%s days late", -days), "late"
        if days == 0:
            return self.env._("today"), "late"
        if days == 1:
            return self.env._("tomorrow"), "soon"
        level = "soon" if days <= SOON_DAYS else "quiet"
        return self.env._("in %s days", days), level

    @api.depends("followup_ids.answer", "followup_ids.contradicted", "state")
    def _compute_after(self):
        for placement in self:
            lines = placement.followup_ids
            placement.contradicted = any(lines.mapped("contradicted"))
            latest = lines.filtered("answer").sorted("due_on")[-1:]
            placement.said_gone = (
                placement.state != "broken"
                and not placement.contradicted
                and latest.answer in ("other_employer", "not_in_work")
            )

    @api.depends(
        "followup_ids.due_on",
        "followup_ids.answer",
        "followup_ids.person_answer",
        "followup_ids.employer_answer",
        "state",
        "has_employer",
    )
    def _compute_ask(self):
        for placement in self:
            line = placement._milestone_to_ask()
            placement.ask_person = bool(line) and not line.person_answer
            placement.ask_employer = (
                bool(line) and not line.employer_answer and placement.has_employer
            )

    @api.depends(
        "date_start",
        "state",
        "broken_on",
        "thanked_on",
        "followup_ids.person_answer",
        "followup_ids.employer_answer",
        "followup_ids.answer",
    )
    @api.depends_context("lang")
    def _compute_timeline_html(self):
        for placement in self:
            placement.timeline_html = self.env["ir.qweb"]._render(
                "clubs_ambition.placement_timeline",
                {"steps": placement._timeline(), "employer": placement.has_employer},
            )

    # === CONSTRAINTS === #

    @api.constrains("participant_id", "date_start")
    @holding("participant_id")
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
                        date=format_date(self.env, started_on),
                    )
                )

    @api.constrains("active", "kind", "qualifying", "candidacy_id", "participant_id")
    def _check_exit_proved(self):
        """Refuse to leave a positive exit without its proof."""
        dubious = self.filtered(lambda one: not (one.active and one.positive))
        journeys = dubious.participant_id
        if journeys:
            self.env["club.exit"]._check_still_proved(journeys)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        """Refuse to delete the proof of a positive exit."""
        self.env["club.exit"]._check_still_proved(self.participant_id, self.ids)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        placements = super().create(vals_list)
        placements.followup_ids._create_missing(placements)
        placements._schedule_next()
        return placements

    def write(self, vals):
        if not vals.keys() & {"state", "date_start"}:
            return super().write(vals)
        with self._calling_anew():
            return super().write(vals)

    # === TRANSITIONS === #

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "broken" and not all(
            vals.get("broken_reason") or placement.broken_reason for placement in self
        ):
            raise UserError(
                self.env._("Say when and why it broke off (button “Broken off”).")
            )
        if old == "broken":
            self._check_break_undone()

    @holding("participant_id")
    def _check_break_undone(self):
        """Refuse to undo a break after which the journey was taken up again."""
        for placement in self.filtered("candidacy_id.hire_over"):
            if placement.participant_id.state != "exited":
                raise UserError(
                    self.env._(
                        "The journey of %s was taken up again after this break: end it "
                        "before undoing the break.",
                        placement.participant_id.display_name,
                    )
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
        for old, placements in self.grouped(before.get).items():
            placements._follow_card(old, new)
        mended = self.filtered(lambda one: before[one] == "broken")
        mended.candidacy_id._unguarded("hire_over").write({"hire_over": False})

    def _follow_card(self, old, new):
        """Let the club say what a card moved on says, or take it back with the card."""
        if old not in FORWARD or new not in FORWARD:
            return
        if FORWARD.index(new) > FORWARD.index(old):
            self.followup_ids._confirm_by_state(new)
            return
        said = self.followup_ids.filtered(
            lambda line: (
                line.milestone in CONFIRMS.get(old, ())
                and (line.answer, line.source) == ("in_post", "board")
                and not line.settled_pair
            )
        )
        opened = said._unguarded("club_answer", "club_answered_on")
        opened.write({"club_answer": False, "club_answered_on": False})

    def _state_of_followups(self):
        """Return the furthest state that the answers received confirm."""
        self.ensure_one()
        state = "announced"
        in_post = self.followup_ids.filtered(lambda line: line.answer == "in_post")
        for followup in in_post.sorted("due_on"):
            state = followup._confirmed_state()
        return state

    # === ACTIONS === #

    def action_start(self):
        return self.write({"state": "started"})

    def action_month_1(self):
        return self.write({"state": "month_1"})

    def action_month_3(self):
        return self.write({"state": "month_3"})

    def action_sustain(self):
        return self.write({"state": "sustained"})

    def action_break(self):
        self.ensure_one()
        return actions.dialog(
            "club.placement.break",
            self.env._("Record a break"),
            default_placement_id=self.id,
        )

    def action_mend(self):
        """Undo a break recorded by mistake: back to the state before it.

        Where that is not known, or was answered further since, to what the follow-ups
        say.
        """
        for placement in self.filtered(lambda one: one.state == "broken"):
            told, before = placement._state_of_followups(), placement._came_from()
            known = before in FORWARD and FORWARD.index(before) > FORWARD.index(told)
            placement.write({"state": before if known else told})
        return True

    def action_propose_reopen(self):
        """Open the dialog that takes the journey up again."""
        self.ensure_one()
        return actions.dialog(
            "club.placement.reopen",
            self.env._("Take the journey up again"),
            default_placement_id=self.id,
        )

    def action_cancel(self):
        """Take back what was recorded by mistake: the journey goes on."""
        for placement in self:
            if placement.candidacy_id:
                placement.candidacy_id.action_cancel_hire()
                continue
            placement._check_cancellable()
            self.env["club.exit"]._take_back(placement.participant_id, placement)
        return True

    def action_person_in_post(self):
        """Record in one tap that the person, on the phone, is still in post."""
        for placement in self:
            placement._milestone_to_ask().action_in_post()
        return True

    def action_employer_in_post(self):
        """Record in one tap that the employer says so."""
        for placement in self:
            placement._milestone_to_ask().action_employer_in_post()
        return True

    @alone("the placement is written with the day of the thanks")
    def action_thank_employer(self):
        """Thank the employer, and ask whether there is another need.

        :raise UserError: naming what is in the way
        """
        for placement in self:
            name = placement.partner_id.name or placement.display_name
            self.env["club.exit.effect"]._check_written_to(placement.participant_id)
            if not placement.has_employer:
                raise UserError(self.env._("%s: there is no employer to thank.", name))
            if placement.thanked_on:
                raise UserError(
                    self.env._(
                        "%(name)s was thanked on %(date)s already.",
                        name=name,
                        date=format_date(self.env, placement.thanked_on),
                    )
                )
            if placement.partner_id.club_network_status == "stop":
                raise UserError(self.env._("%s does not want to be contacted.", name))
            if not placement._employer_email():
                raise UserError(
                    self.env._("%s has no e-mail address: enter one, or call.", name)
                )
        self._send_thanks()
        return True

    def action_open_participant(self):
        self.ensure_one()
        return actions.window("club.participant", res_id=self.participant_id.id)

    def action_open_candidacy(self):
        self.ensure_one()
        return self.candidacy_id.get_formview_action()

    def action_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_offer(self):
        self.ensure_one()
        return self.candidacy_id.offer_id.get_formview_action()

    # === END OF THE JOURNEY === #

    def _end_journey(self):
        """End the journey by this placement, or correct why it ended.

        :return: the reason that stood before, when it had ended already
        """
        journey, reason = self.participant_id, self._exit_reason()
        before = journey.exit_reason_id
        if journey.state == "exited":
            journey.exit_reason_id = reason
            return before
        ended_on = max(journey.started_on, min(clock.today(self), self.date_start))
        journey.write(
            {"state": "exited", "ended_on": ended_on, "exit_reason_id": reason.id}
        )
        return before.browse()

    def _exit_reason(self):
        """Return the exit reason that says the same as this placement.

        One that is not chosen by hand any more, archived, still says it.
        """
        self.ensure_one()
        kind = self.kind
        if kind in ("cdd", "temp"):
            kind = "durable_fixed_term" if self.durable else "short_job"
        code = EXIT_REASONS.get(kind, "fixed_term_short")
        reasons = self.env["club.exit.reason"].with_context(active_test=False)
        return reasons.search([("code", "=", code)], limit=1)

    @holding("followup_ids")
    def _check_cancellable(self):
        """Refuse to cancel what was followed up: it happened, it may break off."""
        for placement in self:
            answered = placement.followup_ids.filtered("answer")
            if placement.state not in CANCELLABLE or answered:
                raise UserError(
                    self.env._(
                        "%s was already followed up: record a break instead of "
                        "cancelling the hire.",
                        placement.display_name,
                    )
                )

    # === NEWS AND THANKS === #

    @contextmanager
    def _calling_anew(self):
        """Plan the next call anew where it is another one, or on another day.

        What somebody wrote about any other call, or put off, stays.
        """
        before = {one: (one.next_milestone, one.next_followup_on) for one in self}
        yield
        self.filtered(
            lambda one: before[one] != (one.next_milestone, one.next_followup_on)
        )._schedule_next()

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

    def _milestone_to_ask(self):
        """Return the latest milestone that is due or near, unless it broke off."""
        if self.state == "broken":
            return self.followup_ids.browse()
        near = self.followup_ids.filtered(
            lambda line: line.askable and line.answer != "no_answer"
        )
        return near.sorted("due_on")[-1:]

    def _recipient_of(self, party):
        """Return ``(who answers, where to write)`` for one of the two."""
        self.ensure_one()
        if party == "person":
            return self.person_id, self.person_id._address()
        return self.partner_id, self._employer_email()

    def _employer_email(self):
        """Return where to write: the contact of the offer, else the establishment."""
        contacts = self.candidacy_id.offer_id._written_to() | self.partner_id
        return next((one.email for one in contacts if one.email), False)

    def _send_thanks(self):
        """Send the thanks, with a link by which the employer states another need.

        sudo: links are written by the code alone; the caller was checked.
        """
        vals_list = [
            {
                "kind": "thanks",
                "partner_id": placement.partner_id.id,
                "email": placement._employer_email(),
                "club_id": placement.club_id.id,
                "user_id": (placement.animateur_id or self.env.user).id,
                "placement_id": placement.id,
            }
            for placement in self
        ]
        self.env["club.answer.link"].sudo().create(vals_list)._send()
        self._unguarded("thanked_on").write({"thanked_on": clock.today(self)})

    @api.model
    def _cron_thank(self):
        """Thank the employers of the people who have just started, once each."""
        today = clock.today(self)
        due = (
            Domain("date_start", "<=", today - timedelta(days=THANK_DAYS))
            & Domain("date_start", ">", today - timedelta(days=THANK_WITHIN))
            & Domain("thanked_on", "=", False)
            & Domain("state", "!=", "broken")
            & Domain("kind", "not in", NO_EMPLOYER)
            & Domain("partner_id.club_network_status", "!=", "stop")
            & Domain("partner_id.active", "=", True)
            & Domain("participant_id.animateur_id", "!=", False)
            & Domain(
                "participant_id",
                "any",
                self.env["club.exit.effect"]._domain_open_to("followups"),
            )
        )
        self.env["club.job"]._work_through(self._name, due, type(self)._thank)

    def _thank(self):
        """Thank the employers who have an address."""
        self.filtered(lambda placement: placement._employer_email())._send_thanks()

    # === TIMELINE === #

    def _timeline(self):
        """Return the steps after the hire, in the order of their dates."""
        self.ensure_one()
        if not self.date_start:
            return []
        steps = [self._timeline_step(self.env._("First day"), self.date_start)]
        if self.thanked_on:
            steps.append(
                self._timeline_step(self.env._("Employer thanked"), self.thanked_on)
            )
        if self.broken_on:
            label = self.env._("Broken off")
            steps.append(
                {
                    **self._timeline_step(label, self.broken_on),
                    "detail": self.broken_reason,
                }
            )
        steps += [self._followup_step(line) for line in self.followup_ids]
        return sorted(steps, key=lambda step: step["on"])

    def _timeline_step(self, label, day):
        """Return the step of what happens on a day, or is to come."""
        today = clock.today(self)
        return {
            "label": label,
            "on": day,
            "day": format_date(self.env, day),
            "level": "done" if day <= today else "quiet",
            "detail": "",
            "voices": [],
        }

    def _followup_step(self, line):
        """Return the step of a milestone: due, answered by whom, or to clear up."""
        labels = dict(MILESTONES)
        step = self._timeline_step(
            line._milestone_label() or labels[line.milestone], line.due_on
        )
        if not line.answer:
            late = step["level"] == "done" and self.state != "broken"
            step["level"] = "late" if late else "quiet"
        if line.contradicted:
            step["level"] = "doubt"
        step["voices"] = [
            (voice, line._answer_label(line[f"{voice}_answer"]))
            for voice in ("person", "employer", "club")
            if line[f"{voice}_answer"]
        ]
        return step
