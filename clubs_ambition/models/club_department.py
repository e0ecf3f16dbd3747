from odoo import api, fields, models


class ClubDepartment(models.Model):
    """Department of the Insee geographic code (2026 edition)."""

    _name = "club.department"
    _description = "Department"
    _inherit = ["club.reference.mixin"]
    _order = "code"

    region_id = fields.Many2one("club.region", index=True, ondelete="restrict")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.depends("name", "code")
    def _compute_display_name(self):
        for department in self:
            department.display_name = f"{department.name} ({department.code})"

    @api.model
    def _load_reference(self):
        regions = {
            region.code: region.id
            for region in self.env["club.region"]
            .with_context(active_test=False)
            .search([])
        }
        self._sync(
            [
                {
                    "code": row["code"],
                    "name": row["name"],
                    "region_id": regions.get(row["region_code"]),
                }
                for row in self._read_csv("departements.csv")
            ]
        )
