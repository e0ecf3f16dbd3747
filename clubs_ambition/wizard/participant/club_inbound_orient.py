from odoo import fields, models

from ...const import ENDED
from ...models.person.club_identity import WRITTEN, Described
from ...utils import actions


class ClubInboundOrient(models.TransientModel):
    """Orient who wrote to a club: the mail goes to the thread of their journey.

    Whoever is coached already, and wrote from another address, is not oriented twice.
    """

    _name = "club.inbound.orient"
    _description = "Orient who wrote"
    _inherit = ["club.dialog.access.mixin"]

    inbound_id = fields.Many2one(
        "club.inbound.mail", required=True, ondelete="cascade", string="E-mail to sort"
    )
    last_name = fields.Char(required=True)
    first_name = fields.Char()
    birth_date = fields.Date(string="Date of birth")
    phone = fields.Char()
    email = fields.Char(string="E-mail")

    def action_orient(self):
        self.ensure_one()
        self._check_given()
        values = {name: self[name] for name in WRITTEN if self[name]}
        identity = self.env["club.identity"]
        [(person, _doubt)] = identity._recognise([Described.typed(values)])
        journey = self._live_journey(person.with_env(self.env))
        if not journey:
            person = person or self.env["club.person"].create(values)
            journey = journey.create(
                {"person_id": person.id, "club_id": self.inbound_id.club_id.id}
            )
        self.inbound_id._hand_to(journey)
        return actions.window("club.participant", res_id=journey.id)

    def _live_journey(self, person):
        """Return the live journey of a person that the user reads, if any."""
        journeys = self.env["club.participant"]
        if not person:
            return journeys
        live = [("person_id", "=", person.id), ("state", "not in", ENDED)]
        return journeys.search(live, limit=1)

    def action_erase(self):
        self.ensure_one()
        self._check_given()
        return self.inbound_id.action_erase()
