from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...models.club.club_departure import FOLLOWS_ALONE
from ...models.tools.guarded import OPEN

QUIET = {
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": OPEN,
}
"""One gesture makes no hundred e-mails: the clubs' log says it once."""

ORIENTED = "club.orientation"
"""What goes from a referent to a referent, who need not be of the club."""


class ClubPortfolioReassign(models.TransientModel):
    """Hand over all that an animateur is in charge of, and what they have to do.

    An absence or a departure leaves nobody's employer behind. Limited to the clubs
    of the manager; each record logs its change, each club the whole.
    """

    _name = "club.portfolio.reassign"
    _description = "Reassign a portfolio"
    _inherit = ["club.dialog.access.mixin", "club.nir.refusal.mixin"]

    from_user_id = fields.Many2one(
        "res.users",
        required=True,
        string="From",
        context={"active_test": False},
        domain=[("share", "=", False)],
    )
    to_user_id = fields.Many2one(
        "res.users",
        required=True,
        string="To",
        domain=lambda self: self._takers(),
    )
    club_choice_ids = fields.Many2many(
        "club.club", compute="_compute_club_choice_ids", string="Clubs to hand over"
    )
    club_ids = fields.Many2many(
        "club.club",
        compute="_compute_club_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Clubs",
        context={"active_test": False},
        domain="[('id', 'in', club_choice_ids)]",
        help="Only what is of these clubs is handed over; everything, when empty.",
    )
    reason = fields.Char(required=True, help="Read by the managers of the clubs only.")
    establishment_count = fields.Integer(
        compute="_compute_counts", string="Establishments handed over"
    )
    lead_count = fields.Integer(
        compute="_compute_counts", string="Open prospects handed over"
    )
    activity_count = fields.Integer(
        compute="_compute_counts", string="Activities handed over"
    )
    held_label = fields.Char(compute="_compute_counts", string="Handed over as well")

    @api.model
    def _takers(self):
        """Return who may take something over; sudo: a role's members are no secret."""
        referents = self.env.ref("clubs_ambition.group_clubs_referent").sudo()
        roles = Domain("club_ids", "!=", False)
        roles |= Domain("id", "in", referents.all_user_ids.ids)
        return list(Domain("share", "=", False) & roles)

    @api.depends("from_user_id")
    def _compute_club_choice_ids(self):
        for wizard in self:
            wizard.club_choice_ids = wizard._clubs_of_giver()

    @api.depends("from_user_id", "to_user_id")
    def _compute_club_ids(self):
        """Propose what the other one can take: the clubs that both are of.

        sudo: the clubs of who takes over; only those of the giver are shown.
        """
        for wizard in self:
            clubs, taker = wizard.club_choice_ids._origin, wizard.to_user_id
            theirs = taker.sudo().club_ids if taker else wizard.club_ids._origin
            wizard.club_ids = clubs & theirs

    @api.depends("from_user_id", "club_ids")
    def _compute_counts(self):
        departure = self.env["club.departure"]
        for wizard in self:
            partners, held, activities = wizard._portfolio()
            wizard.establishment_count = len(partners)
            wizard.lead_count = len(held.get("crm.lead", ()))
            wizard.activity_count = len(activities)
            wizard.held_label = departure._sentence(
                {
                    departure._label(name): len(records)
                    for name, records in held.items()
                    if name != "crm.lead"
                }
            )

    def _managed(self):
        """Return the clubs that who hands over decides for; all, of a coordinator."""
        if self.env.user.has_group("clubs_ambition.group_clubs_coordinator"):
            return self.env["club.club"].with_context(active_test=False).search([])
        return self.env.user.club_managed_ids

    def _clubs_of_giver(self):
        """Return the clubs of the one who leaves, or left, that the manager decides for."""
        user, managed = self.from_user_id, self._managed()
        departure = self.env["club.departure"]
        clubs = user.sudo().club_ids.with_env(self.env)
        for records in departure._held(user).values():
            clubs |= records.club_id
        return clubs.union(*departure._tasks(user)._club_by_task().values()) & managed

    def _clubs(self):
        """Return the clubs of which everything is handed over: those chosen, or all."""
        clubs = self._clubs_of_giver()
        return (self.club_ids._origin & clubs) or clubs

    def _portfolio(self):
        """Return ``(establishments, {model: what is open}, activities)``.

        Only of the clubs handed over. The establishments are shared: with some of the
        clubs go those of their prospects, with all of them all.
        """
        user, clubs = self.from_user_id, self._clubs()
        departure = self.env["club.departure"]
        held = {
            name: records.filtered(lambda one: one.club_id in clubs)
            for name, records in departure._held(user).items()
        }
        partners = self.env["res.partner"].search(
            [("club_owner_id", "=", user.id), ("club_employer", "=", True)]
        )
        if clubs != self._clubs_of_giver():
            partners &= held["crm.lead"].partner_id
        elif not (user.sudo().club_ids & clubs or any(held.values())):
            partners = partners.browse()
        tasks = departure._tasks(user)._club_by_task()
        activities = self.env["mail.activity"].union(
            *(task for task, club in tasks.items() if club in clubs)
        )
        activities |= self.env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                ("res_model", "=", "res.partner"),
                ("res_id", "in", partners.ids),
            ]
        )
        return partners, held, activities

    def action_reassign(self):
        self.ensure_one()
        self._check_given()
        self._check_hand_over()
        clubs = self._clubs()
        partners, held, activities = self._portfolio()
        partners.with_context(**QUIET).write({"club_owner_id": self.to_user_id.id})
        if oriented := held.get(ORIENTED):
            answers = self.env["club.orientation.answer"]
            answers._give_away(oriented.with_context(**QUIET), self.to_user_id)
        for name, records in held.items():
            if name == ORIENTED:
                continue
            field, _still_open = records._handed_over
            # sudo: links are written by the code alone; the clubs were checked.
            records = records.sudo() if name in FOLLOWS_ALONE else records
            # Who is in charge changes, and nothing of who is left alone does.
            records = records.with_context(**QUIET, club_restriction=OPEN)
            records.write({field: self.to_user_id.id})
        activities.with_context(**QUIET).write({"user_id": self.to_user_id.id})
        self._log_hand_over(clubs, partners, held, activities)
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
        self.env["club.race"]._hold(clubs)  # who is there must not leave meanwhile
        if self.from_user_id == self.to_user_id:
            raise UserError(self.env._("Choose another animateur to hand over to."))
        outside = clubs - self.to_user_id.sudo().club_ids
        partners, held, activities = self._portfolio()
        if not (partners or any(held.values()) or activities):
            raise UserError(
                self.env._(
                    "%s has nothing left to hand over in these clubs.",
                    self.from_user_id.name,
                )
            )
        oriented = held.pop(ORIENTED, ())
        outside &= self.env["club.club"].union(
            *(records.club_id for records in held.values())
        )
        others = activities.filtered(lambda task: task.res_model != ORIENTED)
        only_oriented = oriented and not (partners or any(held.values()) or others)
        there = only_oriented or self.to_user_id.sudo().club_ids & clubs
        if outside or not there:
            raise UserError(
                self.env._(
                    "%(user)s is not an animateur of %(club)s: add them to the club "
                    "first, or hand over the other clubs only (field “Clubs”).",
                    user=self.to_user_id.name,
                    club=(outside or clubs)[0].name,
                )
            )

    def _log_hand_over(self, clubs, partners, held, activities):
        """Tell the clubs what went to whom, and their managers why."""
        self.env["club.hand.over"]._keep(
            clubs, self.from_user_id, self.to_user_id, self.reason
        )
        departure = self.env["club.departure"]
        counts = {
            departure._label(name): len(records) for name, records in held.items()
        }
        for club in clubs:
            club.message_post(
                body=Markup("<p>%s</p>")
                % self.env._(
                    "Portfolio of %(giver)s handed over to %(taker)s: %(partners)s "
                    "establishments, %(activities)s activities. %(counts)s.",
                    giver=self.from_user_id.name,
                    taker=self.to_user_id.name,
                    partners=len(partners),
                    activities=len(activities),
                    counts=departure._sentence(counts),
                )
            )
