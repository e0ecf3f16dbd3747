from odoo import api, models


class ResPartner(models.Model):
    """The meetings of a contact are the same list, seen from the other side."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        named = {"default_meeting_ids", *(name for vals in vals_list for name in vals)}
        if named & {"meeting_ids", *self.env.context}:
            partners._check_club_meetings(self.browse().meeting_ids)
        return partners

    def write(self, vals):
        if "meeting_ids" not in vals:
            return super().write(vals)
        before = {partner: partner.sudo().meeting_ids for partner in self}
        result = super().write(vals)
        for partner in self:
            partner._check_club_meetings(before[partner])
        return result

    def _check_club_meetings(self, before):
        """Refuse a session gained or lost by who may not write it; sudo: see above."""
        now = self.sudo().meeting_ids
        events = ((now | before) - (now & before)).with_env(self.env)
        events._club_sessions()._check_from_calendar("write", {})
