from odoo import api, models


class CrmTeamMember(models.Model):
    """Who is in a club's team follows the club, from this side too."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.crm_team_id._check_club_team()
        return members

    def write(self, vals):
        self.crm_team_id._check_club_team()
        result = super().write(vals)
        self.crm_team_id._check_club_team()
        if not vals.get("active", True):
            for team in self.crm_team_id:
                team._club_leave(self._club_users(team))
        return result

    def _synchronize_memberships(self, user_team_ids):
        """Put nobody out of a team for a club's, nor out of a club's team.

        Odoo keeps people in one team, unless a setting of all teams lets them be in
        several, which is not ours to change. Who animates two clubs is in both teams.
        sudo: which team is a club's is no secret.
        """
        Team = self.env["crm.team"].sudo()
        default = {"crm_team_id": self.env.context.get("default_crm_team_id")}
        asked = [{**default, **values} for values in user_team_ids]
        others = [
            values
            for values in asked
            if not Team.browse(values["crm_team_id"]).club_ids
        ]
        kept = self.with_context(club_teams_kept=True)
        return super(CrmTeamMember, kept)._synchronize_memberships(others)

    def action_archive(self):
        """Archive, but for clubs' teams where another team is the reason."""
        if self.env.context.get("club_teams_kept"):
            self = self.filtered(lambda one: not one.crm_team_id.sudo().club_ids)
        return super().action_archive()

    def unlink(self):
        self.crm_team_id._check_club_team()
        gone = {team: self._club_users(team) for team in self.crm_team_id}
        result = super().unlink()
        for team, users in gone.items():
            team._club_leave(users)
        return result

    def _club_users(self, team):
        """Return who is put out of a team; sudo: members of a club are no secret."""
        return self.sudo().filtered(lambda one: one.crm_team_id == team).user_id
