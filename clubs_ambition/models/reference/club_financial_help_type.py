from odoo import fields, models


class ClubFinancialHelpType(models.Model):
    """A kind of financial help for the return to work: the list is each network's."""

    _name = "club.financial.help.type"
    _description = "Type of financial help"
    _inherit = ["club.reference.mixin"]

    payer = fields.Char(help="Who pays it, as a rule.")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")
