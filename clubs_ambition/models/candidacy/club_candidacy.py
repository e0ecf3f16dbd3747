from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize, format_date, format_datetime

from ...const import (
    ANSWER_ACTIVITY,
    ANSWER_WAYS,
    CHASE_DAYS,
    COACH,
    EXPIRY_DAYS,
    FUNNEL,
    PENDING,
    RECEIVABLE,
)
from ...utils import actions, bounds, clock
from ...utils.races import alone, holding

REMIND_BATCH = 100

SAYS = {"interview": "meet", "trial": None, "refused": "no", "hired": "hired"}
"""The answer of an employer that a state follows from; an immersion, from none."""


class ClubCandidacy(models.Model):
    """A participant presented to an employer, for one of its offers or none.

    ``origin`` tells who made the step; only ``coach`` is a *mise en relation*, the
    figure of the seed (7 a participant). What an employer answers by link goes through
    ``club.candidacy.answer``, what is taken back through ``club.candidacy.undo``.
    """

    _name = "club.candidacy"
    _description = "Candidacy"
    _inherit = [
        "club.prospecting.mixin",
        "club.parties.mixin",
        "club.transition.mixin",
        "club.planned.mixin",
        "club.thread.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "sent_on desc, id desc"
    _source_field = "offer_id"
    _goes_on = [("state", "in", PENDING)]
    _initial_states = ("draft", "sent")
    # States that take no room on a board until somebody opens them.
    _folded_states = ("withdrawn", "expired", "obsolete")
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
        "trial": ("hired", "refused", "withdrawn", "obsolete", "interview", "sent"),
        "hired": ("sent", "interview", "trial"),
        "refused": ("sent", "interview", "trial", "hired", "obsolete"),
        "withdrawn": ("draft", "sent", "interview", "trial"),
        "expired": ("sent", "interview", "trial", "hired", "refused"),
        "obsolete": ("draft", "sent", "interview", "trial"),
    }
    _fixed_fields = ("participant_id", "partner_id")
    _told_with_move = ("interview_on",)
    # A hire elsewhere, and what it ended, are told by that hire.
    _follows_elsewhere = (
        *("state_before_obsolete", "obsoleted_by_id"),
        *("exit_reason_before_hire_id", "hire_over"),
    )
    _link_fields = {"employer_via": "employer_answer"}
    offer_id = fields.Many2one(
        "club.offer", index="btree_not_null", ondelete="restrict"
    )
    occupation_id = fields.Many2one(string="Job applied for")
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
    answered_on = fields.Date(readonly=True, copy=False, string="Answered on")
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
    immersion_ids = fields.One2many(
        "club.immersion", "candidacy_id", groups=COACH, string="Immersions"
    )

    # the employer's answer, by link
    employer_answer = fields.Selection(
        [
            ("meet", "Wants to meet"),
            ("later", "Not now"),
            ("no", "No"),
            ("hired", "Hired"),
        ],
        readonly=True,
        copy=False,
        string="Answer of the employer",
    )
    employer_via = fields.Selection(
        ANSWER_WAYS, readonly=True, copy=False, string="The employer answered by"
    )
    answer_via = fields.Selection(
        [*ANSWER_WAYS, ("told", "Told to the club")],
        compute="_compute_answer_via",
        store=True,
        string="How it is known",
        help="A link sent to an address of the employer's page proves that the employer "
        "answered. What was told, or came by a link that the club handed over, or sent to "
        "an address typed for it, rests on the word of the club.",
    )
    link_ids = fields.Many2many(
        "club.answer.link",
        readonly=True,
        copy=False,
        groups=COACH,
        string="Links sent",
    )
    last_link_id = fields.Many2one(
        "club.answer.link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=COACH,
        string="Last link sent",
        help="Written with each sending: two at once are one after the other.",
    )
    told_on = fields.Date(
        readonly=True,
        copy=False,
        string="Person told on",
        help="When the reason of the refusal was written to the person.",
    )
    told_reason_id = fields.Many2one(
        "club.refusal.reason", readonly=True, copy=False, string="Reason told"
    )
    letter_file = fields.Binary(string="Cover letter")
    letter_name = fields.Char(string="File of the letter")
    prep_note = fields.Text(
        string="Preparation", help="What to know and to say at the employer's."
    )
    debrief_note = fields.Text(
        string="Debriefing", help="What went well, what to do otherwise next time."
    )

    # hire
    hire_to_confirm = fields.Boolean(
        compute="_compute_hire_to_confirm",
        string="Hire to confirm",
        help="The employer says so by link: the contract and the first day are missing.",
    )
    hire_over = fields.Boolean(
        readonly=True,
        copy=False,
        help="This hire broke off and the journey was taken up again: another hire "
        "may follow.",
    )
    # what cancelling the hire gives back
    state_before_hire = fields.Char(readonly=True, copy=False)
    exit_reason_before_hire_id = fields.Many2one(
        "club.exit.reason", readonly=True, copy=False, ondelete="restrict"
    )

    days_waiting = fields.Integer(compute="_compute_days_waiting")

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
    # What is planned in each of them, without reading the candidacies.
    _planned_idx = models.Index(
        "(state, club_planned_on, sent_on, person_id, id) "
        "WHERE active IS TRUE AND club_planned_on IS NOT NULL"
    )

    @api.model
    def _selection_funnel(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [(state, labels[state]) for state in FUNNEL]

    # === COMPUTES === #

    @api.depends()
    def _compute_prospecting(self):
        """Credit the campaign that found the offer with its candidacies."""
        for_offers = self.filtered("offer_id")
        for candidacy in for_offers:
            offer = candidacy.offer_id
            candidacy.prospecting_campaign_id = offer.prospecting_campaign_id
            candidacy.prospecting_mode = offer.prospecting_mode
        super(ClubCandidacy, self - for_offers)._compute_prospecting()

    @api.model
    def _prospect_named(self, found):
        return self.env["crm.lead"]

    @api.depends("employer_answer", "state")
    def _compute_hire_to_confirm(self):
        for candidacy in self:
            told = candidacy.employer_answer == "hired"
            candidacy.hire_to_confirm = told and candidacy.state in RECEIVABLE

    @api.depends("employer_answer", "employer_via", "state", "hire_to_confirm")
    def _compute_answer_via(self):
        """Tell how the state is known; else how the last answer of the employer is."""
        for candidacy in self:
            said = SAYS.get(candidacy.state, candidacy.employer_answer)
            told = candidacy.state in SAYS and "told"
            heard = candidacy.employer_answer and said == candidacy.employer_answer
            heard = heard or candidacy.hire_to_confirm
            candidacy.answer_via = candidacy.employer_via if heard else told

    @api.depends("sent_on", "state")
    def _compute_days_waiting(self):
        today = clock.today(self)
        for candidacy in self:
            waiting = candidacy.state == "sent" and candidacy.sent_on
            candidacy.days_waiting = (today - waiting).days if waiting else 0

    @api.depends(
        "state",
        "sent_on",
        "interview_on",
        "refusal_reason_id",
        "answered_on",
        "hire_to_confirm",
    )
    def _compute_step(self):
        for candidacy in self:
            steps = {
                "to_confirm": candidacy._step_to_confirm,
                "sent": candidacy._step_sent,
                "interview": candidacy._step_interview,
                "refused": candidacy._step_refused,
                "hired": candidacy._step_hired,
            }
            step = "to_confirm" if candidacy.hire_to_confirm else candidacy.state
            text, level = steps[step]() if step in steps else (False, "quiet")
            candidacy.step_text, candidacy.step_level = text, level

    def _step_sent(self):
        days = self.days_waiting
        if days == 0:
            return self.env._("sent today"), "quiet"
        if days == 1:
            return self.env._("sent yesterday"), "quiet"
        level = "soon" if days >= CHASE_DAYS else "quiet"
        return self.env._("sent %s days ago", days), level

    def _step_to_confirm(self):
        return self.env._("hire to confirm"), "late"

    def _step_interview(self):
        if not self.interview_on:
            return self.env._("interview: date to be told"), "soon"
        when = format_datetime(self.env, self.interview_on, dt_format="EEE d MMM HH:mm")
        if self.interview_on < fields.Datetime.now():
            return self.env._("interview on %s: and then?", when), "late"
        return self.env._("interview on %s", when), "quiet"

    def _step_refused(self):
        return self.refusal_reason_id.name, "quiet"

    def _step_hired(self):
        day = format_date(self.env, self.answered_on, date_format="d MMM")
        return self.env._("hired, told on %s", day), "quiet"

    # === CONSTRAINTS === #

    @api.constrains("offer_id", "partner_id")
    @alone("an offer keeps its establishment")
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

    @api.constrains("club_id", "participant_id")
    @alone("a new candidacy holds its journey (_check_live)")
    def _check_club(self):
        """Refuse another club than that of the journey."""
        for candidacy in self:
            if candidacy.club_id != candidacy.participant_id.club_id:
                raise ValidationError(
                    self.env._("A candidacy belongs to the club of its participant.")
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state") == "sent":
                vals.setdefault("sent_on", clock.today(self))
        candidacies = super().create(vals_list)
        self.env["club.restriction"]._check_shown(candidacies.participant_id)
        candidacies._keep_furthest()
        return candidacies

    def write(self, vals):
        moving = self.browse()
        if vals.get("state") == "hired":
            moving = self.filtered(lambda candidacy: candidacy.state != "hired")
        told = self.filtered("told_reason_id") if "state" in vals else None
        result = super().write(vals)
        for candidacy in moving:
            candidacy._follow_hire()
        if told is not None:
            self.env["club.candidacy.undo"]._tell(self, told)
        return result

    def _is_settled(self):
        return self.state != "draft"

    # === TRANSITIONS === #

    @alone("each guard that it asks holds what it reads")
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
            self.env["club.restriction"]._check_shown(self.participant_id)
            self._check_live()
        if old == "obsolete":
            self._check_live()
        if new == "hired":
            self._check_hire()
        if old == "hired":
            self.env["club.candidacy.undo"]._check_hire_meant(self)
            self.with_context(active_test=False).placement_ids._check_cancellable()

    @api.constrains("participant_id")
    def _check_pending(self):
        """Refuse a candidacy that waits for an answer about a journey that is over."""
        self.filtered(lambda one: one.state in PENDING)._check_live()

    @holding("participant_id")
    def _check_live(self):
        """Refuse a candidacy of a journey that has ended."""
        for journey in self.participant_id:
            if journey.state not in journey._live_states:
                raise UserError(
                    self.env._(
                        "The journey of %s has ended: open a new one to present them.",
                        journey.display_name,
                    )
                )

    @holding("participant_id")
    def _check_hire(self):
        for candidacy in self:
            journey = candidacy.participant_id
            if journey.state not in ("active", "exited"):
                raise UserError(
                    self.env._(
                        "The journey of %s is not under way: start it (or reopen it) "
                        "before recording the hire.",
                        journey.display_name,
                    )
                )

    def _transition_key(self, new):
        """Group the records by whether their first sending and first answer are kept."""
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
        if new == "hired":
            values["state_before_hire"] = old
        return values

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self._keep_furthest()
        if new == "hired":
            self._set_tasks_aside(ANSWER_ACTIVITY)
        cancelled = self.filtered(lambda candidacy: before[candidacy] == "hired")
        for candidacy in cancelled:
            candidacy._cancel_hire()

    def _keep_furthest(self):
        """Keep the furthest stage of the funnel, whatever happens afterwards.

        Undoing a hire takes it back: a hire that did not happen is no stage.
        """
        for candidacy in self:
            state, furthest = candidacy.state, candidacy.furthest_state or "draft"
            undone = furthest == "hired" and state in PENDING
            further = state in FUNNEL and FUNNEL.index(state) >= FUNNEL.index(furthest)
            if (undone or further) and candidacy.furthest_state != state:
                candidacy._unguarded("furthest_state").furthest_state = state

    # === ACTIONS === #

    def action_send(self):
        return self.write({"state": "sent"})

    def action_write_employers(self):
        """Write to the employers of the chosen candidacies, one message each."""
        return actions.dialog(
            "club.candidacy.send",
            self.env._("Send profiles"),
            default_candidacy_ids=self.ids,
        )

    def action_interview(self):
        return self.write({"state": "interview"})

    def action_trial(self):
        return self.write({"state": "trial"})

    def action_refuse(self):
        return actions.dialog(
            "club.candidacy.refuse",
            self.env._("Record a refusal"),
            default_candidacy_ids=self.ids,
        )

    def action_withdraw(self):
        return self.write({"state": "withdrawn"})

    def action_reopen(self):
        """Take candidacies up again: as they were, if they were closed just now."""
        closed = self.filtered(lambda one: one.state not in (*PENDING, "hired"))
        for state, records in closed.grouped(lambda one: one._back_to("sent")).items():
            records.write({"state": state})
        return True

    def action_hire(self):
        self.ensure_one()
        return actions.dialog(
            "club.candidacy.hire",
            self.env._("Record the hire"),
            default_candidacy_id=self.id,
        )

    def action_confirm_hire(self):
        """Open the dialog of a hire that the employer told by link."""
        return self.action_hire()

    @alone("the candidacy is written")
    def action_deny_hire(self):
        """Set aside a hire told by link that is none, after asking the employer.

        :raise UserError: when the employer said no such thing
        """
        for candidacy in self:
            if not candidacy.hire_to_confirm:
                raise UserError(
                    self.env._(
                        "%s: there is no hire to confirm.", candidacy.display_name
                    )
                )
            denied = {"employer_answer": False, "employer_via": False}
            candidacy._unguarded(*denied).write(denied)
            candidacy.activity_unlink([ANSWER_ACTIVITY])
            candidacy.message_post(
                body=self.env._(
                    "%s said by link that it had hired: it is not a hire.",
                    candidacy.partner_id.name,
                )
            )
        return True

    def action_cancel_hire(self):
        """Bring a hire recorded by mistake back to the step before it."""
        hired = self.filtered(lambda candidacy: candidacy.state == "hired")
        for candidacy in hired._unguarded("state_before_hire"):
            candidacy.write({"state": candidacy._state_before_hire()})
        return True

    def _state_before_hire(self):
        before = self.state_before_hire
        return self._back_to(before if before in self._transitions["hired"] else "sent")

    @alone("the candidacy is written with what the person is told")
    def action_tell_participant(self):
        """Tell the participant why, in the words of the reason, once.

        :raise UserError: when the reason has no words, or was told already
        """
        for candidacy in self:
            self.env["club.exit.effect"]._check_written_to(candidacy.participant_id)
            if not candidacy.refusal_reason_id.message:
                raise UserError(self.env._("This reason has no words for the person."))
            if candidacy.told_reason_id == candidacy.refusal_reason_id:
                raise UserError(
                    self.env._(
                        "%(person)s was told on %(date)s already.",
                        person=candidacy.participant_id.display_name,
                        date=format_date(self.env, candidacy.told_on),
                    )
                )
            candidacy._check_reachable()
        self._send_reason()
        return True

    @alone("another address is for the next message")
    def _check_reachable(self):
        """Refuse to write to who wants no e-mail, or has none; sudo: it is not shown."""
        if self.person_id.sudo().no_email_on:
            raise self.env["club.privacy.effect"]._refusal(self.person_id)
        if not self.person_id.sudo().email_normal:
            name = self.participant_id.display_name
            raise UserError(
                self.env._("%s has no e-mail address: enter one, or call.", name)
            )

    def action_open_offer(self):
        return self._action_open(self.offer_id)

    def action_open_placement(self):
        self.ensure_one()
        return actions.window("club.placement", res_id=self.placement_ids[:1].id)

    def action_new_immersion(self):
        """Open an immersion at this employer, filled with what the candidacy knows."""
        self.ensure_one()
        return {
            **self.participant_id.action_new_immersion(),
            "context": {
                "default_participant_id": self.participant_id.id,
                "default_candidacy_id": self.id,
            },
        }

    def action_open_immersions(self):
        self.ensure_one()
        action = self.participant_id._action_open("club_immersion_action")
        return {**action, "domain": [("candidacy_id", "=", self.id)]}

    # === HIRING === #

    def _start_trial(self):
        """Move on those that may: an immersion at the employer's has begun."""
        self.filtered(
            lambda one: (
                one.state in (*PENDING, "expired", "refused")
                and "trial" in one._transitions[one.state]
            )
        ).write({"state": "trial"})

    def _record_hire(self, kind=False, duration_months=0, date_start=False):
        """Mark the candidacy hired, on these terms; those of the offer where unknown.

        The terms are its placement's, which is there when the state is written.
        """
        for candidacy in self.filtered(lambda one: one.state != "hired"):
            candidacy._check_hire()
            candidacy._place(kind, duration_months, date_start)
        return self.write({"state": "hired"})

    def _place(self, *terms):
        """Make the placement of a hire."""
        return self.env["club.placement"].create(self._placement_values(*terms))

    def _follow_hire(self):
        """Draw what a hire changes elsewhere, once the state is written.

        Its placement is made, unless its terms were told; the journey ends; the
        person's other pending candidacies are ``obsolete``, so that refusal figures stay
        clean. All of it stands in one transaction.
        """
        undo = self.env["club.candidacy.undo"]
        placement = self.placement_ids.filtered("active") or undo._place(self)
        self._set_others_obsolete()
        if before := placement._end_journey():
            self._keep_exit_reason(before)

    def _keep_exit_reason(self, reason):
        """Keep why the journey had ended before the hire, for when it is cancelled."""
        opened = self._unguarded("exit_reason_before_hire_id")
        opened.exit_reason_before_hire_id = reason

    def _placement_values(self, kind=False, duration_months=0, date_start=False):
        """Return what is known of a hire: as said, as cancelled before, as offered."""
        before = self.with_context(active_test=False).placement_ids.sorted("id")[-1:]
        return {
            "participant_id": self.participant_id.id,
            "candidacy_id": self.id,
            "partner_id": self.partner_id.id,
            "occupation_id": self.occupation_id.id,
            "kind": kind or before.kind or self.offer_id.kind,
            "duration_months": duration_months
            if kind
            else before.duration_months or self.offer_id.duration_months,
            "date_start": date_start or before.date_start or clock.today(self),
        }

    def _person_others(self, domain):
        """Return other candidacies of the same people, in every club.

        sudo: a hire closes what other clubs, out of the user's sight, have pending.
        """
        return self.sudo().search(
            [
                ("person_id", "in", self.person_id.ids),
                ("id", "not in", self.ids),
                *domain,
            ]
        )

    def _set_others_obsolete(self):
        pending = self._person_others([("state", "in", PENDING)])
        for state, candidacies in pending.grouped("state").items():
            candidacies.write(
                {
                    "state": "obsolete",
                    "state_before_obsolete": state,
                    "obsoleted_by_id": self.id,
                }
            )

    def _cancel_hire(self):
        """Archive the placement, reopen the journey, restore what was obsolete."""
        before = self.exit_reason_before_hire_id
        self._keep_exit_reason(False)
        self.env["club.exit"]._take_back(
            self.participant_id, self.placement_ids, before
        )
        obsolete = self._person_others(
            [
                ("obsoleted_by_id", "=", self.id),
                ("state", "=", "obsolete"),
                ("participant_id.state", "in", self.participant_id._live_states),
            ]
        )
        for state, candidacies in obsolete.grouped("state_before_obsolete").items():
            candidacies.write({"state": state or "sent"})
        self.message_post(body=self.env._("Hire cancelled."))

    # === ANSWERS === #

    def _links_at(self, email):
        """Return the links that still work at this address.

        sudo: a link may be of a colleague whose club is out of sight.
        """
        email = email_normalize(email)
        return self.sudo().link_ids.filtered(
            lambda link: link.state == "live" and email_normalize(link.email) == email
        )

    def _presented(self):
        """Filter those whose employer may still read of the person, and answer."""
        effect = self.env["club.exit.effect"]
        journeys = effect._open_to(self.participant_id, "links")
        return self._agreed().filtered(lambda one: one.participant_id in journeys)

    def _agreed(self):
        """Filter those whose person did not say no to being presented.

        sudo: that they did is told to whoever presents them.
        """
        return self.filtered(lambda one: not one.sudo().person_id.no_profile_on)

    def _to_remind(self):
        """Filter those of which an answer is still awaited, and may be asked for."""
        waiting = self._agreed().filtered(
            lambda one: (
                one.active
                and one.state == "sent"
                and not (one.answered_on or one.employer_answer)
            )
        )
        effect = self.env["club.exit.effect"]
        journeys = effect._open_to(waiting.participant_id, "reminders")
        return waiting.filtered(lambda one: one.participant_id in journeys)

    def _papers(self):
        """Return ``{paper: (record, field, file name)}`` the employer may read.

        They bear the name of the person: none before the agreement, nor once the
        person is not presented any more.
        """
        journey = self.participant_id
        readable = self.state in (*RECEIVABLE, "hired") and self._presented()
        if not journey.named_consent_on or not readable:
            return {}
        papers = {
            "cv": (journey, "cv_file", journey.cv_name),
            "lettre": (self, "letter_file", self.letter_name),
        }
        return {
            paper: (record, field, name or f"{paper}.pdf")
            for paper, (record, field, name) in papers.items()
            if record.with_context(bin_size=True)[field]
        }

    def _send_reason(self):
        """Write the reason to those who were not told it.

        The day is written on the candidacy: of two at once, the second reads it.
        """
        untold = self.filtered(lambda one: one.told_reason_id != one.refusal_reason_id)
        for candidacy in untold:
            reason = candidacy.refusal_reason_id
            candidacy._unguarded("told_on", "told_reason_id").write(
                {"told_on": clock.today(self), "told_reason_id": reason.id}
            )
            candidacy._write_to_person(
                candidacy.person_id,
                self.env._(
                    "About %(employer)s: %(message)s",
                    employer=candidacy.partner_id.name,
                    message=reason.message,
                ),
                subtype_xmlid="mail.mt_comment",
            )

    @api.model
    def _cron_expire_unanswered(self):
        """Close what got no answer for 60 days, by batches the cron can resume.

        A “not now” is an answer: the days run from it.
        """
        limit = clock.today(self) - timedelta(days=EXPIRY_DAYS)
        domain = [
            ("state", "=", "sent"),
            ("sent_on", "<=", limit),
            ("participant_id", "any", self.env["club.restriction"]._domain_worked_on()),
            "|",
            ("answered_on", "=", False),
            ("answered_on", "<=", limit),
        ]

        def expire(batch):
            batch.write({"state": "expired"})

        through = self.env["club.job"]._work_through
        through(self._name, domain, expire, size=200, leaves=True)

    @api.model
    def _cron_remind_employers(self):
        """Write again to employers who did not answer; stop as soon as anybody did.

        Days are set in ``clubs_ambition.candidacy_reminder_days`` (7 and 14). Each
        batch is kept before the next one: nobody is reminded twice of one message.
        """
        days = self._reminder_days()
        open_links = Domain(
            [
                ("kind", "=", "candidacy"),
                ("revoked_on", "=", False),
                ("answered_on", "=", False),
                ("expires_on", ">", fields.Datetime.now()),
                ("reminder_count", "<", len(days)),
                ("partner_id.club_network_status", "!=", "stop"),
                ("partner_id.active", "=", True),
                ("partner_id.club_closed", "=", False),
            ]
        )

        def remind(links):
            links._remind(days)

        through = self.env["club.job"]._work_through
        through("club.answer.link", open_links, remind, size=REMIND_BATCH)

    @api.model
    def _reminder_days(self, name="candidacy_reminder_days", default="7,14"):
        """Return after how many days each reminder leaves: a setting, ``7,14``.

        sudo: settings are read by the code whoever runs it.
        """
        text = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(f"clubs_ambition.{name}", default)
        )
        found = (bounds.read_id(word.strip()) for word in text.split(","))
        return [days for days in found if days and days <= bounds.TYPED]
