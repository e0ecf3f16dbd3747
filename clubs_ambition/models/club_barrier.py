from odoo import api, fields, models

ADDED = [
    {"code": "NUM", "label": "Être à l'aise avec le numérique", "sensitive": "0"},
    {"code": "LNG", "label": "Maîtriser la langue française", "sensitive": "0"},
]


class ClubBarrier(models.Model):
    """Barrier to employment, as France Travail's diagnosis names them.

    Digital skills and language are added (themes of carnet de bord). Health and
    legal matters are sensitive: GDPR article 9 and 10.
    """

    _name = "club.barrier"
    _description = "Barrier to employment"
    _inherit = ["club.reference.mixin"]

    sensitive = fields.Boolean()

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.model
    def _load_reference(self):
        self._sync(
            [
                {
                    "code": row["code"],
                    "name": row["label"],
                    "sensitive": row["sensitive"] == "1",
                }
                for row in [*self._read_csv("ft_barriers.csv"), *ADDED]
            ]
        )
