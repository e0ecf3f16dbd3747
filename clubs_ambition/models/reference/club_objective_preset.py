from odoo import fields, models


class ClubObjectivePreset(models.Model):
    """A ready-made weekly objective, mapped to a need of France Travail's diagnosis."""

    _name = "club.objective.preset"
    _description = "Ready-made objective"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    need_id = fields.Many2one("club.need", ondelete="restrict")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
