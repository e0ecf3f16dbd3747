import gzip
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.misc import file_path

from ...utils import clock
from ...utils.geometry import bounding_box, in_multipolygon

CODE_FORM = "^(QN(0[0-9]{2}|02[AB]|9[78][0-9])[0-9]{2}[CIMN]|QP[0-9][0-9AB][0-9]{4})$"


class ClubDistrict(models.Model):
    """Priority district of city policy (QPV), with its outline and its dates.

    Decree 2023-1314 (metropolitan France, 1 January 2024), decree 2024-1212
    (overseas, 1 January 2025), law 2025-797 (whole communes of Mayotte, until
    1 January 2030). A district is smaller than its communes: only the outline, or
    somebody who knows, can say who lives in it.
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
        "club.commune",
        "club_commune_district_rel",
        "district_id",
        "commune_id",
        string="Communes",
    )
    department_id = fields.Many2one("club.department", index=True, ondelete="restrict")
    region_id = fields.Many2one(
        related="department_id.region_id", store=True, index=True
    )
    valid_from = fields.Date(string="In force from")
    valid_to = fields.Date(string="In force until", help="Last day, included.")
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    outline = fields.Json(
        prefetch=False, help="Multipolygon in GeoJSON order, degrees of WGS 84."
    )
    min_longitude = fields.Float()
    max_longitude = fields.Float()
    min_latitude = fields.Float()
    max_latitude = fields.Float()

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")
    _valid_dates = models.Constraint(
        "CHECK(valid_to >= valid_from)", "A district ends after it begins."
    )
    _code_form = models.Constraint(
        f"CHECK(code ~ '{CODE_FORM}')", "A QPV code is like QN01301M."
    )
    _box_idx = models.Index(
        "(min_longitude, max_longitude, min_latitude, max_latitude)"
    )

    @api.depends("name", "code", "commune_ids.name")
    def _compute_display_name(self):
        for district in self:
            names = district.commune_ids.mapped("name")
            place = ", ".join(names[:2]) + (", …" if len(names) > 2 else "")
            label = " – ".join(filter(None, [district.name, place]))
            code = f" ({district.code})" if district.code else ""
            district.display_name = f"{label}{code}"

    # === WHO LIVES IN IT === #

    @api.model
    def _find_at(self, latitude, longitude, date=None):
        """Return the districts whose outline holds a point, at a date.

        :param float latitude: degrees; :param float longitude: degrees (WGS 84)
        :param date: today by default; only districts in force then
        """
        return self._find_all_at([(latitude, longitude)], date)[0]

    @api.model
    def _find_all_at(self, points, date=None):
        """Find the districts of many points with one query and one read of outlines.

        :param points: list of ``(latitude, longitude)``
        :return: list of recordsets, one for each point, in the same order
        """
        found = [self.browse() for _point in points]
        for rank, district_id in self._boxes_at(points, date):
            latitude, longitude = points[rank]
            district = self.browse(district_id)
            if in_multipolygon(longitude, latitude, district.outline or []):
                found[rank] |= district
        together = self.union(*found)
        return [districts.with_prefetch(together.ids) for districts in found]

    @api.model
    def _boxes_at(self, points, date=None):
        """Return ``(rank of the point, id)`` where the bounding box holds the point.

        A past date is answered with the districts of that time, retired since or not.
        """
        today = clock.today(self)
        day = fields.Date.to_date(date) or today
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT point.rank - 1, district.id
                  FROM unnest(%(latitudes)s::float8[], %(longitudes)s::float8[])
                       WITH ORDINALITY AS point(latitude, longitude, rank)
                  JOIN club_district AS district
                    ON point.longitude
                       BETWEEN district.min_longitude AND district.max_longitude
                   AND point.latitude
                       BETWEEN district.min_latitude AND district.max_latitude
                 WHERE (district.active OR %(past)s)
                   AND (district.valid_from IS NULL OR district.valid_from <= %(day)s)
                   AND (district.valid_to IS NULL OR district.valid_to >= %(day)s)
              ORDER BY point.rank, district.code
                """,
                latitudes=[latitude for latitude, _longitude in points],
                longitudes=[longitude for _latitude, longitude in points],
                past=day < today,
                day=day,
            )
        )
        self.browse({district_id for _rank, district_id in rows}).fetch(["outline"])
        return rows

    # === EDITIONS === #

    def _retire(self):
        """End the districts that an edition drops, on the day before."""
        yesterday = clock.today(self) - timedelta(days=1)
        self.filtered(
            lambda district: not (district.valid_to or district.retired_on)
        ).write({"valid_to": yesterday})
        return super()._retire()

    @api.model
    def _load_reference(self):
        communes = self.env["club.commune"]._ids_by_code()
        departments = self.env["club.department"]._ids_by_code()
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
    def _read_outlines(self):
        path = file_path("clubs_ambition/data/reference/qpv_2024_contours.json.gz")
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            return json.load(stream)
