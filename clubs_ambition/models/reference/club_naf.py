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
    _display_code = True

    kind = fields.Selection(
        [("section", "Section"), ("division", "Division"), ("class", "Class")],
        required=True,
    )
    parent_id = fields.Many2one("club.naf", index=True, ondelete="restrict")

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")

    @api.model
    def _load_reference(self):
        self._sync_floors(
            [
                ("section", "naf_sections.csv", lambda _row: None),
                ("division", "naf_divisions.csv", lambda row: row["section_code"]),
                ("class", "naf_classes.csv", lambda row: row["division_code"]),
            ]
        )
