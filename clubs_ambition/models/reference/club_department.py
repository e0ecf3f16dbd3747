from odoo import api, fields, models


class ClubDepartment(models.Model):
    """Department of the Insee geographic code (2026 edition)."""

    _name = "club.department"
    _description = "Department"
    _inherit = ["club.reference.mixin"]
    _order = "code"
    _display_code = True

    region_id = fields.Many2one("club.region", index=True, ondelete="restrict")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.model
    def _load_reference(self):
        regions = self.env["club.region"]._ids_by_code()
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
