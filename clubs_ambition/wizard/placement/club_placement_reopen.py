from odoo import api, fields, models
from odoo.tools import format_date

from ...models.tools.guarded import OPEN
from ...utils import clock


class ClubPlacementReopen(models.TransientModel):
    """Ask in which group a journey goes on after a break, and say within what."""

    _name = "club.placement.reopen"
    _description = "Take a journey up again after a break"
    _inherit = ["club.dialog.access.mixin"]

    placement_id = fields.Many2one("club.placement", required=True, ondelete="cascade")
    participant_id = fields.Many2one(
        related="placement_id.participant_id", related_sudo=False
    )
    club_id = fields.Many2one(related="placement_id.club_id", related_sudo=False)
    cohort_id = fields.Many2one(
        "club.cohort",
        compute="_compute_cohort_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        ondelete="cascade",
        string="Group",
        domain="[('club_id', '=', club_id), ('state', '!=', 'closed')]",
    )
    blocked = fields.Char(related="placement_id.reopen_blocked", related_sudo=False)
    needs_renewal = fields.Boolean(compute="_compute_rules")
    rules = fields.Char(compute="_compute_rules")
    objectives = fields.Text(
        string="Objectives of the renewal",
        default=lambda self: self.env._("Find another job, with what this one taught."),
    )

    @api.depends("placement_id")
    def _compute_cohort_id(self):
        for wizard in self:
            journey = wizard.participant_id
            fitting = journey.cohort_id._open_in(wizard.club_id)
            own = fitting & journey.cohort_id
            wizard.cohort_id = own or fitting[:1]

    @api.depends("placement_id")
    def _compute_rules(self):
        today = clock.today(self)
        reopening = self.env["club.reopening"]
        for wizard in self:
            journey = wizard.participant_id
            end = journey.planned_end_on
            wizard.needs_renewal = bool(end and end < today and not journey.renewed)
            limit = reopening._limit(journey) if journey.started_on else end
            if wizard.needs_renewal:
                wizard.rules = self.env._(
                    "The journey was to end on %(end)s: it goes on if a manager grants "
                    "its renewal, until %(limit)s at most.",
                    end=format_date(self.env, end),
                    limit=format_date(self.env, limit),
                )
            else:
                wizard.rules = self.env._(
                    "The journey goes on until %s, as planned.",
                    format_date(self.env, end),
                )

    def action_confirm(self):
        """Give the seat back, or say which rule is in the way."""
        self.ensure_one()
        self._check_given()
        journey = self.participant_id
        vals = {"state": "active"}
        if self.cohort_id and self.cohort_id != journey.cohort_id:
            vals["cohort_id"] = self.cohort_id.id
        asked = journey.renewal_ids
        journey.write(vals)
        if self.objectives:
            # Asked just now: its first words are no change to be told.
            renewal = (journey.renewal_ids - asked).with_context(mail_notrack=OPEN)
            renewal.objectives = self.objectives
        return journey.get_formview_action()
