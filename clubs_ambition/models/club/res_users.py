from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import ormcache

from ...utils.races import alone
from ..tools import guarded

HOMES = (
    ("manager", "club_club_action"),
    ("animateur", "club_week_board_action"),
    ("referent", "club_orientation_action"),
    ("observer", "club_statement_action"),
    ("data_officer", "club_privacy_request_action"),
)
"""The screen each role opens first, the widest role first."""

ROLES = ",".join(f"clubs_ambition.group_clubs_{role}" for role, _action in HOMES)
"""Any role in the clubs: a coordinator is a manager, too."""


class ResUsers(models.Model):
    """Which clubs a user is concerned with, and in which role.

    Record rules compare the indexed ``club_id`` of a table with these ids, which
    costs one index lookup whatever the size of the network. The evaluated rule is
    cached by Odoo: whoever changes what these fields depend on clears the cache
    (see ``club.club`` and ``club.territory``).

    A person named on a club, a territory or a journey without the role of it would
    see nothing and hear of nothing: the role comes with the place, or the place is
    refused in words.
    """

    _inherit = "res.users"

    club_ids = fields.Many2many(
        "club.club",
        "club_club_animateur_rel",
        "user_id",
        "club_id",
        string="Clubs animated",
        copy=False,
        groups="base.group_user",
        context={"active_test": False},
    )
    club_territory_ids = fields.Many2many(
        "club.territory",
        "club_territory_res_users_rel",
        "user_id",
        "territory_id",
        string="Club territories",
        copy=False,
        groups="base.group_user",
    )
    club_managed_ids = fields.Many2many(
        "club.club",
        compute="_compute_club_managed_ids",
        compute_sudo=True,
        string="Clubs managed",
        context={"active_test": False},  # what a club left stays its manager's
    )

    @api.depends(
        "club_territory_ids.club_ids", "club_territory_ids.parent_path", "group_ids"
    )
    def _compute_club_managed_ids(self):
        """Find the clubs below: of who manages. Observers are attached alike."""
        Club = self.env["club.club"].with_context(active_test=False)
        observers = self._without_club_roles("manager")
        observers.club_managed_ids = Club
        for user in self - observers:
            user.club_managed_ids = Club.search(
                [("territory_id", "child_of", user.club_territory_ids.ids)]
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users.filtered("club_ids")._receive_club_role("animateur")
        users.filtered("club_territory_ids")._club_need_territory_role()
        return users

    def write(self, vals):
        departure, theirs = (
            self.env["club.departure"],
            self.env["club.territory.charge"],
        )
        leaving = not vals.get("active", True)
        if leaving or {"club_ids", "group_ids"} & vals.keys():
            departure._hold(self)
        if leaving:
            departure._check(self)
        left = self.club_ids if "club_ids" in vals else self.env["club.club"]
        moved = {"club_territory_ids", "group_ids"} & vals.keys()
        charges = theirs._of(self) if moved else {}
        result = super().write(vals)
        places = {"club_ids", "club_territory_ids"} & vals.keys()
        if places:
            (left | self.club_ids)._follow_animateurs()
            self.env.registry.clear_cache()
        if places or {"active", "company_ids", "group_ids"} & vals.keys():
            departure._let_go(self)
        theirs._follow_loss(charges)
        if "club_ids" in vals:
            self.filtered("club_ids")._receive_club_role("animateur")
        if "club_territory_ids" in vals:
            self.filtered("club_territory_ids")._club_need_territory_role()
        return result

    def unlink(self):
        """Delete the seats with the user, whose contact stays and follows nothing."""
        departure = self.env["club.departure"]
        if not guarded.is_uninstalling(self):
            departure._hold(self)
            departure._check(self)
        departure._followings(self).unlink()
        departure._followings_elsewhere(self).unlink()
        self.env["club.caseload"].sudo().search([("user_id", "in", self.ids)]).unlink()
        result = super().unlink()
        self.env["club.unattended"]._tell()
        return result

    def action_archive(self):
        """Ask first: Odoo deletes what they have to do, then archives."""
        self.env["club.departure"]._check(self)
        return super().action_archive()

    def reset_password(self, login):
        """Send what resets a password; no outsider learns who has an account.

        sudo: as the page calls it, which is an outsider's only way to it.
        """
        users = self.sudo()
        found = users.search(self._get_login_domain(login))
        found = found or users.search(self._get_email_domain(login))
        known = self.env.su and len(found) == 1 and found.email
        if self.env.user.share and not known:
            return None
        return super().reset_password(login)

    @api.model
    def _get_activity_groups(self):
        """Name the prospection in the clubs' words, and open it on their screens.

        What can be counted by one query is left out of what Odoo reads to count.
        """
        clock = self.env["club.activity.clock"]
        apart, others = clock._planned_on()
        clock._know_user()
        here = self.with_context(club_clock_reads=others)
        groups = super(ResUsers, here)._get_activity_groups()
        groups = clock._merged(groups, apart)
        if self.env.user._club_reads_leads():
            for group in groups:
                if group["model"] == "crm.lead":
                    group["name"] = self.env._("Prospection")
                    group["clubs_prospection"] = True
        return groups

    # === CLUBS === #

    @ormcache("self.id")
    def _club_reach(self):
        """Return ids: ``(clubs animated, clubs managed)``; who observes manages none.

        Cached like the record rules, which look at the same fields.
        """
        return self.club_ids._ids, self.club_managed_ids._ids

    def _club_is_there(self, club):
        """Tell whether one user, not archived, works for this club."""
        if not self.active:
            return False
        if self.has_group("clubs_ambition.group_clubs_coordinator"):
            return True
        animated, managed = self._club_reach()
        return club.id in managed or (
            club.id in animated
            and self.has_group("clubs_ambition.group_clubs_animateur")
        )

    def _club_coaches(self, clubs):
        """Tell whether one user reads the persons of all these clubs."""
        if self.has_group("clubs_ambition.group_clubs_coordinator"):
            return True
        animated, managed = self._club_reach()
        if self.has_group("clubs_ambition.group_clubs_animateur"):
            managed += animated
        return not set(clubs.ids).difference(managed)

    def _club_decides_for(self, clubs):
        """Tell whether one user is a manager of all these clubs.

        Of no club yet: whether of any.
        """
        if self.has_group("clubs_ambition.group_clubs_coordinator"):
            return True
        manages = self.has_group("clubs_ambition.group_clubs_manager")
        return manages and not set(clubs.ids).difference(self._club_reach()[1])

    def _club_home_action(self):
        """Return the screen a role opens first: its people, its clubs, its log."""
        name = next(
            (
                action
                for role, action in HOMES
                if self.has_group(f"clubs_ambition.group_clubs_{role}")
            ),
            "club_club_action",
        )
        return self.env["ir.actions.actions"]._for_xml_id(f"clubs_ambition.{name}")

    def _club_reads_leads(self):
        """Tell whether the user sees leads as the clubs do, and does not sell besides."""
        return self.has_groups(
            "clubs_ambition.group_clubs_animateur,!sales_team.group_sale_salesman"
        )

    # === ROLES === #

    def _club_has_role(self):
        """Tell whether the user has a role in the clubs, whichever."""
        return self.has_groups(ROLES)

    @api.model
    def _club_groups(self):
        """Return the groups of all the roles; sudo: they are read by no role."""
        groups = self.env["res.groups"].sudo()
        return groups.union(*map(self.env.ref, ROLES.split(",")))

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

    @alone("who asks decides, and no other row")
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
            {"type": "info", "message": newcomers._club_role_sentence(role)},
        )
        return newcomers

    def _club_role_sentence(self, role):
        """Return the sentence that says which role the users were given."""
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
                    ", ".join(strangers.sudo(False).mapped("name")),
                )
            )
