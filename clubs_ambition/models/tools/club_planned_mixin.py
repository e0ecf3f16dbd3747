from odoo import fields, models
from odoo.fields import NO_ACCESS


class ClubPlannedMixin(models.AbstractModel):
    """Records of which a screen shows many: each keeps for when something is planned.

    Triggers of the database write it (``planned_days.py``), whoever plans; nothing but
    the bar of the columns reads it (``mail_activity_mixin.py``).
    """

    _name = "club.planned.mixin"
    _description = "Records that keep the first day planned"

    club_planned_on = fields.Date(
        "First activity",
        readonly=True,
        copy=False,
        prefetch=False,
        groups=NO_ACCESS,
        help="The first day for which an activity is planned.",
    )
