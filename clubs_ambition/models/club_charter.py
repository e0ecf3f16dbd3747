from odoo import fields, models


class ClubCharter(models.Model):
    """A public commitment of employers: diversity, districts (PaQTE), local pact."""

    _name = "club.charter"
    _description = "Employer charter"
    _order = "sequence, name"

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another charter has this code.")
