from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...models.club.club_absence_guard import ROLES_APART
from ...models.club.club_portfolio import ORIENTED
from ...utils import clock


class ClubAbsenceDeclare(models.TransientModel):
    """Say who is away, until when, and who answers meanwhile.

    For oneself or, a manager, for an animateur of their clubs; or another last day of
    an absence that is known. A manager is away from the clubs that they manage; who
    works for no club in particular (a referent, a coordinator, a data officer), from
    what they have.
    """

    _name = "club.absence.declare"
    _description = "Declare an absence"
    _inherit = ["club.dialog.access.mixin"]

    absence_id = fields.Many2one("club.absence")
    user_id = fields.Many2one(
        "res.users",
        required=True,
        string="Who is away",
        domain=lambda self: self._absents(),
        default=lambda self: self._default_user(),
    )
    stand_in_id = fields.Many2one(
        "res.users",
        required=True,
        string="Who stands in",
        domain=lambda self: self._stand_ins(),
    )
    date_from = fields.Date(required=True, default=clock.today, string="First day")
    date_to = fields.Date(
        required=True,
        default=lambda self: clock.today(self) + timedelta(days=13),
        string="Last day",
    )
    club_choice_ids = fields.Many2many(
        "club.club", compute="_compute_club_choice_ids", string="Their clubs"
    )
    club_ids = fields.Many2many(
        "club.club",
        compute="_compute_club_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Clubs",
        domain="[('id', 'in', club_choice_ids)]",
    )
    held_label = fields.Char(
        compute="_compute_held_label", string="What is handed over"
    )
    apart_label = fields.Char(compute="_compute_apart", string="Of no club")
    takes_apart = fields.Boolean(compute="_compute_apart")
    new_there = fields.Boolean(compute="_compute_new_there")

    @api.model
    def _decided(self):
        """Return the clubs of which the reader says who is away; none: oneself only."""
        if self.env.user.has_group("clubs_ambition.group_clubs_coordinator"):
            return self.env["club.club"].search([])
        if self.env.user.has_group("clubs_ambition.group_clubs_manager"):
            return self.env.user.club_managed_ids
        return self.env["club.club"]

    @api.model
    def _absents(self):
        """Return who may be said to be away by the reader."""
        found = Domain("id", "=", self.env.uid)
        found |= Domain("club_ids", "in", self._decided().ids)
        if self.env.user.has_group("clubs_ambition.group_clubs_coordinator"):
            found |= Domain("club_territory_ids", "!=", False)
        if self._decided():
            found |= self._of_roles(ROLES_APART)
        return list(found)

    @api.model
    def _of_roles(self, roles):
        """Return the domain of whoever has one of these roles, which are no secret."""
        users = self.env["res.users"]
        members = users.union(*(users._club_group(one).all_user_ids for one in roles))
        return Domain("id", "in", members.ids) & Domain("share", "=", False)

    @api.model
    def _stand_ins(self):
        """Return who may stand in: a colleague; whoever runs a club, for a manager."""
        if self._decided():
            # sudo: a role's members are no secret.
            named = Domain("club_ids", "!=", False) & Domain("share", "=", False)
            return list(named | self._of_roles(("manager", *ROLES_APART)))
        mine = [
            role
            for role in ROLES_APART
            if self.env.user.has_group(f"clubs_ambition.group_clubs_{role}")
        ]
        named = Domain("club_ids", "in", self.env.user.club_ids.ids)
        return list(Domain("id", "!=", self.env.uid) & (named | self._of_roles(mine)))

    @api.model
    def _default_user(self):
        user = self.env.user
        mine = self.env["club.portfolio"]._clubs_of(user)
        apart = self.env["club.absence.guard"]._roles_apart(user)
        return user if mine or apart else self.env["res.users"]

    @api.depends("user_id")
    def _compute_club_choice_ids(self):
        """Offer the clubs of whoever is away that the reader says it for.

        sudo: the clubs of a colleague, of which only the reader's are shown.
        """
        for dialog in self:
            clubs = self.env["club.portfolio"]._clubs_of(dialog.user_id)
            clubs = clubs.sudo().filtered("active")
            clubs = clubs.with_env(self.env)
            mine = dialog.user_id == self.env.user
            dialog.club_choice_ids = clubs if mine else clubs & dialog._decided()

    @api.depends("user_id")
    def _compute_club_ids(self):
        for dialog in self:
            dialog.club_ids = dialog.club_choice_ids._origin

    @api.depends("user_id", "club_ids")
    def _compute_held_label(self):
        """Say how much of each goes to whoever stands in."""
        portfolio = self.env["club.portfolio"]
        for dialog in self:
            clubs = dialog.club_ids._origin & dialog.club_choice_ids._origin
            whole = not (dialog.user_id.sudo().club_ids.filtered("active") - clubs)
            found = portfolio._of(dialog.user_id, clubs, whole) if clubs else {}
            found.pop(ORIENTED, None)
            dialog.held_label = portfolio._words(found)

    @api.depends("user_id", "stand_in_id", "club_ids")
    def _compute_apart(self):
        """Say what they have of no club, and whether it goes to whoever stands in."""
        portfolio, asked = self.env["club.portfolio"], self.env["club.absence.guard"]
        for dialog in self:
            user, clubs = dialog.user_id, dialog.club_ids._origin
            found = portfolio._of_no_club(user) if asked._roles_apart(user) else {}
            found.pop("crm.team", None)
            whole = clubs == dialog.club_choice_ids._origin
            taken = dialog.stand_in_id and not asked._lacking(user, dialog.stand_in_id)
            dialog.apart_label = portfolio._words(found)
            dialog.takes_apart = any(found.values()) and bool(
                not clubs or (whole and taken)
            )

    @api.depends("stand_in_id", "club_ids")
    def _compute_new_there(self):
        """Tell whether who stands in is let into the club for these days."""
        for dialog in self:
            run = dialog.user_id.sudo().club_ids & dialog.club_ids._origin
            there = run <= dialog.stand_in_id.sudo().club_ids
            dialog.new_there = bool(dialog.stand_in_id) and not there

    def action_declare(self):
        """Record the absence, or its other end; it begins at once if it is today."""
        self.ensure_one()
        self._check_given()
        if self.absence_id:
            self.absence_id._move_end(self.date_to)
        else:
            days = (self.date_from, self.date_to)
            for clubs in self._parts():
                self.env["club.absence"]._declare(
                    self.user_id, self.stand_in_id, clubs, days
                )
        told = self.env._(
            "%(user)s is away until %(day)s: %(stand_in)s stands in.",
            user=self.user_id.name,
            day=format_date(self.env, self.date_to),
            stand_in=self.stand_in_id.name,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": told,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _parts(self):
        """Return the clubs of each absence to declare: none, for what is of no club."""
        clubs, none = self.club_ids & self.club_choice_ids, self.env["club.club"]
        if not clubs and self.club_choice_ids and not self.apart_label:
            raise UserError(self.env._("Choose the clubs that they are away from."))
        return [clubs, none] if clubs and self.takes_apart else [clubs]
