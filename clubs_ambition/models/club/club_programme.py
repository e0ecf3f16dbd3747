from odoo import fields, models


class ClubProgramme(models.Model):
    """The usual weeks of a group, as a template that a group is generated from."""

    _name = "club.programme"
    _description = "Programme of a group"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    line_ids = fields.One2many("club.programme.line", "programme_id", copy=True)
