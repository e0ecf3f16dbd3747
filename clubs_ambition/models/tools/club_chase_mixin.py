from odoo import fields, models

LADDER = (9, 21, 45)
"""Days after a first contact without an answer at which an employer is chased."""


class ClubChaseMixin(models.AbstractModel):
    """The ladder of reminders: said once for a club, and again where it differs."""

    _name = "club.chase.mixin"
    _description = "Ladder of reminders"

    chase_1_days = fields.Integer(required=True, string="First reminder, in days")
    chase_2_days = fields.Integer(required=True, string="Second reminder, in days")
    chase_3_days = fields.Integer(required=True, string="Last reminder, in days")

    _ladder_order = models.Constraint(
        "CHECK(chase_1_days > 0 AND chase_2_days > chase_1_days "
        "AND chase_3_days > chase_2_days)",
        "Each reminder comes after the one before: for instance 9, 21 and 45 days.",
    )

    def _ladder(self):
        """Return the days of the three reminders; the usual ones of nobody."""
        if not self:
            return LADDER
        self.ensure_one()
        return (self.chase_1_days, self.chase_2_days, self.chase_3_days)
