from odoo import api, models


class ClubNeed(models.Model):
    """Need of France Travail's diagnosis; maps on the weekly objectives."""

    _name = "club.need"
    _description = "Need of the person"
    _inherit = ["club.reference.mixin"]
    _order = "sequence, id"

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.model
    def _load_reference(self):
        self._sync(
            [
                {
                    "code": row["code"],
                    "name": row["label"],
                    "sequence": int(row["code"]),
                }
                for row in self._read_csv("ft_needs.csv")
            ]
        )
