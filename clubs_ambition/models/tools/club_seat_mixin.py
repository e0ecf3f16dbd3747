from psycopg2.errors import ForeignKeyViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...const import SEATED, SEATS_MOST
from ...utils.races import alone

COMPARISONS = {
    **{sign: SQL(sign) for sign in (">", ">=", "<", "<=")},
    "in": SQL("= ANY"),
    "not in": SQL("!= ALL"),
}


class ClubSeatMixin(models.AbstractModel):
    """What has seats: as many rows as ``seats`` and ``extra_seats`` say."""

    _name = "club.seat.mixin"
    _description = "Something with seats"

    _club_highest = {"seats": SEATS_MOST, "extra_seats": SEATS_MOST}
    _seat_owner = ""
    """The many2one to this model, of the same name on a seat and on a journey."""
    _seat_held = ""
    """The many2one of a journey to the seat it holds here."""

    seats_taken = fields.Integer(
        compute="_compute_seats_taken", search="_search_seats_taken", aggregator="sum"
    )

    @api.model_create_multi
    def create(self, vals_list):
        owners = super().create(vals_list)
        owners._sync_seats()
        return owners

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"seats", "extra_seats", "club_id"}:
            self._sync_seats()
        return result

    def _compute_seats_taken(self):
        counts = self.env["club.seat"]._count_held(self._seat_owner, self.ids)
        for owner in self:
            owner.seats_taken = counts.get(owner.id, 0)

    def _search_seats_taken(self, operator, value):
        return self._search_seats("seats_taken", operator, value)

    @api.model
    def _search_seats(self, name, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        # sudo: what is found is filtered by the rules of the search around it.
        query = self.sudo().with_context(active_test=False)._search([])
        seats = self._field_to_sql(self._table, name, query)
        if operator in ("in", "not in"):
            value = SQL("%s::int[]", [int(one) for one in value])
        query.add_where(SQL("%s %s (%s)", seats, COMPARISONS[operator], value))
        return [("id", "in", query)]

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let seats be sorted, summed and searched though nothing stores them."""
        if field_expr != "seats_taken":
            return super()._field_to_sql(alias, field_expr, query)
        journeys = self.env["club.participant"]._fields
        owner, state = journeys[self._seat_owner], journeys["state"]
        return SQL(
            "(SELECT COUNT(*)::int FROM club_participant seated "
            "WHERE %s = %s AND %s = ANY(%s::text[]))",
            SQL.identifier("seated", owner.name, to_flush=owner),
            SQL.identifier(alias, "id"),
            SQL.identifier("seated", state.name, to_flush=state),
            list(SEATED),
        )

    def _capacity(self):
        return self.seats + self.extra_seats

    def _free_seats(self):
        """Return the ids of the seats that nobody holds as far as one can see."""
        held = self.env["club.participant"]._fields[self._seat_held]
        rows = self.env.execute_query(
            SQL(
                "SELECT seat.id FROM club_seat seat WHERE %s = %s AND NOT EXISTS "
                "(SELECT FROM club_participant journey WHERE %s = seat.id) "
                "ORDER BY seat.number",
                SQL.identifier("seat", self._seat_owner),
                self.id,
                SQL.identifier("journey", held.name, to_flush=held),
            )
        )
        return [seat for (seat,) in rows]

    def _sync_seats(self):
        """Add the seats that are missing, take away those there are too many of.

        :raise ValidationError: when people hold those to take away
        """
        # sudo: seats are nobody's to write, they follow from their number.
        Seat = self.env["club.seat"].sudo()
        groups = Seat._read_group(
            [(self._seat_owner, "in", self.ids)],
            [self._seat_owner],
            ["__count", "number:max"],
        )
        laid = {owner.id: (count, last) for owner, count, last in groups}
        missing = []
        for owner in self.sudo():
            count, last = laid.get(owner.id, (0, 0))
            more = owner._capacity() - count
            if more < 0:
                owner._take_away(-more, count)
            missing += [
                {self._seat_owner: owner.id, "number": last + rank}
                for rank in range(1, more + 1)
            ]
        Seat.create(missing)

    @alone("who takes a seat meanwhile is found by its foreign key")
    def _take_away(self, number, count):
        """Take away so many free seats of ``count``, the last ones first.

        Somebody may take one meanwhile: the foreign key then refuses, in our words.
        """
        free = self._free_seats()
        if len(free) < number:
            raise ValidationError(
                self.env._(
                    "Seats held in %(owner)s: %(held)s. End a journey before you take "
                    "seats away.",
                    held=count - len(free),
                    owner=self.display_name,
                )
            )
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM club_seat WHERE id = ANY(%s::int[])",
                        free[-number:],
                    ),
                    log_exceptions=False,
                )
        except ForeignKeyViolation as error:
            raise ValidationError(
                self.env._(
                    "Somebody has just taken one of the seats of %s that you take away: "
                    "look at the group again.",
                    self.display_name,
                )
            ) from error
        self.env["club.seat"].invalidate_model()

    def _full_message(self):
        """Return what to tell whoever asks for a seat where all are taken."""
        raise NotImplementedError
