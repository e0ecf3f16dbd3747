from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...utils.races import holding
from ..tools.guarded import OPEN


class ClubParticipantBarrier(models.Model):
    """A barrier to employment, graded.

    One that blocks stops an admission, if its subject may (``club.barrier.can_block``).
    Health and legal matters are written down of who agrees to it, and go when they do not
    any more (GDPR, articles 9.2.a and 10).
    """

    _name = "club.participant.barrier"
    _description = "Barrier of a participant"
    _inherit = ["club.of.journey.mixin"]
    _order = "grade desc, barrier_id"

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="cascade"
    )
    club_id = fields.Many2one(related="participant_id.club_id", store=True, index=True)
    barrier_id = fields.Many2one("club.barrier", required=True, ondelete="restrict")
    grade = fields.Selection(
        [("0_none", "None"), ("1_minor", "Minor"), ("2_blocking", "Blocking")],
        required=True,
        default="1_minor",
    )

    _barrier_uniq = models.UniqueIndex(
        "(participant_id, barrier_id)", "This barrier is already graded."
    )

    @api.constrains("participant_id", "barrier_id", "grade")
    def _check_agreed(self):
        self._check_agreed_of(self.filtered("barrier_id.sensitive").participant_id)

    @api.model
    @holding("person_id")
    def _check_agreed_of(self, journeys):
        """Refuse to write down the health or legal matters of who did not agree to it."""
        if not all(map(self._agrees, journeys)):
            raise ValidationError(
                self.env._(
                    "Health and legal matters are written down once the person agrees: ask "
                    "them first, or leave it empty."
                )
            )

    @api.model
    def _agrees(self, journey):
        """Tell whether a person agrees that health and legal matters are written down.

        sudo: what they said is read by whoever writes.
        """
        said = journey.sudo().person_id.consent_ids._answers().get("sensitive")
        return bool(said) and not said.withdrawn_on

    @api.model
    def _forget(self, persons):
        """Delete what was written down of who does not agree to it; sudo: in any club."""
        opened = persons.sudo().with_context(club_restriction=OPEN)
        journeys = opened.every_journey_ids.filtered(lambda one: not self._agrees(one))
        journeys.barrier_ids.filtered("barrier_id.sensitive").unlink()
        journeys.filtered("rqth").rqth = False
