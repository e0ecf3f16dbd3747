from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import ANSWER_ACTIVITY, ANSWER_WAYS, MILESTONES
from ...utils import clock
from ...utils.races import alone
from ..tools import guarded
from ..tools.answer_author import author_values, has_said, heard
from ..tools.club_guard_mixin import BY_LINK, HANDED, LINKS
from . import followup_voices as voices
from .club_placement import CONFIRMS, FORWARD, STATE_OF_MILESTONE
from .followup_voices import ANSWERS, PARTIES, VOICES

DELAY = {
    "day_8": relativedelta(days=8),
    "month_1": relativedelta(months=1),
    "month_3": relativedelta(months=3),
    "month_6": relativedelta(months=6),
}
EARLY_DAYS = 7
"""Screens propose to answer a milestone this many days before it, no earlier."""

VIA = [("phone", "Phone"), ("meeting", "Visit or meeting"), *ANSWER_WAYS]
"""How an answer is known: told to the club, or by a link."""


class ClubFollowup(models.Model):
    """One milestone of a placement: what counts, and where it comes from.

    No answer is an answer of its own: retention is printed with its response rate.
    The person and the employer answer each for itself, and neither writes over the
    other. The club speaks too: a card moved on the board, or a contradiction that
    somebody settled after calling both.
    """

    _name = "club.followup"
    _description = "Follow-up after the hire"
    _inherit = ["club.guard.mixin", "club.label.mixin"]
    _order = "due_on, id"
    _rec_name = "milestone"
    _fixed_fields = ("placement_id",)
    _link_fields = {
        "person_via": "person_answer",
        "employer_via": "employer_answer",
    }

    placement_id = fields.Many2one(
        "club.placement", required=True, index=True, ondelete="cascade"
    )
    club_id = fields.Many2one(
        related="placement_id.club_id", store=True, index=True, precompute=True
    )
    phone = fields.Char(
        related="placement_id.phone", related_sudo=False, string="Phone of the person"
    )
    employer_phone = fields.Char(
        related="placement_id.employer_phone", related_sudo=False
    )
    has_employer = fields.Boolean(related="placement_id.has_employer")
    milestone = fields.Selection(MILESTONES, required=True, readonly=True, copy=False)
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

    # who said what
    person_answer = fields.Selection(ANSWERS, string="The person says")
    person_answered_on = fields.Date(string="The person answered on")
    person_via = fields.Selection(VIA, string="The person answered by")
    employer_answer = fields.Selection(ANSWERS, string="The employer says")
    employer_answered_on = fields.Date(string="The employer answered on")
    employer_via = fields.Selection(VIA, string="The employer answered by")
    club_answer = fields.Selection(
        ANSWERS, readonly=True, copy=False, string="The club says"
    )
    club_answered_on = fields.Date(readonly=True, copy=False)
    settled_pair = fields.Char(
        readonly=True,
        copy=False,
        help="The two answers between which the club chose: another one opens the "
        "question again.",
    )
    contradicted = fields.Boolean(
        compute="_compute_answer", store=True, string="Answers contradict each other"
    )
    responded = fields.Float(
        compute="_compute_answer",
        store=True,
        aggregator="avg",
        string="Response rate",
        help="1 when the person or the employer answered: its average is the rate.",
    )

    askable = fields.Boolean(compute="_compute_askable", string="Can be asked")

    note = fields.Char()
    link_ids = fields.One2many("club.answer.link", "followup_id")

    _milestone_uniq = models.UniqueIndex(
        "(placement_id, milestone)", "This milestone is already followed."
    )
    _club_due_idx = models.Index("(club_id, due_on) WHERE answer IS NULL")
    _person_dated = models.Constraint(
        "CHECK((person_answer IS NULL) = (person_answered_on IS NULL))",
        "An answer carries its date.",
    )
    _employer_dated = models.Constraint(
        "CHECK((employer_answer IS NULL) = (employer_answered_on IS NULL))",
        "An answer carries its date.",
    )
    _club_dated = models.Constraint(
        "CHECK((club_answer IS NULL) = (club_answered_on IS NULL))",
        "An answer carries its date.",
    )

    @api.depends("placement_id.date_start", "milestone")
    def _compute_due_on(self):
        for followup in self:
            start = followup.placement_id.date_start
            delay = DELAY.get(followup.milestone)
            followup.due_on = start and delay and start + delay

    @api.depends("due_on")
    def _compute_askable(self):
        latest = clock.today(self) + timedelta(days=EARLY_DAYS)
        for followup in self:
            followup.askable = bool(followup.due_on and followup.due_on <= latest)

    @api.depends(
        *(f"{voice}_answer" for voice in VOICES),
        *(f"{voice}_answered_on" for voice in VOICES),
        "settled_pair",
    )
    def _compute_answer(self):
        for followup in self:
            answer, speakers, doubt = followup._weigh()
            days = [followup[f"{voice}_answered_on"] for voice in speakers]
            followup.answer = answer
            followup.source = voices.source_of(speakers)
            # A doubt is known from the day the second one spoke.
            followup.answered_on = days and (max(days) if doubt else min(days))
            followup.contradicted = doubt
            real = [followup[f"{party}_answer"] for party in PARTIES]
            followup.responded = float(bool(set(real) - {False, "no_answer"}))

    def _weigh(self):
        """Return ``(answer, who is behind it, contradicted)`` of what was said."""
        if self.settled_pair and self.settled_pair == self._pair():
            return self.club_answer, ["club"], False
        said = {voice: self[f"{voice}_answer"] for voice in VOICES}
        said = {voice: one for voice, one in said.items() if one}
        real = {voice: one for voice, one in said.items() if one != "no_answer"}
        return voices.weigh(real or said)

    def _pair(self):
        return f"{self.person_answer}/{self.employer_answer}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        today = clock.today(self)
        told = [voices.as_voices(vals, today) for vals in vals_list]
        opened = super(ClubFollowup, self._adding(vals_list, told))
        return opened.create(told).with_env(self.env)

    def write(self, vals):
        if "answer" not in vals and vals.keys() & {"source", "answered_on"}:
            for answer, records in self.grouped("answer").items():
                records.write({**vals, "answer": answer})
            return True
        told = voices.as_voices(vals, clock.today(self))
        with guarded.asked_first(self, "write"):
            self._keep_told_by_link(told)
        with self.placement_id._calling_anew():
            return super(ClubFollowup, self._adding([vals], [told])).write(told)

    def _keep_told_by_link(self, vals):
        """Refuse to touch up the day of an answer that came by link, or its way."""
        if not self._is_guarded():
            return
        for party in PARTIES:
            touched = {f"{party}_via", f"{party}_answered_on"} & vals.keys()
            if f"{party}_answer" in vals or not touched:
                continue
            if any(record[f"{party}_via"] in LINKS for record in self):
                raise UserError(
                    self.env._(
                        "This answer came by link: its day and its way do not change. "
                        "Told something else? Enter the new answer."
                    )
                )

    # === MILESTONES === #

    @api.model
    def _create_missing(self, placements):
        self._unguarded("milestone").create(
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
        """Move the placement of whoever is still in post on to the milestone, step by step.

        Neither a break nor a contradiction is undone by an answer.
        """
        for followup in self.filtered(lambda one: one.answer == "in_post"):
            placement = followup.placement_id
            if placement.state not in FORWARD or followup.contradicted:
                continue
            reached = FORWARD.index(followup._confirmed_state())
            for state in FORWARD[FORWARD.index(placement.state) + 1 : reached + 1]:
                placement.state = state

    def _confirm_by_state(self, state):
        """Record that the person is in post at the milestone a placement moved to."""
        confirmed = self.filtered(
            lambda line: line.milestone in CONFIRMS.get(state, ()) and not line.answer
        )
        confirmed.write({"answer": "in_post", "source": "board"})

    # === ACTIONS === #

    def _record_voice(self, party, answer, via="phone"):
        """Record what one of them says; the placement moves on when it can.

        Said again, it is what was said: its day, and what proved it, stay.
        """
        new = self.filtered(lambda one: one[f"{party}_answer"] != answer)
        new.write({f"{party}_answer": answer, f"{party}_via": via})
        self._move_placement()
        return True

    def action_in_post(self):
        """Record the usual answer of the person in one tap."""
        return self._record_voice("person", "in_post")

    def action_employer_in_post(self):
        """Record the usual answer of the employer in one tap."""
        return self._record_voice("employer", "in_post")

    def action_no_answer(self):
        """Close the milestone that nobody answers, counted as unknown."""
        silent = self.filtered(lambda one: not one.answer)
        silent._unguarded("club_answer").write({"club_answer": "no_answer"})
        return True

    def action_settle_person(self):
        return self._choose_answer("person")

    def action_settle_employer(self):
        return self._choose_answer("employer")

    @alone("the follow-up is written")
    def _choose_answer(self, party):
        """Say who is right, after a call; both answers stay as they were given.

        :raise UserError: when there is nothing to choose
        """
        for followup in self:
            answer = followup[f"{party}_answer"]
            if not followup.contradicted or answer in (False, "no_answer"):
                raise UserError(
                    self.env._(
                        "%s: there is no contradiction to settle.",
                        followup.placement_id.display_name,
                    )
                )
            followup._unguarded("club_answer", "settled_pair").write(
                {"club_answer": answer, "settled_pair": followup._pair()}
            )
            followup.placement_id.message_post(
                body=self.env._(
                    "%(milestone)s, contradiction settled: %(answer)s.",
                    milestone=followup._milestone_label(),
                    answer=followup._answer_label(answer),
                )
            )
        self._move_placement()
        return True

    @api.model
    def _answer_label(self, answer):
        return dict(self._fields["answer"]._description_selection(self.env))[answer]

    # === ANSWERS BY LINK === #

    def _party_of(self, link):
        """Return whose link it is; nothing when it is nobody's here any more."""
        placement = self.placement_id
        if link.person_id and link.person_id == placement.person_id:
            return "person"
        if link.partner_id and link.partner_id == placement.partner_id:
            return "employer"
        return False

    def _answer_by(self, link):
        """Return what the holder of a link answered, never what the other one did."""
        party = self._party_of(link)
        return self[f"{party}_answer"] if party else False

    @alone("the follow-up is written")
    def _receive_answer(self, answer, note, link, way=HANDED):
        """Record one tap of the person or of the employer, and notify the animateur.

        The same one twice is one; a change of mind replaces one's own answer, and
        both stay in the chatter. What a mail proved stays proved when it is repeated.
        """
        self.ensure_one()
        party = self._party_of(link)
        if not party:
            raise UserError(
                self.env._("This hire is not followed any more. Thank you.")
            )
        said = not note or has_said(link, way, self.placement_id, note)
        same = self[f"{party}_answer"] == answer
        proves = same and way == BY_LINK and self[f"{party}_via"] != BY_LINK
        if same and said and not proves:
            return
        if proves:
            self[f"{party}_via"] = way
        elif not same:
            self._record_voice(party, answer, way)
        self._notify_answer(answer, note, link, way)

    def _notify_answer(self, answer, note, link, way):
        """Post an answer given by link, and call the animateur when it is no good news.

        It is none when the other one says otherwise, or when the placement broke off.
        """
        placement = self.placement_id
        summary = self.env._(
            "%(who)s answered by link (%(milestone)s): %(answer)s.",
            who=link._holder_name(),
            milestone=self._milestone_label(),
            answer=self._answer_label(answer),
        )
        summary = heard(link, way, summary)
        if self.contradicted:
            summary = self.env._("%s The other one says otherwise.", summary)
        placement.message_post(
            body="\n".join(filter(None, [summary, note])),
            **author_values(link, way),
        )
        if answer != "in_post" or self.contradicted or placement.state == "broken":
            placement.activity_schedule(
                ANSWER_ACTIVITY, user_id=link.user_id.id, summary=summary
            )

    @api.model
    def _cron_ask(self):
        """Ask for news of the hires whose milestone has just come, then remind."""
        self.env["club.followup.question"]._ask()
