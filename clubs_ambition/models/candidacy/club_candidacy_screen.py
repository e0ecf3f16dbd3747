from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ...const import COACH
from ...utils import actions, clock

CHASE_DAYS = 8
"""Days without an answer after which the employer is worth a call."""


class ClubCandidacy(models.Model):
    """What the cards and forms of candidacies show, and where their buttons lead."""

    _inherit = "club.candidacy"

    # States that take no room on a board until somebody opens them.
    _folded_states = ("withdrawn", "expired", "obsolete")

    days_waiting = fields.Integer(compute="_compute_days_waiting")
    step_text = fields.Char(compute="_compute_step", string="Where it stands")
    step_level = fields.Selection(
        [("quiet", "Nothing to do"), ("soon", "Soon"), ("late", "Today")],
        compute="_compute_step",
    )

    immersion_ids = fields.One2many(
        "club.immersion", "candidacy_id", groups=COACH, string="Immersions"
    )

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
            step = "to_confirm" if candidacy.hire_to_confirm else candidacy.state
            compute = getattr(candidacy, f"_step_{step}", None)
            text, level = compute() if compute else (False, "quiet")
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

    # === ACTIONS === #

    def action_send(self):
        return self.write({"state": "sent"})

    def action_write_employers(self):
        """Write to the employers of the chosen candidacies, one message each."""
        return self._action_dialog(
            self.env._("Send profiles"),
            "club.candidacy.send",
            {"default_candidacy_ids": self.ids},
        )

    def action_interview(self):
        return self.write({"state": "interview"})

    def action_trial(self):
        return self.write({"state": "trial"})

    def action_withdraw(self):
        return self.write({"state": "withdrawn"})

    def action_reopen(self):
        return self.write({"state": "sent"})

    def action_hire(self):
        self.ensure_one()
        return self._action_dialog(
            self.env._("Record the hire"),
            "club.candidacy.hire",
            {"default_candidacy_id": self.id},
        )

    def action_refuse(self):
        return self._action_dialog(
            self.env._("Record a refusal"),
            "club.candidacy.refuse",
            {"default_candidacy_ids": self.ids},
        )

    @api.model
    def _action_dialog(self, name, model, context):
        return actions.window(model, name=name, target="new", context=context)

    def action_open_participant(self):
        return self._action_open(self.participant_id)

    def action_open_establishment(self):
        return self._action_open(self.partner_id)

    def action_open_offer(self):
        return self._action_open(self.offer_id)

    def _action_open(self, record):
        self.ensure_one()
        return record.get_formview_action()

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
        action = self.participant_id.action_open_immersions()
        return {**action, "domain": [("candidacy_id", "=", self.id)]}
