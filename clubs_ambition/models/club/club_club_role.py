from odoo import api, models


class ClubClub(models.Model):
    _inherit = "club.club"

    @api.model_create_multi
    def create(self, vals_list):
        clubs = super().create(vals_list)
        for club in clubs:
            club._receive_animateurs(club.animateur_ids)
        return clubs

    def write(self, vals):
        if "animateur_ids" not in vals:
            return super().write(vals)
        before = {club: club.animateur_ids for club in self}
        result = super().write(vals)
        for club in self:
            club._receive_animateurs(club.animateur_ids - before[club])
        return result

    def _receive_animateurs(self, users):
        """Give those newly named their role; the club's log says so."""
        newcomers = users._receive_club_role("animateur")
        if newcomers:
            self._message_log(body=newcomers._told_club_role("animateur"))
