from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...const import SEATED

SEAT_OF = {"seat_id": "cohort_id", "caseload_seat_id": "caseload_id"}
"""Which seat a journey holds of whom: in this order, or two people wait in a circle."""


class ClubParticipant(models.Model):
    """A journey holds its seats; one that gets free is offered to the waiting list."""

    _inherit = "club.participant"

    seat_id = fields.Many2one(
        "club.seat",
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
    )
    caseload_seat_id = fields.Many2one(
        "club.seat",
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
    )

    _seat_uniq = models.UniqueIndex(
        "(seat_id) WHERE seat_id IS NOT NULL", "This seat is taken."
    )
    _caseload_seat_uniq = models.UniqueIndex(
        "(caseload_seat_id) WHERE caseload_seat_id IS NOT NULL", "This seat is taken."
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "cohort_id", "animateur_id"}:
            self._settle_seats()
        return result

    def _settle_seats(self):
        """Give back the seats that are no more theirs, take those that are wanted.

        :raise ValidationError: when no seat is left
        """
        # sudo: whoever moves a journey reads neither seats nor other people's.
        for held, owner_name in SEAT_OF.items():
            moving = self.sudo().filtered(
                lambda one: one._seat_wanted(owner_name) != one[held][owner_name]  # noqa: B023
            )
            moving.filtered(held).write({held: False})
            for journey in moving:
                if owner := journey._seat_wanted(owner_name):
                    journey._take_seat(held, owner)

    def _seat_wanted(self, owner_name):
        """Return whose seat this journey asks for: nobody's before the admission."""
        owner = self[owner_name]
        return owner if self.is_seated else owner.browse()

    def _take_seat(self, held, owner):
        """Take the first free seat; one that somebody takes meanwhile is left.

        The unique index makes this wait for whoever is taking the same seat.
        """
        for seat in owner._free_seats():
            take = SQL(
                "UPDATE club_participant SET %s = %s WHERE id = %s",
                SQL.identifier(held),
                seat,
                self.id,
            )
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(take, log_exceptions=False)
            except UniqueViolation:
                continue
            self.invalidate_recordset([held], flush=False)
            return
        raise ValidationError(owner.with_env(self.env)._full_message())

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new not in SEATED and new != "waitlisted":
            left = self.filtered(lambda one: before[one] in SEATED)
            left.cohort_id._propose_next()
