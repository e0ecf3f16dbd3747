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
        return result

    def unlink(self):
        self.crm_team_id._check_club_team()
        return super().unlink()
