from odoo import fields, models


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
