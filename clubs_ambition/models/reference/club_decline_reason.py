from odoo import fields, models


class ClubDeclineReason(models.Model):
    """Why a club declines a person, with the words sent to whoever oriented them."""

    _name = "club.decline.reason"
    _description = "Decline reason"
    _inherit = ["club.reference.mixin"]

    message = fields.Text(help="What the referent and the prescriber are told.")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")
