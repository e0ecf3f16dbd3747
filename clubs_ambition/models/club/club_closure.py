from odoo import fields, models


class ClubClosure(models.Model):
    """Days a club is closed: no session is generated, no week is counted."""

    _name = "club.closure"
    _description = "Closed days of a club"
    _order = "date_from desc, id"
    _rec_name = "reason"

    club_id = fields.Many2one(
        "club.club",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    date_from = fields.Date(required=True, string="First day")
    date_to = fields.Date(required=True, string="Last day")
    reason = fields.Char(required=True)

    _dates_order = models.Constraint(
        "CHECK(date_to >= date_from)", "Closed days end after they begin."
    )
