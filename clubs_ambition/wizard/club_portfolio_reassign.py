from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

QUIET = {
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
}
"""One gesture makes no hundred e-mails: the clubs' log tells it once."""


class ClubPortfolioReassign(models.TransientModel):
    """Hand the portfolio of an animateur over: employers, prospects and their tasks.

    An absence or a departure leaves nobody's employer behind. Limited to the clubs
    in the manager's sight; each record tells its change, each club the whole.
    """

    _name = "club.portfolio.reassign"
    _description = "Reassign a portfolio"
    _inherit = ["club.text.guard.mixin"]

    from_user_id = fields.Many2one(
        "res.users",
        required=True,
        string="From",
        context={"active_test": False},
        domain=[("share", "=", False), ("club_ids", "!=", False)],
    )
    to_user_id = fields.Many2one(
        "res.users",
        required=True,
        string="To",
        domain=[("share", "=", False), ("club_ids", "!=", False)],
    )
    reason = fields.Char(required=True, help="Kept in the log of the clubs.")
    establishment_count = fields.Integer(
        compute="_compute_counts", string="Establishments handed over"
    )
    lead_count = fields.Integer(
        compute="_compute_counts", string="Open prospects handed over"
    )
    activity_count = fields.Integer(
        compute="_compute_counts", string="Activities handed over"
    )

    @api.depends("from_user_id")
    def _compute_counts(self):
        for wizard in self:
            partners, leads, activities = wizard._portfolio()
            wizard.establishment_count = len(partners)
            wizard.lead_count = len(leads)
            wizard.activity_count = len(activities)

    def _clubs(self):
        """Return the clubs of the one who leaves that the manager decides for."""
        clubs = self.from_user_id.sudo().club_ids.with_env(self.env)
        if self.env.user.has_group("clubs_ambition.group_clubs_coordinator"):
            return clubs
        return clubs & self.env.user.club_managed_ids

    def _portfolio(self):
        """Return the establishments, the open prospects and the activities."""
        Partner, Lead = self.env["res.partner"], self.env["crm.lead"]
        Activity = self.env["mail.activity"]
        clubs = self._clubs()
        if not clubs:
            return Partner, Lead, Activity
        partners = Partner.search(
            [("club_owner_id", "=", self.from_user_id.id), ("club_employer", "=", True)]
        )
        leads = Lead.search(
            [
                ("user_id", "=", self.from_user_id.id),
                ("club_id", "in", clubs.ids),
                ("won_status", "=", "pending"),
            ]
        )
        owned = Domain("res_model", "=", "res.partner") & Domain(
            "res_id", "in", partners.ids
        )
        prospected = Domain("res_model", "=", "crm.lead") & Domain(
            "res_id",
            "in",
            Lead.search(
                [("club_id", "in", clubs.ids), ("won_status", "=", "pending")]
            ).ids,
        )
        activities = Activity.search(
            Domain("user_id", "=", self.from_user_id.id) & (owned | prospected)
        )
        return partners, leads, activities

    def action_reassign(self):
        self.ensure_one()
        self._check_hand_over()
        partners, leads, activities = self._portfolio()
        partners.with_context(**QUIET).write({"club_owner_id": self.to_user_id.id})
        leads.with_context(**QUIET).write({"user_id": self.to_user_id.id})
        activities.with_context(**QUIET).write({"user_id": self.to_user_id.id})
        self._log_hand_over(len(partners), len(leads), len(activities))
        return {"type": "ir.actions.act_window_close"}

    def _check_hand_over(self):
        """Refuse what would leave an employer with somebody who cannot follow it."""
        if not self.env.user.has_group("clubs_ambition.group_clubs_manager"):
            raise AccessError(self.env._("A portfolio is reassigned by a manager."))
        clubs = self._clubs()
        if not clubs:
            raise UserError(
                self.env._(
                    "%s runs none of your clubs: ask their manager.",
                    self.from_user_id.name,
                )
            )
        if self.from_user_id == self.to_user_id:
            raise UserError(self.env._("Choose another animateur to hand over to."))
        leads = self._portfolio()[1]
        outside = leads.club_id - self.to_user_id.sudo().club_ids
        if outside or not (self.to_user_id.sudo().club_ids & clubs):
            raise UserError(
                self.env._(
                    "%(user)s is not an animateur of %(club)s: add them to the club "
                    "first.",
                    user=self.to_user_id.name,
                    club=(outside or clubs)[0].name,
                )
            )

    def _log_hand_over(self, partners, leads, activities):
        for club in self._clubs():
            club.message_post(
                body=Markup("<p>%s</p>")
                % self.env._(
                    "Portfolio of %(giver)s handed over to %(taker)s: %(partners)s "
                    "establishments, %(leads)s prospects, %(activities)s activities. "
                    "Reason: %(reason)s",
                    giver=self.from_user_id.name,
                    taker=self.to_user_id.name,
                    partners=partners,
                    leads=leads,
                    activities=activities,
                    reason=self.reason,
                )
            )
