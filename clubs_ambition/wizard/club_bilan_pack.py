from odoo import models


class ClubBilan(models.TransientModel):
    """Keeps what the dialog shows, so that it can be shown again."""

    _inherit = "club.bilan"

    def action_produce(self):
        """Keep workbook and PDF of these figures as a pack, and show it."""
        Pack = self.env["club.pack"]
        Pack._check_producer()
        if not self.club_id and not self.territory_id:
            self.territory_id = Pack._my_territory()
        territory = self.club_id.territory_id or self.territory_id
        return Pack._produce(self._question(), territory, self.club_id)._open()
