from odoo import fields, models


class ClubCommitteeAttendee(models.Model):
    """A member of a committee, with their organisation: there or excused."""

    _name = "club.committee.attendee"
    _inherit = ["club.label.mixin"]
    _description = "Member of a steering committee"
    _order = "organisation, name, id"

    meeting_id = fields.Many2one(
        "club.committee.meeting", required=True, index=True, ondelete="cascade"
    )
    territory_id = fields.Many2one(
        related="meeting_id.territory_id", store=True, index=True, precompute=True
    )
    name = fields.Char(required=True)
    organisation = fields.Char()
    presence = fields.Selection(
        [("invited", "Invited"), ("present", "Present"), ("excused", "Excused")],
        default="invited",
        required=True,
    )
