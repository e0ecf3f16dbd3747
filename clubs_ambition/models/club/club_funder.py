from odoo import fields, models

from ...const import MANAGER


class ClubFunder(models.Model):
    """Who pays for clubs: the money of the same one is added up across clubs."""

    _name = "club.funder"
    _description = "Funder of clubs"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("employment", "Public employment service"),
            ("city", "City-policy credits"),
            ("region", "Region"),
            ("department", "Department"),
            ("intercommunality", "Metropolis, intercommunality"),
            ("commune", "Commune"),
            ("europe", "European fund"),
            ("private", "Foundation, company"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    budget_line_ids = fields.One2many(
        "club.budget.line",
        "funder_id",
        groups=MANAGER,
    )

    _name_uniq = models.UniqueIndex("(LOWER(name))", "This funder exists already.")
