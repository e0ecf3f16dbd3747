from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...const import ANSWER_ACTIVITY, MILESTONES
from ...utils import clock
from ..tools.answer_author import author_values, has_said
from ..tools.club_guard_mixin import BY_LINK
from .club_placement import NO_EMPLOYER, STATE_OF_MILESTONE

DELAY = {
    "day_8": relativedelta(days=8),
    "month_1": relativedelta(months=1),
    "month_3": relativedelta(months=3),
    "month_6": relativedelta(months=6),
}
CONFIRMS = {
    "started": ("day_8",),
    "month_1": ("month_1",),
    "month_3": ("month_3",),
    "sustained": ("month_6",),
}
ANSWERS = [
    ("in_post", "Still in post"),
    ("other_employer", "Other employer"),
    ("not_in_work", "Not in work"),
    ("no_answer", "No answer"),
]
PARTIES = ("person", "employer")
"""Who may be asked, and answers for itself."""

FORWARD = ("announced", "started", "month_1", "month_3", "sustained")
"""States of a placement through which answers lead it, one after the other."""

ASK_DAYS = 30
"""Later than this after a milestone, one calls rather than writes."""

REMIND_DAYS = "5,12"
"""Days after the message on which it is called to mind, as long as nobody answered."""

HOLDERS = {"res.partner": "partner_id", "club.person": "person_id"}
"""In which field of a link who answers stands, by model."""


class ClubFollowup(models.Model):
    """One milestone of a placement: what counts, and where it comes from.

    No answer is an answer of its own: retention is printed with its response rate.
    The person and the employer are asked by link, each for itself; what each of them
    said is in ``club_followup_voices``.
    """

    _name = "club.followup"
    _description = "Follow-up after the hire"
    _inherit = ["club.guard.mixin", "club.label.mixin", "club.nir.refusal.mixin"]
    _order = "due_on, id"
    _rec_name = "milestone"
    _fixed_fields = ("placement_id",)
    _protected_fields = ("settled_pair",)

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
    milestone = fields.Selection(MILESTONES, required=True, readonly=True)
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
    note = fields.Char()
    link_ids = fields.One2many("club.answer.link", "followup_id")

    _milestone_uniq = models.UniqueIndex(
        "(placement_id, milestone)", "This milestone is already followed."
    )
    _club_due_idx = models.Index("(club_id, due_on) WHERE answer IS NULL")

    @api.depends("placement_id.date_start", "milestone")
    def _compute_due_on(self):
        for followup in self:
            start = followup.placement_id.date_start
            delay = DELAY.get(followup.milestone)
            followup.due_on = start and delay and start + delay

    # === MILESTONES === #

    @api.model
    def _create_missing(self, placements):
        self.create(
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
        """Move the placement of who is still in post on to the milestone, step by step.

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

    def _receive_answer(self, answer, note, link):
        """Record one tap of the person or of the employer, and notify the animateur.

        The same one twice is one; a change of mind replaces one's own answer, and
        both stay in the chatter.
        """
        self.ensure_one()
        party = self._party_of(link)
        if not party:
            raise UserError(
                self.env._("This hire is not followed any more. Thank you.")
            )
        self._refuse_nir_in(note, self.env._("Message"))
        said = not note or has_said(link, self.placement_id, note)
        if self[f"{party}_answer"] == answer and said:
            return
        self._record_voice(party, answer, BY_LINK)
        self._notify_answer(answer, note, link)

    def _notify_answer(self, answer, note, link):
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
        if self.contradicted:
            summary = self.env._("%s The other one says otherwise.", summary)
        placement.message_post(
            body="\n".join(filter(None, [summary, note])),
            **author_values(link),
        )
        if answer != "in_post" or self.contradicted or placement.state == "broken":
            placement.activity_schedule(
                ANSWER_ACTIVITY, user_id=link.user_id.id, summary=summary
            )

    # === QUESTIONS === #

    @api.model
    def _cron_ask(self):
        """Ask for news of the hires whose milestone has just come, then remind."""
        for party in PARTIES:
            self.search(self._domain_to_ask(party))._send_links(party)
        self._remind()

    @api.model
    def _domain_to_ask(self, party):
        """Return the milestones to ask one of them about: due, not answered by them."""
        today = clock.today(self)
        partner = "person_id" if party == "person" else "partner_id"
        followed = (
            Domain("active", "=", True)
            & Domain("state", "!=", "broken")
            & Domain(partner, "!=", False)
            & Domain(f"{partner}.active", "=", True)
            & Domain("participant_id", "any", self._domain_followed_journeys())
        )
        if party == "employer":
            followed &= Domain("partner_id.club_network_status", "!=", "stop")
            followed &= Domain("kind", "not in", NO_EMPLOYER)
        return (
            Domain("due_on", "<=", today)
            & Domain("due_on", ">", today - timedelta(days=ASK_DAYS))
            & Domain(f"{party}_answer", "=", False)
            & Domain("answer", "!=", "no_answer")
            & Domain("placement_id", "any", followed)
        )

    @api.model
    def _domain_followed_journeys(self):
        return self.env["club.participant"]._domain_open_to("followups")

    def _send_links(self, party):
        """Write to one of them, once for each milestone."""
        Link = self.env["club.answer.link"].sudo()
        asked = {(link.followup_id, link._holder()) for link in self.sudo().link_ids}
        vals_list = []
        for followup in self:
            placement = followup.placement_id
            who, email = placement._recipient_of(party)
            user = placement.animateur_id or followup.club_id.animateur_ids[:1]
            if not email or not user or (followup, who) in asked:
                continue
            vals_list.append(
                {
                    "kind": "followup",
                    HOLDERS[who._name]: who.id,
                    "email": email,
                    "club_id": followup.club_id.id,
                    "user_id": user.id,
                    "followup_id": followup.id,
                }
            )
        insiders = Link._insiders([vals["email"] for vals in vals_list])
        Link.create(
            [
                vals
                for vals in vals_list
                if email_normalize(vals["email"]) not in insiders
            ]
        )._send()

    @api.model
    def _remind(self):
        """Remind of a question, until anybody answered in any way.

        Days are set in ``clubs_ambition.followup_reminder_days`` (5 and 12).
        """
        days = self.env["club.candidacy"]._reminder_days(
            "followup_reminder_days", REMIND_DAYS
        )
        now = fields.Datetime.now()
        open_journeys = self._domain_followed_journeys()
        links = self.env["club.answer.link"].search(
            [
                ("kind", "=", "followup"),
                ("revoked_on", "=", False),
                ("answered_on", "=", False),
                ("expires_on", ">", now),
                ("reminder_count", "<", len(days)),
                *("|", ("partner_id", "=", False)),
                ("partner_id.club_network_status", "!=", "stop"),
                ("followup_id.answer", "=", False),
                ("followup_id.placement_id.active", "=", True),
                ("followup_id.placement_id.state", "!=", "broken"),
                ("followup_id.placement_id.participant_id", "any", open_journeys),
                *("|", ("partner_id.active", "=", True)),
                ("person_id.active", "=", True),
            ]
        )
        for link in links:
            if link.create_date + timedelta(days=days[link.reminder_count]) <= now:
                link.reminder_count += 1
                link._send(reminder=True)
