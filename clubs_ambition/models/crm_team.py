from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    club_ids = fields.One2many("club.club", "team_id")

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
            or user in members
            or team.id == self.env.context.get("default_team_id")
        )
