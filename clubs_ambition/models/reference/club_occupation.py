from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...utils.races import holding


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
    _display_code = True

    kind = fields.Selection(
        [("domain", "Domain"), ("sheet", "Sheet"), ("job", "Job")],
        required=True,
        default="job",
    )
    parent_id = fields.Many2one("club.occupation", index=True, ondelete="restrict")
    child_ids = fields.One2many("club.occupation", "parent_id", string="Below")
    domain_id = fields.Many2one(
        "club.occupation",
        compute="_compute_domain_id",
        store=True,
        recursive=True,
        index=True,
        help="One of the 14 domains; what lists are grouped and searched by.",
    )

    _code_uniq = models.UniqueIndex(
        "(kind, code)", "This floor of the nomenclature already has this code."
    )
    _code_form = models.Constraint(
        "CHECK(code ~ '^[A-N]([0-9]{4})?$')", "A ROME code is like K1302."
    )

    @api.depends("kind", "parent_id.domain_id")
    def _compute_domain_id(self):
        for occupation in self:
            if occupation.kind == "domain":
                occupation.domain_id = occupation
            else:
                occupation.domain_id = occupation.parent_id.domain_id

    @api.constrains("kind", "parent_id")
    @holding("parent_id")
    def _check_parent(self):
        """Refuse a parent of the wrong kind: domain, sheet, job."""
        above = {"domain": False, "sheet": "domain", "job": "sheet"}
        for occupation in self:
            parent = occupation.parent_id
            if parent and parent.kind != above[occupation.kind]:
                raise ValidationError(
                    self.env._(
                        "“%s” has the wrong parent: a job stands below a sheet, a "
                        "sheet below a domain.",
                        occupation.display_name,
                    )
                )

    @api.model
    def _load_reference(self):
        self._sync_floors(
            [
                ("domain", "rome_grands_domaines.csv", lambda _row: None),
                ("sheet", "rome_532.csv", lambda row: row["code"][0]),
                ("job", "rome_v460.csv", lambda row: row["parent_code"]),
            ]
        )
