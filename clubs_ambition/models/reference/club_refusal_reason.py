from odoo import fields, models


class ClubRefusalReason(models.Model):
    """Why an employer refuses, with the words said to the participant."""

    _name = "club.refusal.reason"
    _description = "Refusal reason"
    _inherit = ["club.reference.mixin"]

    message = fields.Text(help="What the participant is told.")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")
