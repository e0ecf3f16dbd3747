from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


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

    @api.constrains("family")
    def _check_family(self):
        """What journeys ended with becomes no positive exit without placements.

        sudo: the journeys of every club, of which only the number is told.
        """
        Journey = self.env["club.participant"].sudo().with_context(active_test=False)
        for reason in self.filtered(lambda one: one.family == "positive"):
            unproved = Journey.search_count(
                Domain("exit_reason_id", "=", reason.id)
                & Journey._domain_unproved_exit()
            )
            if unproved:
                raise ValidationError(
                    self.env._(
                        "%(count)s journeys ended with “%(reason)s” without a placement: "
                        "it cannot become a positive exit. Create another reason.",
                        count=unproved,
                        reason=reason.name,
                    )
                )
