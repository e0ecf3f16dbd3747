from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import BUDGET


class ClubBudgetLine(models.Model):
    """Money given to a club by one funder for a dated period.

    The seed gives 60 000 € a club without a period: read as one year. A figure
    over another period takes the share of the days they have in common.
    """

    _name = "club.budget.line"
    _description = "Club budget line"
    _order = "date_from desc, id"

    club_id = fields.Many2one(
        "club.club", required=True, index=True, ondelete="cascade"
    )
    funder = fields.Char(required=True)
    amount = fields.Monetary(required=True, default=BUDGET)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "A budget is not negative."
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if any(line.date_to < line.date_from for line in self):
            raise ValidationError(
                self.env._("A budget line ends before it starts: check its dates.")
            )
