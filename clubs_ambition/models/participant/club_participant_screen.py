from odoo import api, fields, models
from odoo.fields import Domain

from ...const import COACH, ENDED, QUIET_DAYS
from ...utils import actions, clock


class ClubParticipant(models.Model):
    """What the screens say in words, so that a colour never speaks alone."""

    _inherit = "club.participant"

    club_id = fields.Many2one(
        default=lambda self: self.env["club.club"]._my_only_club()
    )
    state = fields.Selection(group_expand="_group_expand_states")
    target_candidacies = fields.Integer(related="club_id.target_candidacies")
    # Stored: every card and line shows it, and it hardly ever changes.
    job_label = fields.Char(
        compute="_compute_job_label", store=True, string="Job sought"
    )
    end_label = fields.Char(compute="_compute_end_label", string="Time left")
    quiet_label = fields.Char(
        compute="_compute_quiet_label", groups=COACH, string="Rhythm"
    )

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

    immersion_ids = fields.One2many("club.immersion", "participant_id")
    immersion_count = fields.Integer(compute="_compute_immersion_count", groups=COACH)

    review_ids = fields.One2many(
        "club.review",
        "participant_id",
        groups="clubs_ambition.group_clubs_animateur",
        string="Closing review",
    )

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

    @api.depends("occupation_ids.name")
    def _compute_job_label(self):
        for participant in self:
            jobs = participant.occupation_ids
            more = f" (+{len(jobs) - 1})" if len(jobs) > 1 else ""
            participant.job_label = jobs[0].name + more if jobs else False

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

    def action_new_candidacy(self):
        """Open an empty candidacy of this person: the daily gesture."""
        self.ensure_one()
        return actions.dialog(
            "club.candidacy",
            self.env._("New candidacy"),
            default_participant_id=self.id,
            default_club_id=self.club_id.id,
        )

    def action_open_cohort(self):
        self.ensure_one()
        return actions.window("club.cohort", res_id=self.cohort_id.id)

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

    def action_open_helps(self):
        return self._action_open("club_financial_help_action")

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

    def action_open_immersions(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_immersion_action",
            domain=[("participant_id", "=", self.id)],
            context={"default_participant_id": self.id},
        )

    def action_new_immersion(self):
        """Open an empty immersion of this person."""
        return {**self.action_open_immersions(), "views": [(False, "form")]}

    def action_open_review(self):
        """Open the closing review; the first time, start one."""
        self.ensure_one()
        return actions.window(
            "club.review",
            name=self.env._("Closing review"),
            res_id=self.review_ids[:1].id,
            context={"default_participant_id": self.id},
        )

    @api.constrains("referent_id")
    def _check_referent(self):
        """Who coaches in a club may be somebody's referent; others need the role."""
        self.referent_id._club_refuse_outsiders()
        self.referent_id._without_club_roles("animateur")._receive_club_role("referent")
