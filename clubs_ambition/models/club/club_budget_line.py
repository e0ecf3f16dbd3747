from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import BUDGET
from ...utils import clock


class ClubBudgetLine(models.Model):
    """Money given to a club by one funder for a dated period.

    The seed gives 60 000 € a club without a period: read as one year. A figure
    over another period takes the share of the days they have in common. All money
    of the clubs is in euros, whatever the currency of the company.
    """

    _name = "club.budget.line"
    _description = "Club budget line"
    _order = "date_from desc, club_id, id"
    _rec_names_search = ["club_id", "funder_id"]

    club_id = fields.Many2one(
        "club.club",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    territory_id = fields.Many2one(related="club_id.territory_id", store=True)
    funder_id = fields.Many2one(
        "club.funder", required=True, index=True, ondelete="restrict"
    )
    funder_kind = fields.Selection(related="funder_id.kind", string="Kind of funder")
    reference = fields.Char(help="Number of the agreement or of the notification.")
    amount = fields.Monetary("Amount (€)", required=True, default=BUDGET)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.ref("base.EUR"),
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: clock.today(self).replace(month=1, day=1),
    )
    date_to = fields.Date(
        "To",
        required=True,
        default=lambda self: clock.today(self).replace(month=12, day=31),
    )

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "A budget is not negative."
    )

    @api.depends("club_id.name", "funder_id.name", "date_from")
    def _compute_display_name(self):
        for line in self:
            year = line.date_from and str(line.date_from.year)
            parts = (line.club_id.name, line.funder_id.name, year)
            line.display_name = " – ".join(part for part in parts if part)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        dated = self.filtered(lambda line: line.date_from and line.date_to)
        if any(line.date_to < line.date_from for line in dated):
            raise ValidationError(
                self.env._("A budget line ends before it starts: check its dates.")
            )
