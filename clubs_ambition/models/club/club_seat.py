from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import SEATED

HELD_OF = {"seat_id": "cohort_id", "caseload_seat_id": "caseload_id"}
"""Which seat a journey holds of whom: in this order, or two people wait in a circle."""


class ClubSeat(models.Model):
    """One seat of a group, or one of the journeys that an animateur may hold.

    Odoo's transactions read an old snapshot, so that a count lets two people take the
    last seat; and a counter that both of them write makes one wait for a retry, up to
    two seconds. A seat is a row that one journey at most points at (a unique index):
    who comes second learns it as soon as the first has finished, and takes another.
    """

    _name = "club.seat"
    _description = "Seat of a group or of an animateur"
    _order = "number, id"
    _rec_name = "number"

    cohort_id = fields.Many2one(
        "club.cohort", index="btree_not_null", ondelete="cascade", string="Group"
    )
    caseload_id = fields.Many2one(
        "club.caseload", index="btree_not_null", ondelete="cascade"
    )
    number = fields.Integer(required=True)

    _one_owner = models.Constraint(
        "CHECK((cohort_id IS NULL) != (caseload_id IS NULL))",
        "A seat belongs to a group or to an animateur.",
    )
    _cohort_number_uniq = models.UniqueIndex(
        "(cohort_id, number)", "The seats of a group have each their number."
    )
    _caseload_number_uniq = models.UniqueIndex(
        "(caseload_id, number)", "The seats of an animateur have each their number."
    )

    @api.model
    def _count_held(self, groupby, ids):
        """Return ``{id: seats held}`` for a many2one of journeys.

        sudo: a counter must count the people its reader may not see.
        """
        journeys = self.env["club.participant"].sudo().with_context(active_test=False)
        groups = journeys._read_group(
            Domain(groupby, "in", ids) & Domain("state", "in", SEATED),
            [groupby],
            ["__count"],
        )
        return {record.id: count for record, count in groups}

    @api.model
    def _settle(self, journeys):
        """Give back the seats that are no more theirs, take those that are wanted.

        What is given back and taken is written: whoever closes a group, or lists its
        people, holds all its seats (:meth:`_hold_groups`) and not one too few.
        sudo: whoever moves a journey reads neither seats nor other people's.

        :raise ValidationError: when no seat is left
        """
        journeys = journeys.sudo()
        changed = self.browse()
        for held, owner_name in HELD_OF.items():
            moving = journeys.browse(
                one.id
                for one in journeys
                if self._wanted(one, owner_name) != one[held][owner_name]
            )
            changed |= moving[held]
            moving.filtered(held).write({held: False})
            for journey in moving:
                if owner := self._wanted(journey, owner_name):
                    changed |= self._take(journey, held, owner)
        self.env["club.race"]._hold(changed)

    @api.model
    def _hold_groups(self, cohorts):
        """Let nobody enter or leave groups meanwhile: each enters or leaves by a seat."""
        if cohorts:
            self.env["club.race"]._hold_found(
                self._name, [("cohort_id", "in", cohorts.ids)]
            )

    @api.model
    def _wanted(self, journey, owner_name):
        """Return whose seat a journey asks for: nobody's before the admission."""
        owner = journey[owner_name]
        return owner if journey.is_seated else owner.browse()

    @api.model
    def _take(self, journey, held, owner):
        """Take the first free seat; one that somebody takes meanwhile is left.

        The unique index makes this wait for whoever is taking the same seat.

        :return: the seat
        """
        for seat in owner._free_seats():
            take = SQL(
                "UPDATE club_participant SET %s = %s WHERE id = %s",
                SQL.identifier(held),
                seat,
                journey.id,
            )
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(take, log_exceptions=False)
            except UniqueViolation:
                continue
            journey.invalidate_recordset([held], flush=False)
            return self.browse(seat)
        raise ValidationError(owner._full_message())
