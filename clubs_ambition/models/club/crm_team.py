from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..tools import guarded

OWN = {"color", "favorite_user_ids", "is_favorite", "sequence"}
"""How a team stands on somebody's dashboard of sales, and nothing of the club."""


class CrmTeam(models.Model):
    """The team of a club follows the club: stock sales rights do not change it."""

    _inherit = "crm.team"
    _handed_over = ("user_id", [("club_ids", "!=", False)])

    club_ids = fields.One2many("club.club", "team_id", context={"active_test": False})

    def write(self, vals):
        if vals.keys() - OWN:
            self._check_club_team()
        if not vals.get("active", True):
            self.env["club.ending"]._check_archived(self.filtered("club_ids"), vals)
        return super().write(vals)

    def _club_is_traced(self):
        """Keep the trace of the teams of clubs; sudo: which these are is no secret."""
        return bool(self.sudo().with_context(active_test=False).club_ids)

    @api.model
    def _club_with_team(self, club, vals):
        """Return the values of a new club with its team, which no caller chooses."""
        club._club_check_bounds(vals)
        [vals] = guarded.without_derived(club, [vals])
        if not vals.get("name") or vals.get("team_id"):
            return vals
        return {**vals, "team_id": self._club_create(vals["name"]).id}

    @api.model
    def _club_create(self, name):
        """Create the team of a club; sudo: sales rights are not given to our roles."""
        stages = self.env["crm.stage"].sudo().search([("for_clubs", "=", True)])
        team = self.sudo().create(
            {
                "name": name,
                "use_opportunities": True,
                "user_id": False,
                # no job of the sales makes leads the club's
                "assignment_optout": True,
            }
        )
        stages.write({"team_ids": [Command.link(team.id)]})
        return team

    def _club_are_teams(self):
        """Tell whether these teams are all of clubs in activity; sudo: no secret."""
        return all(team._club_in_activity() for team in self.sudo())

    def _club_in_activity(self):
        """Return the club of a team, if it is not archived."""
        return self.club_ids.filtered("active")[:1]

    def _check_club_team(self):
        """Refuse to change the address, the people or the life of a club's team.

        Odoo writes a team's address under sudo, before any rule is asked
        (``crm_team_rule_clubs`` keeps the rest). sudo: a stock sales manager reads no
        archived club.
        """
        clubs = self.sudo().with_context(active_test=False).club_ids
        clubs = clubs.with_env(self.env)
        if refused := clubs - clubs._filtered_access("write"):
            raise AccessError(
                self.env._(
                    "“%s” is the team of a club: change it on the club, or ask its "
                    "manager.",
                    refused[0].sudo().team_id.with_env(self.env).display_name,
                )
            )

    def _club_leave(self, users):
        """Take off the club whom somebody puts out of its team: they are the same.

        The club's own gesture took them off already. sudo: who may put somebody out of
        the team may write the club, which was asked.
        """
        for club in self.sudo().club_ids:
            if gone := users & club.animateur_ids:
                club.animateur_ids -= gone

    def _get_default_team_id(self, user_id=False, domain=False):
        """Make no lead a club's because its team comes first.

        A club's team is the default of its own members only.
        """
        team = super()._get_default_team_id(user_id=user_id, domain=domain)
        user = self.env["res.users"].browse(user_id) if user_id else self.env.user
        if self._club_is_default(team, user):
            return team
        others = [*(domain or []), ("club_ids", "=", False)]
        team = super()._get_default_team_id(user_id=user_id, domain=others)
        return team if self._club_is_default(team, user) else self.browse()

    def _club_is_default(self, team, user):
        members = team.sudo().member_ids | team.sudo().user_id
        return (
            not team.sudo().club_ids
            or (user in members and self._club_may_plant(team, members))
            or team.id == self.env.context.get("default_team_id")
        )

    def _club_may_plant(self, team, members):
        """Tell whether the user may make a lead a club's by naming who follows it.

        Its members and who manages the club may; nobody else, for whom the lead
        could not be read. Mail that arrives has no user.
        """
        clubs = team.sudo().club_ids.with_env(self.env).sudo(False)
        return (
            self.env.uid == SUPERUSER_ID
            or self.env.user in members
            or bool(clubs._filtered_access("write"))
        )
