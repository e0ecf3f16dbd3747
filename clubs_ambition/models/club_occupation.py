from odoo import api, fields, models


class ClubOccupation(models.Model):
    """Occupation of the ROME nomenclature (France Travail, version 4.60).

    Three floors in one tree: 14 domains, 532 sheets, 1 584 jobs. A job often bears
    the code of its sheet, so a code is unique on its floor only. People and offers
    refer to jobs.
    """

    _name = "club.occupation"
    _description = "Occupation (ROME)"
    _inherit = ["club.reference.mixin"]
    _order = "name, id"
    _sync_key = ("kind", "code")

    kind = fields.Selection(
        [("domain", "Domain"), ("sheet", "Sheet"), ("job", "Job")],
        required=True,
        default="job",
    )
    parent_id = fields.Many2one("club.occupation", index=True, ondelete="restrict")
    child_ids = fields.One2many("club.occupation", "parent_id")

    _code_uniq = models.UniqueIndex(
        "(kind, code)", "This floor of the nomenclature already has this code."
    )
    _code_form = models.Constraint(
        "CHECK(code ~ '^[A-N]([0-9]{4})?$')", "A ROME code is like K1302."
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for occupation in self:
            occupation.display_name = f"{occupation.name} ({occupation.code})"

    @api.model
    def _load_reference(self):
        domains = self._read_csv("rome_grands_domaines.csv")
        self._sync(
            [
                {"kind": "domain", "code": row["code"], "name": row["label"]}
                for row in domains
            ],
            within=[("kind", "=", "domain")],
        )
        parents = self._ids_by_code("domain")
        self._sync(
            [
                {
                    "kind": "sheet",
                    "code": row["code"],
                    "name": row["label"],
                    "parent_id": parents[row["code"][0]],
                }
                for row in self._read_csv("rome_532.csv")
            ],
            within=[("kind", "=", "sheet")],
        )
        parents = self._ids_by_code("sheet")
        self._sync(
            [
                {
                    "kind": "job",
                    "code": row["code"],
                    "name": row["label"],
                    "parent_id": parents[row["parent_code"]],
                }
                for row in self._read_csv("rome_v460.csv")
            ],
            within=[("kind", "=", "job")],
        )

    @api.model
    def _ids_by_code(self, kind):
        records = self.with_context(active_test=False).search([("kind", "=", kind)])
        return {record.code: record.id for record in records}
