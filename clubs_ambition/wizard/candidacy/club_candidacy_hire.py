from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import CONTRACT_KINDS
from ...models.placement.club_placement import NO_EMPLOYER
from ...utils import clock


class ClubCandidacyHire(models.TransientModel):
    """Ask the terms of a hire or a training: what a durable exit is judged on.

    It comes from a candidacy, or (``direct``) from a journey: the person may have
    found alone what no candidacy of the club tells.
    """

    _name = "club.candidacy.hire"
    _description = "Record a hire"
    _inherit = ["club.dialog.access.mixin"]

    participant_id = fields.Many2one(
        "club.participant",
        compute="_compute_participant_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="cascade",
        string="Person",
    )
    direct = fields.Boolean(help="Opened on a journey, not on a candidacy.")
    candidacy_id = fields.Many2one(
        "club.candidacy",
        ondelete="cascade",
        domain="[('participant_id', '=', participant_id),"
        " ('state', 'in', ('sent', 'interview', 'trial', 'expired'))]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        ondelete="cascade",
        string="Employer or training body",
        domain=[("is_company", "=", True)],
    )
    kind = fields.Selection(
        CONTRACT_KINDS,
        required=True,
        compute="_compute_terms",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Contract",
    )
    qualifying = fields.Boolean(default=True, string="Qualifying training")
    duration_months = fields.Integer(
        compute="_compute_terms",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Duration (months)",
    )
    date_start = fields.Date(required=True, default=clock.today, string="First day")

    @api.depends("candidacy_id")
    def _compute_participant_id(self):
        for wizard in self.filtered("candidacy_id"):
            wizard.participant_id = wizard.candidacy_id.participant_id

    @api.depends("candidacy_id")
    def _compute_partner_id(self):
        for wizard in self.filtered("candidacy_id"):
            wizard.partner_id = wizard.candidacy_id.partner_id

    @api.depends("candidacy_id")
    def _compute_terms(self):
        for wizard in self:
            offer = wizard.candidacy_id.offer_id
            wizard.kind = wizard.kind or offer.kind
            wizard.duration_months = wizard.duration_months or offer.duration_months

    def action_confirm(self):
        self.ensure_one()
        self._check_given()
        if self.candidacy_id:
            return self._confirm_candidacy()
        placement = self.env["club.exit"]._leave_for(
            self.participant_id, self._placement_values()
        )
        return placement.get_formview_action()

    def _confirm_candidacy(self):
        self.candidacy_id._record_hire(self.kind, self._months(), self.date_start)
        return self.candidacy_id.action_open_placement()

    def _months(self):
        return 0 if self.kind in ("cdi", "business") else self.duration_months

    def _placement_values(self):
        if self.kind not in NO_EMPLOYER and not self.partner_id:
            raise UserError(self.env._("Say which employer takes the person."))
        return {
            "kind": self.kind,
            "qualifying": self.qualifying,
            "duration_months": self._months(),
            "date_start": self.date_start,
            "partner_id": self.partner_id.id,
        }
