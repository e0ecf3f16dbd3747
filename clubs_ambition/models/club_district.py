import gzip
import json

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools.misc import file_path

from ..utils.geometry import bounding_box, in_multipolygon

CODE_FORM = "^(QN(0[0-9]{2}|02[AB]|9[78][0-9])[0-9]{2}[CIMN]|QP[0-9][0-9AB][0-9]{4})$"


class ClubDistrict(models.Model):
    """Priority district of city policy (QPV), with its outline and its dates.

    Decree 2023-1314 (metropolitan France, 1 January 2024), decree 2024-1212
    (overseas, 1 January 2025), law 2025-797 (whole communes of Mayotte, until
    1 January 2030). A district is smaller than its communes: only the outline, or
    somebody who knows, tells who lives in it.
    """

    _name = "club.district"
    _description = "Priority district (QPV)"
    _inherit = ["club.reference.mixin"]
    _order = "department_id, name, code"
    _rec_names_search = ["code", "name", "commune_ids.name"]

    generation = fields.Char(default="2024", required=True)
    status = fields.Selection(
        [
            ("new", "New"),
            ("modified", "Outline modified"),
            ("unchanged", "Unchanged"),
            ("whole_commune", "Whole commune"),
        ]
    )
    commune_ids = fields.Many2many(
        "club.commune", "club_commune_district_rel", "district_id", "commune_id"
    )
    department_id = fields.Many2one("club.department", index=True, ondelete="restrict")
    region_id = fields.Many2one(related="department_id.region_id", store=True, index=True)
    valid_from = fields.Date()
    valid_to = fields.Date()
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    outline = fields.Json(
        prefetch=False, help="Multipolygon in GeoJSON order, degrees of WGS 84."
    )
    min_longitude = fields.Float(digits=(9, 6))
    max_longitude = fields.Float(digits=(9, 6))
    min_latitude = fields.Float(digits=(9, 6))
    max_latitude = fields.Float(digits=(9, 6))

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")
    _code_form = models.Constraint(
        f"CHECK(code ~ '{CODE_FORM}')", "A QPV code is like QN01301M."
    )
    _box_idx = models.Index("(min_longitude, max_longitude)")

    @api.depends("name", "code")
    def _compute_display_name(self):
        for district in self:
            communes = ", ".join(district.commune_ids[:2].mapped("name"))
            district.display_name = f"{district.name} – {communes} ({district.code})"

    @api.model
    def _find_at(self, latitude, longitude, date=None):
        """Return the districts whose outline holds a point, at a date.

        :param float latitude: degrees; :param float longitude: degrees (WGS 84)
        :param date: today by default; only districts in force then
        """
        day = date or fields.Date.context_today(self)
        candidates = self.search(
            Domain(
                [
                    ("min_longitude", "<=", longitude),
                    ("max_longitude", ">=", longitude),
                    ("min_latitude", "<=", latitude),
                    ("max_latitude", ">=", latitude),
                ]
            )
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", day))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", day))
        )
        return candidates.filtered(
            lambda district: in_multipolygon(longitude, latitude, district.outline or [])
        )

    @api.model
    def _load_reference(self):
        communes = self._ids_by_code("club.commune")
        departments = self._ids_by_code("club.department")
        outlines = self._read_outlines()
        self._sync(
            [
                self._reference_values(row, communes, departments, outlines)
                for row in self._read_csv("qpv_2024.csv")
            ],
            within=[("generation", "=", "2024")],
        )

    @api.model
    def _reference_values(self, row, communes, departments, outlines):
        overseas = row["department_code"][:2] in ("97", "98")
        whole = row["status"] == "whole_commune"
        outline = outlines[row["code"]]
        west, south, east, north = bounding_box(outline)
        codes = row["commune_codes"].split("|")
        return {
            "code": row["code"],
            "name": row["name"],
            "status": row["status"],
            "commune_ids": [Command.set([communes[code] for code in codes])],
            "department_id": departments[row["department_code"]],
            "latitude": float(row["lat"]),
            "longitude": float(row["lon"]),
            "valid_from": "2025-01-01" if overseas else "2024-01-01",
            "valid_to": "2029-12-31" if whole else False,
            "outline": outline,
            "min_longitude": west,
            "max_longitude": east,
            "min_latitude": south,
            "max_latitude": north,
        }

    @api.model
    def _ids_by_code(self, model):
        records = self.env[model].with_context(active_test=False).search([])
        return {record.code: record.id for record in records}

    @api.model
    def _read_outlines(self):
        path = file_path("clubs_ambition/data/reference/qpv_2024_contours.json.gz")
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            return json.load(stream)
