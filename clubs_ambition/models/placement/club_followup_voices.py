from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...utils import clock
from ..tools.club_guard_mixin import BY_LINK
from .club_followup import ANSWERS, PARTIES

VOICES = (*PARTIES, "club")
SOURCES = {"employer": ("employer",), "both": PARTIES, "board": ("club",)}
EARLY_DAYS = 7
"""Screens propose to answer a milestone this many days before it, no earlier."""

VIA = [("phone", "Phone"), (BY_LINK, "E-mail link"), ("meeting", "Visit or meeting")]
FAVOUR = ("not_in_work", "other_employer", "in_post")
"""From the less to the more favourable: doubt never makes a figure better."""

COMPLETE = {"person": "other_employer", "employer": "not_in_work"}
"""Gone from there, at work elsewhere: both are right, the person knows more."""


class ClubFollowup(models.Model):
    """What the person and the employer each answered, how, and when.

    Neither writes over the other. The club speaks too: a card moved on the board, or
    a contradiction that somebody settled after calling both.
    """

    _inherit = "club.followup"

    person_answer = fields.Selection(ANSWERS, string="The person says")
    person_answered_on = fields.Date(string="The person answered on")
    person_via = fields.Selection(VIA, string="The person answered by")
    employer_answer = fields.Selection(ANSWERS, string="The employer says")
    employer_answered_on = fields.Date(string="The employer answered on")
    employer_via = fields.Selection(VIA, string="The employer answered by")
    club_answer = fields.Selection(ANSWERS, readonly=True, string="The club says")
    club_answered_on = fields.Date(readonly=True)
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

    _link_fields = ("person_via", "employer_via")

    askable = fields.Boolean(compute="_compute_askable", string="Can be asked")

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

    def init(self):
        """Give their voice to the answers recorded before there were voices."""
        for voice, sources in (("employer", ["employer"]), ("club", ["board"])):
            self._give_voice(voice, SQL("source = ANY(%s::text[])", sources))
        self._give_voice("person", SQL("TRUE"))

    def _give_voice(self, voice, condition):
        self.env.cr.execute(
            SQL(
                """UPDATE club_followup
                      SET %(answer)s = answer,
                          %(day)s = COALESCE(answered_on, due_on, write_date::date)
                    WHERE answer IS NOT NULL AND person_answer IS NULL
                      AND employer_answer IS NULL AND club_answer IS NULL
                      AND %(condition)s""",
                answer=SQL.identifier(f"{voice}_answer"),
                day=SQL.identifier(f"{voice}_answered_on"),
                condition=condition,
            )
        )

    @api.depends("due_on")
    def _compute_askable(self):
        latest = clock.today(self) + timedelta(days=EARLY_DAYS)
        for followup in self:
            followup.askable = bool(followup.due_on and followup.due_on <= latest)

    # === WHAT COUNTS === #

    @api.depends(
        *(f"{voice}_answer" for voice in VOICES),
        *(f"{voice}_answered_on" for voice in VOICES),
        "settled_pair",
    )
    def _compute_answer(self):
        for followup in self:
            told = {
                voice: followup[f"{voice}_answer"]
                for voice in VOICES
                if followup[f"{voice}_answer"]
            }
            real = {voice: one for voice, one in told.items() if one != "no_answer"}
            answer, voices, doubt = followup._weigh(real or told)
            days = [followup[f"{voice}_answered_on"] for voice in voices]
            followup.answer = answer
            followup.source = followup._source_of(voices)
            # A doubt is known from the day the second one spoke.
            followup.answered_on = days and (max(days) if doubt else min(days))
            followup.contradicted = doubt
            followup.responded = 1.0 if set(real) & set(PARTIES) else 0.0

    def _weigh(self, told):
        """Return ``(answer, who is behind it, contradicted)`` of what was told."""
        if self.settled_pair and self.settled_pair == self._pair():
            return self.club_answer, ["club"], False
        answers = set(told.values())
        if len(answers) <= 1:
            return next(iter(answers), False), list(told), False
        if told == COMPLETE:
            return COMPLETE["person"], ["person"], False
        return min(answers, key=FAVOUR.index), list(told), True

    def _pair(self):
        return f"{self.person_answer}/{self.employer_answer}"

    @api.model
    def _source_of(self, voices):
        if set(PARTIES) <= set(voices):
            return "both"
        if not voices:
            return False
        return "board" if voices[0] == "club" else voices[0]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._as_voices(vals) for vals in vals_list])

    def write(self, vals):
        if "answer" not in vals and vals.keys() & {"source", "answered_on"}:
            for answer, records in self.grouped("answer").items():
                records.write({**vals, "answer": answer})
            return True
        vals = self._as_voices(vals)
        self._keep_told_by_link(vals)
        result = super().write(vals)
        if any(f"{voice}_answer" in vals for voice in VOICES):
            self.placement_id._schedule_next()
        return result

    def _keep_told_by_link(self, vals):
        """Refuse to touch up the day of an answer that came by link, or its way."""
        if not self._is_guarded():
            return
        for party in PARTIES:
            touched = {f"{party}_via", f"{party}_answered_on"} & vals.keys()
            if f"{party}_answer" in vals or not touched:
                continue
            if self._told_by_link(f"{party}_via"):
                raise UserError(
                    self.env._(
                        "This answer came by link: its day and its way do not change. "
                        "Told something else? Enter the new answer."
                    )
                )

    @api.model
    def _as_voices(self, vals):
        """Give an answer to whoever gave it, dated; what counts follows from it."""
        vals = dict(vals)
        if "answer" in vals:
            answer = vals.pop("answer")
            day = vals.pop("answered_on", False)
            source = vals.pop("source", False)
            voices = SOURCES.get(source, ("person",)) if answer else VOICES
            for voice in voices:
                vals[f"{voice}_answer"] = answer
                if day and answer:
                    vals[f"{voice}_answered_on"] = day
        today = clock.today(self)
        for voice in VOICES:
            if f"{voice}_answer" not in vals:
                continue
            if not vals[f"{voice}_answer"]:
                vals[f"{voice}_answered_on"] = False
            elif not vals.get(f"{voice}_answered_on"):
                vals[f"{voice}_answered_on"] = today
            if voice in PARTIES:
                vals.setdefault(f"{voice}_via", vals[f"{voice}_answer"] and "phone")
        return vals

    # === ACTIONS === #

    def _record_voice(self, party, answer, via="phone"):
        """Record what one of them says; the placement moves on when it can."""
        self.write({f"{party}_answer": answer, f"{party}_via": via})
        self._move_placement()
        return True

    def action_in_post(self):
        """One tap for the usual answer of the person, on the phone."""
        return self._record_voice("person", "in_post")

    def action_employer_in_post(self):
        """One tap for the usual answer of the employer, on the phone."""
        return self._record_voice("employer", "in_post")

    def action_no_answer(self):
        """Nobody can be reached: the milestone is closed, and counted as unknown."""
        silent = self.filtered(lambda one: not one.answer)
        silent.write({"club_answer": "no_answer"})
        return True

    def action_settle_person(self):
        return self._choose_answer("person")

    def action_settle_employer(self):
        return self._choose_answer("employer")

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
            followup._unguarded().write(
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
