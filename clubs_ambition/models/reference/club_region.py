from odoo import api, fields, models


class ClubRegion(models.Model):
    """Region of the Insee geographic code (2026 edition)."""

    _name = "club.region"
    _description = "Region"
    _inherit = ["club.reference.mixin"]
    _order = "name"

    zone = fields.Selection(
        [("metro", "Metropolitan"), ("drom", "Overseas region"), ("com", "Overseas")]
    )
    department_ids = fields.One2many("club.department", "region_id")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.model
    def _load_reference(self):
        self._sync(self._read_csv("regions.csv"))
