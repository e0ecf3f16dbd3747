from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ...const import FUNNEL, STARTED
from ...utils import clock
from ...utils.races import alone

WORDS = (
    *("situation_in", "situation_out", "progress"),
    *("remaining_barriers", "recommendations"),
)
"""What a finished review says in words: another text is another review."""


class ClubReview(models.Model):
    """The closing review of a journey (*bilan de fin de parcours*).

    Its figures are those of the journey as long as it is drafted, and are frozen
    when it is finished: a copy given to somebody does not change afterwards. The
    participant's copy has the remaining barriers, the referent's the
    recommendations; the words of both may be read by the person.
    """

    _name = "club.review"
    _description = "Closing review"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.of.journey.mixin",
        "club.transition.mixin",
        "club.undelivered.mixin",
        "mail.thread",
    ]
    _order = "id desc"
    _rec_name = "participant_id"

    _initial_states = ("draft",)
    _transitions = {"draft": ("final",), "final": ("draft",)}
    _fixed_fields = ("participant_id",)
    _vouched_for = WORDS
    _follows_elsewhere = ("referent_sent_on",)

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("final", "Finished")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    situation_in = fields.Text(
        string="Situation at entry", help="Facts the person may read, no judgement."
    )
    situation_out = fields.Text(string="Situation at exit")
    progress = fields.Text(string="Progress made")
    remaining_barriers = fields.Text(
        default=lambda self: self._default_barriers(),
        help="On the participant's copy only.",
    )
    recommendations = fields.Text(
        string="Recommendations to the referent", help="On the referent's copy only."
    )
    facts = fields.Json(readonly=True, copy=False)
    facts_html = fields.Html(compute="_compute_facts_html", sanitize=False)
    finished_on = fields.Date(readonly=True, copy=False)
    finished_by = fields.Many2one("res.users", readonly=True, copy=False)
    referent_sent_on = fields.Date(
        readonly=True, copy=False, string="Sent to the referent on"
    )

    _one_review = models.UniqueIndex(
        "(participant_id)", "This journey has its closing review already."
    )

    @api.model
    def _default_barriers(self):
        """Name what still stands in the way, but health and legal matters."""
        journey = self.env["club.participant"].browse(
            self.env.context.get("default_participant_id")
        )
        lines = journey.barrier_ids.filtered(
            lambda line: line.grade != "0_none" and not line.barrier_id.sensitive
        )
        return ", ".join(lines.barrier_id.mapped("name"))

    @api.depends("state", "facts", "participant_id")
    @api.depends_context("lang")
    def _compute_facts_html(self):
        for review in self:
            review.facts_html = self.env["ir.qweb"]._render(
                "clubs_ambition.review_facts",
                {"facts": review._shown_facts(), "show_helps": True},
            )

    def _shown_facts(self):
        """Return the facts to print: those frozen, else those of today."""
        self.ensure_one()
        return self.facts or self._facts_of(self.participant_id)

    def _review_words(self, names):
        """Return ``[(title, words)]`` of the parts that one copy prints."""
        return [(self._guard_label(name), self[name]) for name in names if self[name]]

    def _tells_outcome(self):
        """Tell whether the referent's copy says how the journey ended.

        sudo: what the person agreed to is told to whoever prints it.
        """
        return bool(self.sudo().participant_id.orientation_ids.outcome_agreed_on)

    def _review_day(self):
        day = self.finished_on or clock.today(self)
        return format_date(self.env, day)

    # === CRUD METHODS === #

    def write(self, vals):
        words = vals.keys() & set(WORDS)
        if words and self.filtered(lambda review: review.state == "final"):
            raise UserError(
                self.env._("This review is finished: reopen it to change its words.")
            )
        return super().write(vals)

    # === BUSINESS METHODS === #

    @alone("a journey taken up again leaves its review as it is")
    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        for review in self:
            if new == "final" and review.participant_id.state != "exited":
                raise UserError(
                    self.env._(
                        "The journey of %s has not ended: its review is finished "
                        "afterwards.",
                        review.display_name,
                    )
                )

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        final = new == "final"
        self._tell_taken_back()
        for review in self:
            closed = {
                "facts": final and self._facts_of(review.participant_id),
                "finished_on": final and clock.today(self),
                "finished_by": final and self.env.uid,
                "referent_sent_on": False,
            }
            review._unguarded(*closed).write(closed)

    def _tell_taken_back(self):
        """Tell the referents who got their copy that it is being corrected."""
        answers = self.env["club.orientation.answer"]
        hearing = answers._hearing(self.participant_id)
        for review in self.filtered("referent_sent_on"):
            if review.participant_id in hearing:
                answers._tell_referent(
                    review.participant_id.orientation_ids,
                    lambda told: told.env._(
                        "The closing review you received is being corrected: another "
                        "one will follow."
                    ),
                )

    # === ACTIONS === #

    def action_finish(self):
        return self.write({"state": "final"})

    def action_reopen(self):
        return self.write({"state": "draft"})

    def action_send_to_referent(self):
        """Give the referent their copy, in the orientation they follow.

        :raise UserError: before the review is finished, or without a referent
        """
        for review in self:
            review._check_sendable()
            # sudo: printing reads the layout of the company; who sends writes the day.
            review._unguarded("referent_sent_on").referent_sent_on = clock.today(self)
            content, _kind = (
                self.env["ir.actions.report"]
                .sudo()
                ._render_qweb_pdf("clubs_ambition.report_review_referent", review.ids)
            )
            self.env["club.orientation.answer"]._tell_referent(
                review.participant_id.orientation_ids,
                lambda told: told.env._("The closing review, for the referent."),
                attachments=[(self.env._("Closing review.pdf"), content)],
            )
        return True

    @alone("the review is written with the day it is sent")
    def _check_sendable(self):
        """Refuse to send a copy twice, before it is finished, or to nobody."""
        person = self.participant_id.name
        if self.referent_sent_on:
            raise UserError(
                self.env._(
                    "The referent of %(person)s got the review on %(date)s already. "
                    "Reopen it if it changes.",
                    person=person,
                    date=format_date(self.env, self.referent_sent_on),
                )
            )
        if self.state != "final":
            raise UserError(self.env._("Finish the review first."))
        referent = self.participant_id.referent_id
        if not referent:
            raise UserError(self.env._("%s has no referent.", person))
        answers = self.env["club.orientation.answer"]
        if not answers._hearing(self.participant_id):
            raise UserError(
                self.env._(
                    "%(referent)s is not here any more: choose another referent on the "
                    "journey, then send.",
                    referent=referent.name,
                )
            )

    # === FIGURES OF THE JOURNEY === #

    @api.model
    def _facts_of(self, journey):
        """Return ``{code: number or text}`` of one journey, as Json can keep it.

        Sessions are group sessions; whoever was excused, or whose session the club
        cancelled, was not expected (as in ``attendance_rate``).
        """
        journey.ensure_one()
        sent = journey.candidacy_ids.filtered("sent_on")
        return {
            **self._attendance_facts(journey),
            "candidacies": len(sent),
            "referrals": len(sent.filtered(lambda one: one.origin == "coach")),
            "job_interviews": len(self._reached(sent, "interview")),
            "trials": len(self._reached(sent, "trial")),
            "immersions": len(
                journey.immersion_ids.filtered(lambda one: one.state in STARTED)
            ),
            "objectives": len(journey.objective_ids),
            "objectives_done": len(
                journey.objective_ids.filtered(lambda one: one.state == "done")
            ),
            "started_on": self._day_label(journey.started_on),
            "ended_on": self._day_label(journey.ended_on or journey.planned_end_on),
            "renewed": bool(journey.renewed),
            "exit_reason": journey.exit_reason_id.name or "",
            "outcome": self._outcome_label(journey),
            "helps": self._helps_label(journey),
        }

    @api.model
    def _helps_label(self, journey):
        """Return the financial helps in euros: on the person's own copy alone."""
        total = journey.help_total
        if not total:
            return ""
        return formatLang(self.env, total, currency_obj=journey.help_currency_id)

    @api.model
    def _attendance_facts(self, journey):
        lines = journey.attendance_ids
        talks = lines.filtered(lambda line: line.session_id.kind == "interview")
        group = lines.filtered(
            lambda line: line.session_id.kind not in ("interview", "information")
        )
        return {
            "present": len(group.filtered(lambda line: line.state == "present")),
            "convened": len(
                group.filtered(lambda line: line.state in ("present", "absent"))
            ),
            "interviews": len(talks.filtered(lambda line: line.state == "present")),
        }

    @api.model
    def _reached(self, candidacies, stage):
        """Return those that went as far as ``stage``, whatever became of them."""
        further = FUNNEL[FUNNEL.index(stage) :]
        return candidacies.filtered(lambda one: one.furthest_state in further)

    @api.model
    def _day_label(self, day):
        return format_date(self.env, day) if day else ""

    @api.model
    def _outcome_label(self, journey):
        """Return the placement in one line: contract, employer, first day."""
        placement = journey.placement_ids.sorted("date_start")[:1]
        if not placement:
            return ""
        kinds = dict(placement._fields["kind"]._description_selection(self.env))
        words = [kinds[placement.kind], placement.partner_id.name or ""]
        if placement.duration_months:
            words.append(self.env._("%s months", placement.duration_months))
        words.append(self._day_label(placement.date_start))
        return ", ".join(filter(None, words))
