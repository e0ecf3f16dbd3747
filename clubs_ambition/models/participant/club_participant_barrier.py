from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...utils.races import holding
from ..tools.guarded import OPEN


class ClubParticipantBarrier(models.Model):
    """A barrier to employment, graded.

    One that blocks stops an admission, if its subject may (``club.barrier.can_block``).
    Health and legal matters are asked for in the words of their wording; those of somebody
    who says no are not written down, and what was is deleted (GDPR, articles 9.2.a and 10).
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
    def _check_not_refused(self):
        self._check_not_refused_by(self.filtered("barrier_id.sensitive").participant_id)

    @api.model
    @holding("person_id")
    def _check_not_refused_by(self, journeys):
        """Refuse to write down the health or legal matters of somebody who said no."""
        if any(map(self._refuses, journeys)):
            raise ValidationError(
                self.env._(
                    "This person does not want health and legal matters to be written down: "
                    "leave it empty, or record their agreement first."
                )
            )

    @api.model
    def _answer(self, journey):
        """Return what a person said of health and legal matters being written down.

        sudo: what they said is read by whoever writes.
        """
        return journey.sudo().person_id.consent_ids._answers().get("sensitive")

    @api.model
    def _refuses(self, journey):
        """Tell whether a person said no, or took their agreement back."""
        said = self._answer(journey)
        return bool(said and said.withdrawn_on)

    @api.model
    def _forget(self, persons):
        """Delete what was written down of those who said no; sudo: in any club."""
        opened = persons.sudo().with_context(club_restriction=OPEN)
        journeys = opened.every_journey_ids.filtered(self._refuses)
        journeys.barrier_ids.filtered("barrier_id.sensitive").unlink()
        journeys.filtered("rqth").rqth = False
