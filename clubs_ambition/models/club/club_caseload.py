from odoo import api, fields, models

from ...const import SEATS


class ClubCaseload(models.Model):
    """How many journeys one animateur holds at once, each on a ``club.seat``.

    Fifteen is the seed's measure of intensive coaching.
    """

    _name = "club.caseload"
    _description = "Simultaneous journeys of an animateur"
    _not_handed_over = ("user_id",)
    _inherit = ["club.guard.mixin", "club.seat.mixin"]
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", string="Animateur"
    )
    seats = fields.Integer(default=SEATS, required=True)
    extra_seats = fields.Integer(
        help="Journeys a manager allowed beyond the seats, with a written reason."
    )
    extra_seats_reason = fields.Char()
    participant_ids = fields.One2many("club.participant", "caseload_id")

    _user_uniq = models.UniqueIndex("(user_id)", "An animateur has one caseload.")
    _seat_owner = "caseload_id"
    _seat_held = "caseload_seat_id"

    _seats_measure = models.Constraint(
        f"CHECK(seats BETWEEN 0 AND {SEATS})",
        "An animateur follows 15 people at most: add extra seats, with their reason.",
    )
    _extra_reason = models.Constraint(
        "CHECK(COALESCE(extra_seats, 0) = 0 OR btrim(COALESCE(extra_seats_reason, '')) != '')",
        "Say why one more journey is allowed.",
    )

    @api.depends("participant_ids.state", "participant_ids.caseload_id")
    def _compute_seats_taken(self):
        super()._compute_seats_taken()

    def _full_message(self):
        return self.env._(
            "%s already follows as many people as they can: end a journey, choose "
            "another animateur, or ask a manager for one more seat.",
            self.user_id.name,
        )

    @api.model
    def _ensure(self, users):
        """Create the missing caseloads of ``users`` (an animateur may not do so)."""
        known = self.sudo().search([("user_id", "in", users.ids)]).user_id
        if missing := users - known:
            with self.env["club.race"]._found_or_made("club_caseload_user_uniq"):
                self.sudo().create([{"user_id": user.id} for user in missing])

    @api.model
    def _lightest(self, users):
        """Return the caseload with most free seats among ``users``."""
        caseloads = self.sudo().search([("user_id", "in", users.ids)])
        return caseloads.sorted(lambda load: load.seats_taken - load._capacity())[:1]
