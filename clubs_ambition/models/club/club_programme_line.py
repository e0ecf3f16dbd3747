from odoo import fields, models

from ...const import SESSION_KINDS

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
]

WEEKS_MOST = 104
"""Two years: a programme is laid out week by week."""


class ClubProgrammeLine(models.Model):
    """One slot of the week, from one week of the journey to another.

    A line of interviews is a half-day shared out between the people of the group.
    """

    _name = "club.programme.line"
    _description = "Slot of a programme"
    _order = "week_from, weekday, hour_from, id"

    _club_highest = {"week_from": WEEKS_MOST, "week_to": WEEKS_MOST}

    programme_id = fields.Many2one(
        "club.programme", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(SESSION_KINDS, required=True, default="group")
    weekday = fields.Selection(WEEKDAYS, required=True)
    hour_from = fields.Float(required=True, default=9.0, string="From")
    hour_to = fields.Float(required=True, default=12.0, string="To")
    week_from = fields.Integer(required=True, default=1, string="From week")
    week_to = fields.Integer(required=True, default=12, string="To week")
    slot_minutes = fields.Integer(default=30, string="Minutes each")

    _hours_order = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_to > hour_from AND hour_to <= 24)",
        "A slot ends after it starts, the same day.",
    )
    _weeks_order = models.Constraint(
        "CHECK(week_from >= 1 AND week_to >= week_from)",
        "A slot goes from one week of the journey to a later one.",
    )
    _slot_positive = models.Constraint(
        "CHECK(kind != 'interview' OR slot_minutes >= 5)",
        "An interview lasts five minutes at least.",
    )
