from odoo import api, fields, models


class ClubCommune(models.Model):
    """Commune that holds at least one priority district, with its Insee code."""

    _name = "club.commune"
    _description = "Commune with priority districts"
    _inherit = ["club.reference.mixin"]
    _order = "name, code"

    department_id = fields.Many2one("club.department", index=True, ondelete="restrict")
    district_ids = fields.Many2many(
        "club.district",
        "club_commune_district_rel",
        "commune_id",
        "district_id",
        string="Districts",
    )

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.depends("name", "department_id.code")
    def _compute_display_name(self):
        for commune in self:
            department = commune.department_id.code
            commune.display_name = (
                f"{commune.name} ({department})" if department else commune.name
            )

    @api.model
    def _named(self, city, department):
        """Return the commune of this name in a department, or none."""
        communes = self.search(
            [
                ("name", "=ilike", (city or "").strip()),
                ("department_id", "=", department.id),
            ]
        )
        return communes[:1]

    @api.model
    def _load_reference(self):
        departments = self.env["club.department"]._ids_by_code()
        communes = {}
        for row in self._read_csv("qpv_2024.csv"):
            codes = row["commune_codes"].split("|")
            names = row["commune_names"].split("|")
            for code, name in zip(codes, names, strict=True):
                communes[code] = {
                    "code": code,
                    "name": name,
                    "department_id": departments[row["department_code"]],
                }
        self._sync(list(communes.values()))
