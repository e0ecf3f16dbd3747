from odoo import api, fields, models


class ClubNaf(models.Model):
    """Activity of the NAF, revision 2 of 2008 (Insee): sections, divisions, classes.

    NAF 2025 becomes mandatory on 1 January 2027, so an APE code is checked by its
    form and only named by this table.
    """

    _name = "club.naf"
    _description = "Activity (NAF)"
    _inherit = ["club.reference.mixin"]
    _order = "code"

    kind = fields.Selection(
        [("section", "Section"), ("division", "Division"), ("class", "Class")],
        required=True,
    )
    parent_id = fields.Many2one("club.naf", index=True, ondelete="restrict")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.model
    def _load_reference(self):
        floors = [
            ("section", "naf_sections.csv", None),
            ("division", "naf_divisions.csv", "section_code"),
            ("class", "naf_classes.csv", "division_code"),
        ]
        parents = {}
        for kind, filename, parent_column in floors:
            self._sync(
                [
                    {
                        "kind": kind,
                        "code": row["code"],
                        "name": row["label"],
                        "parent_id": parent_column and parents[row[parent_column]],
                    }
                    for row in self._read_csv(filename)
                ],
                within=[("kind", "=", kind)],
            )
            records = self.with_context(active_test=False).search([("kind", "=", kind)])
            parents = {record.code: record.id for record in records}
