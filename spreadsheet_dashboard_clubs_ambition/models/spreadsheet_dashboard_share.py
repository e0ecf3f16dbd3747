from odoo import api, models
from odoo.exceptions import UserError


class SpreadsheetDashboardShare(models.Model):
    _inherit = "spreadsheet.dashboard.share"

    @api.constrains("dashboard_id")
    def _check_figures_stay(self):
        """A link opens to anybody: small numbers would leave without a trace."""
        group = self.env.ref(
            "spreadsheet_dashboard_clubs_ambition.spreadsheet_dashboard_group_clubs"
        )
        if group in self.dashboard_id.dashboard_group_id:
            raise UserError(
                self.env._(
                    "Dashboards of the clubs are not shared by link: they show small "
                    "numbers to whoever has it. Send the Bilan's workbook instead."
                )
            )
