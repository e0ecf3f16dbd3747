from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubDistrictCheck(models.TransientModel):
    """Establish whether a person lives in a priority district, offline.

    A commune or a postcode never proves it (149 districts span several communes,
    and each is smaller than its communes): either somebody chooses among the
    districts of the commune, or coordinates are tested against the outlines.
    """

    _name = "club.district.check"
    _description = "Establish the priority district"
    _inherit = ["club.dialog.access.mixin"]

    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    method = fields.Selection(
        [("commune", "By the commune"), ("coordinates", "By coordinates")],
        required=True,
        default="commune",
    )
    commune_id = fields.Many2one("club.commune")
    district_id = fields.Many2one(
        "club.district", domain="[('commune_ids', 'in', commune_id)]"
    )
    outside = fields.Boolean(string="Lives in none of them")
    source = fields.Selection(
        [
            ("declared", "Declared by the person"),
            ("official", "Checked on the official site"),
        ],
        default="declared",
        required=True,
    )
    coordinates = fields.Char(
        help="Latitude and longitude of the address, as maps give them: 43.3180, 5.3690"
    )
    found_district_id = fields.Many2one("club.district", compute="_compute_found")
    found_message = fields.Char(compute="_compute_found")

    @api.depends("coordinates", "method")
    def _compute_found(self):
        for check in self:
            check.found_district_id = False
            check.found_message = False
            point = check._point() if check.method == "coordinates" else None
            if point:
                found = self.env["club.district"]._find_at(*point)[:1]
                check.found_district_id = found
                check.found_message = (
                    self.env._("In the district %s.", found.display_name)
                    if found
                    else self.env._("In no priority district.")
                )
            elif check.method == "coordinates" and check.coordinates:
                check.found_message = self.env._(
                    "Not understood: write latitude, comma, longitude (43.3180, 5.3690)."
                )

    def _point(self):
        """Return ``(latitude, longitude)`` in degrees, or None when unreadable."""
        parts = (self.coordinates or "").replace(";", ",").split(",")
        if len(parts) == 4:
            parts = [".".join(parts[:2]), ".".join(parts[2:])]
        try:
            latitude, longitude = (float(part) for part in parts)
        except ValueError:
            return None
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return None
        return latitude, longitude

    @api.onchange("commune_id")
    def _onchange_commune_id(self):
        self.district_id = False

    def action_confirm(self):
        self.ensure_one()
        self._check_given()
        values_by_method = {
            "commune": self._values_commune,
            "coordinates": self._values_coordinates,
        }
        return self.participant_id.write(values_by_method[self.method]())

    def _values_commune(self):
        if not (self.district_id or self.outside):
            raise UserError(
                self.env._("Choose the district, or say that it is none of them.")
            )
        return {
            "district_id": not self.outside and self.district_id.id,
            "district_status": "out" if self.outside else "in",
            "district_source": self.source,
        }

    def _values_coordinates(self):
        point = self._point()
        if not point:
            raise UserError(
                self.env._("Write latitude, comma, longitude: 43.3180, 5.3690.")
            )
        return {
            "district_id": self.found_district_id.id,
            "district_status": "in" if self.found_district_id else "out",
            "district_source": "computed",
            "latitude": point[0],
            "longitude": point[1],
        }
