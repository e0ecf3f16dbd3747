from odoo import api, fields, models

ADDED = [
    {"code": code, "label": label, "sensitive": "0", "can_block": "1"}
    for code, label in (
        ("NUM", "Être à l'aise avec le numérique"),
        ("LNG", "Maîtriser la langue française"),
    )
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
    can_block = fields.Boolean(
        readonly=True,
        copy=False,
        string="May stop an admission",
        help="Health, family, housing, money and legal matters never do by themselves "
        "(law 2008-496; art. 225-1 of the Penal Code).",
    )

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.model
    def _load_reference(self):
        self._sync(
            [
                {
                    "code": row["code"],
                    "name": row["label"],
                    "sensitive": row["sensitive"] == "1",
                    "can_block": row["can_block"] == "1",
                }
                for row in [*self._read_csv("ft_barriers.csv"), *ADDED]
            ]
        )
