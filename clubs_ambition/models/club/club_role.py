from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ResUsers(models.Model):
    """Who is named on a club, a territory or a journey has the role of it.

    A person named without the role would see nothing and be told nothing: the role
    comes with the place, or the place is refused in words.
    """

    _inherit = "res.users"

    def _club_group(self, role):
        return self.env.ref(f"clubs_ambition.group_clubs_{role}").sudo()

    def _without_club_roles(self, *roles):
        """Return those who have none of ``roles``; sudo: groups are read by no role."""
        groups = self.env["res.groups"].sudo().union(*map(self._club_group, roles))
        return self.filtered(lambda user: not user.sudo().all_group_ids & groups)

    @api.model
    def _gives_club_roles(self):
        """Tell whether the reader, who may be under sudo, gives roles."""
        return self.env.uid == SUPERUSER_ID or self.env.user.has_groups(
            "clubs_ambition.group_clubs_coordinator,base.group_erp_manager"
        )

    def _receive_club_role(self, role):
        """Give the users the role that their new place supposes; return who got it.

        sudo: a coordinator administers no users, and gives exactly one of our roles,
        to employees only.

        :raise UserError: somebody is no employee, or the reader gives no roles
        """
        self._club_refuse_outsiders()
        newcomers = self._without_club_roles(role)
        if not newcomers:
            return newcomers
        group = self._club_group(role)
        names = ", ".join(newcomers.sudo().mapped("name"))
        if not self._gives_club_roles():
            raise UserError(
                self.env._(
                    "%(names)s: the role “%(role)s” is missing. A coordinator names "
                    "them here and gives it in the same gesture: ask yours.",
                    names=names,
                    role=group.name,
                )
            )
        newcomers.sudo().write({"group_ids": [Command.link(group.id)]})
        self.env.user._bus_send(
            "simple_notification",
            {"type": "info", "message": newcomers._told_club_role(role)},
        )
        return newcomers

    def _told_club_role(self, role):
        """Return the sentence that tells which role the users were given."""
        return self.env._(
            "%(names)s: the role “%(role)s” was given.",
            names=", ".join(self.sudo().mapped("name")),
            role=self._club_group(role).name,
        )

    def _club_refuse_outsiders(self):
        """Refuse portal users: our screens and rules are made for employees."""
        outsiders = self.sudo().filtered("share")
        if outsiders:
            raise UserError(
                self.env._(
                    "%s has no employee's account: nobody else is named here.",
                    ", ".join(outsiders.mapped("name")),
                )
            )

    def _club_need_territory_role(self):
        """Refuse on a territory who neither manages nor observes.

        :raise UserError: with what to do
        """
        self._club_refuse_outsiders()
        strangers = self._without_club_roles("manager", "observer")
        if strangers:
            raise UserError(
                self.env._(
                    "%s neither manages nor observes: a coordinator chooses which on "
                    "the territory, under “Managers” or “Observers”.",
                    ", ".join(strangers.sudo().mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users.filtered("club_ids")._receive_club_role("animateur")
        users.filtered("club_territory_ids")._club_need_territory_role()
        return users

    def write(self, vals):
        result = super().write(vals)
        if "club_ids" in vals:
            self.filtered("club_ids")._receive_club_role("animateur")
        if "club_territory_ids" in vals:
            self.filtered("club_territory_ids")._club_need_territory_role()
        return result
