from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.club.club_portfolio import ORIENTED, TASKS

SHOWN_APART = ("res.partner", "crm.lead", TASKS)
"""What the dialog counts on lines of their own."""


class ClubPortfolioReassign(models.TransientModel):
    """Hand over all that somebody is in charge of, and what they have to do.

    A departure leaves nobody's employer behind (``club.portfolio``). Limited to the
    clubs of the manager; each record logs its change, each club the whole. What is for
    some days only is an absence (``club.absence``).
    """

    _name = "club.portfolio.reassign"
    _description = "Reassign a portfolio"
    _inherit = ["club.dialog.access.mixin"]

    from_user_id = fields.Many2one(
        "res.users",
        required=True,
        string="Handed over from",
        context={"active_test": False},
        domain=[("share", "=", False)],
    )
    to_user_id = fields.Many2one(
        "res.users",
        required=True,
        string="Handed over to",
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
        roles = Domain("club_ids", "!=", False)
        for role in ("referent", "manager"):
            group = self.env.ref(f"clubs_ambition.group_clubs_{role}").sudo()
            roles |= Domain("id", "in", group.all_user_ids.ids)
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
        portfolio = self.env["club.portfolio"]
        for wizard in self:
            found = wizard._portfolio()
            wizard.establishment_count = len(found["res.partner"])
            wizard.lead_count = len(found["crm.lead"])
            wizard.activity_count = len(found[TASKS])
            others = {n: one for n, one in found.items() if n not in SHOWN_APART}
            wizard.held_label = portfolio._words(others)

    def _managed(self):
        """Return the clubs that who hands over decides for; all, of a coordinator."""
        if self.env.user.has_group("clubs_ambition.group_clubs_coordinator"):
            return self.env["club.club"].with_context(active_test=False).search([])
        return self.env.user.club_managed_ids

    def _clubs_of_giver(self):
        """Return the clubs of the one who leaves, or left, that the manager decides for."""
        user, managed = self.from_user_id, self._managed()
        departure = self.env["club.departure"]
        clubs = self.env["club.portfolio"]._clubs_of(user).with_env(self.env)
        for records in departure._held(user).values():
            clubs |= records.club_id
        places = self.env["club.territory"].union(
            *(
                records.territory_id
                for records in departure._held_apart(user).values()
                if "territory_id" in records._fields
            )
        )
        clubs |= managed.filtered_domain([("territory_id", "child_of", places.ids)])
        return clubs.union(*departure._tasks(user)._club_by_task().values()) & managed

    def _clubs(self):
        """Return the clubs of which everything is handed over: those chosen, or all."""
        clubs = self._clubs_of_giver()
        return (self.club_ids._origin & clubs) or clubs

    def _portfolio(self):
        """Return ``{model: what is open}`` in the clubs handed over."""
        clubs = self._clubs()
        whole = clubs == self._clubs_of_giver()
        return self.env["club.portfolio"]._of(self.from_user_id, clubs, whole=whole)

    def action_reassign(self):
        self.ensure_one()
        self._check_given()
        self._check_hand_over()
        portfolio, clubs = self.env["club.portfolio"], self._clubs()
        giver, taker = self.from_user_id, self.to_user_id
        whole = clubs == self._clubs_of_giver()
        found = portfolio._takeable(self._portfolio(), taker)
        told = portfolio._rows(portfolio._followed(giver, clubs))
        portfolio._give(found, taker)
        if taker.sudo().club_ids & clubs:
            told = portfolio._joined(told, portfolio._threads(found))
            told.pop(ORIENTED, None)
            portfolio._follow(told, giver.browse(), taker)
        if whole and not giver.sudo().club_ids - clubs:
            portfolio._give_settings(giver, taker)
        self.env["club.stand.in"]._follow_hand_over(giver, taker, clubs)
        self._log_hand_over(clubs, found)
        return {"type": "ir.actions.act_window_close"}

    def _check_hand_over(self):
        """Refuse what would leave an employer with somebody who cannot follow it."""
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
        found = self._portfolio()
        if not any(found.values()):
            raise UserError(
                self.env._(
                    "%s has nothing left to hand over in these clubs.",
                    self.from_user_id.name,
                )
            )
        oriented = found.pop(ORIENTED, ())
        outside &= self.env["club.club"].union(
            *(one.club_id for one in found.values() if "club_id" in one._fields)
        )
        found[TASKS] = found[TASKS].filtered(lambda task: task.res_model != ORIENTED)
        only_oriented = oriented and not any(found.values())
        there = only_oriented or any(map(self.to_user_id._club_is_there, clubs))
        if outside or not there:
            raise UserError(
                self.env._(
                    "%(user)s is not an animateur of %(club)s: add them to the club "
                    "first, or hand over the other clubs only (field “Clubs”).",
                    user=self.to_user_id.name,
                    club=(outside or clubs)[0].name,
                )
            )

    def _log_hand_over(self, clubs, found):
        """Tell the clubs what went to whom, and their managers why."""
        self.env["club.hand.over"]._keep(
            clubs, self.from_user_id, self.to_user_id, self.reason
        )
        others = {name: one for name, one in found.items() if name not in SHOWN_APART}
        others["crm.lead"] = found["crm.lead"]
        for club in clubs:
            club.message_post(
                body=Markup("<p>%s</p>")
                % self.env._(
                    "Portfolio of %(giver)s handed over to %(taker)s: %(partners)s "
                    "establishments, %(activities)s activities. %(counts)s.",
                    giver=self.from_user_id.name,
                    taker=self.to_user_id.name,
                    partners=len(found["res.partner"]),
                    activities=len(found[TASKS]),
                    counts=self.env["club.portfolio"]._words(others),
                )
            )
