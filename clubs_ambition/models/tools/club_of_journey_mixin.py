from odoo import api, models

from ...const import SEATED


class ClubOfJourneyMixin(models.AbstractModel):
    """A record of a journey, and so of its club (``club_id``, stored).

    Before an admission a club may give a journey to another: what is recorded about it
    follows. Of who gives it away and who records something at the same moment, one begins
    anew: the record would stay with the club that the journey left.
    """

    _name = "club.of.journey.mixin"
    _description = "Record of the club of its journey"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # sudo: whoever records something; whoever holds a seat changes no club.
        journeys = records.sudo().participant_id
        movable = journeys.filtered(lambda one: one.state not in SEATED)
        self.env["club.race"]._hold(movable)
        return records
