from odoo import fields, models


class ClubExitReason(models.Model):
    """Why a journey ends (list of France Travail's coaching tool, adapted).

    ``positive`` reasons come with a placement; ``neutral`` ones (moved away,
    unavailable for long, death, error) may be left out of a rate, and are said. None
    names an illness or a pregnancy: the reason is read beyond those who coach.
    """

    _name = "club.exit.reason"
    _description = "Exit reason"
    _inherit = ["club.reference.mixin"]

    family = fields.Selection(
        [("positive", "Positive"), ("neutral", "Neutral"), ("negative", "Other")],
        required=True,
        default="negative",
    )

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")
