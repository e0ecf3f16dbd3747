from odoo import api, fields, models

from ...const import CHANNELS
from ...utils import clock


class ClubSession(models.Model):
    """Employers met at a visit or a fair: logged as contacts in one gesture."""

    _inherit = "club.session"

    employer_ids = fields.Many2many(
        "res.partner",
        "club_session_employer_rel",
        "session_id",
        "partner_id",
        domain=[("is_company", "=", True), ("club_person", "=", False)],
        string="Employers met",
        groups="clubs_ambition.group_clubs_animateur",
    )
    employers_channel = fields.Selection(
        [pair for pair in CHANNELS if pair[0] in ("fair", "visit")],
        default="fair",
        required=True,
        string="Met at a",
        groups="clubs_ambition.group_clubs_animateur",
    )
    contact_ids = fields.One2many(
        "club.contact",
        "session_id",
        groups="clubs_ambition.group_clubs_animateur",
    )
    employers_to_log = fields.Integer(
        compute="_compute_employers_to_log",
        groups="clubs_ambition.group_clubs_animateur",
    )

    @api.depends("employer_ids", "contact_ids")
    def _compute_employers_to_log(self):
        for session in self:
            met = session.employer_ids - session.contact_ids.partner_id
            session.employers_to_log = len(met)

    def action_log_employers(self):
        """Log one contact for each employer met that has none of this session.

        The prospect of the club, where there is one, moves on with it.
        """
        self.ensure_one()
        met = self.employer_ids - self.contact_ids.partner_id
        leads = self.env["crm.lead"].search(
            [("club_id", "=", self.club_id.id), ("partner_id", "in", met.ids)]
        )
        prospects = leads.grouped("partner_id")
        self.env["club.contact"].create(
            [
                {
                    "session_id": self.id,
                    "lead_id": prospects.get(partner, leads.browse())[:1].id,
                    "partner_id": partner.id,
                    "club_id": self.club_id.id,
                    "channel": self.employers_channel,
                    "outcome": "reached",
                    "date": self._local_day(),
                    "note": self.name,
                }
                for partner in met
            ]
        )

    def _local_day(self):
        """Return the day of the session where the club is."""
        return clock.day(self, self.start)
