from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClubTerritory(models.Model):
    """A node of the tree country → region → direction → agency.

    Managers and observers are attached to nodes: they see the clubs of the node
    and of everything below it.
    """

    _name = "club.territory"
    _description = "Territory"
    _parent_store = True
    _order = "complete_name, id"
    _rec_names_search = ["complete_name", "code"]

    name = fields.Char(required=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    code = fields.Char(help="For an agency: its SAFIR code, 5 digits.")
    level = fields.Selection(
        [
            ("country", "Country"),
            ("region", "Region"),
            ("direction", "Territorial direction"),
            ("agency", "Agency"),
        ],
        required=True,
        string="Kind",
    )
    parent_id = fields.Many2one(
        "club.territory", index=True, ondelete="restrict", string="Parent territory"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("club.territory", "parent_id")
    region_id = fields.Many2one("club.region", index="btree_not_null")
    user_ids = fields.Many2many(
        "res.users",
        "club_territory_res_users_rel",
        "territory_id",
        "user_id",
        string="Managers and observers",
        domain=[("share", "=", False)],
    )
    club_ids = fields.One2many("club.club", "territory_id")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(level, code) WHERE code IS NOT NULL",
        "A territory of this level already has this code.",
    )

    @api.depends("name", "parent_id.complete_name", "parent_id.level")
    def _compute_complete_name(self):
        for territory in self:
            parent = territory.parent_id
            shown = parent and parent.level != "country"
            territory.complete_name = (
                f"{parent.complete_name} / {territory.name}"
                if shown
                else territory.name
            )

    @api.depends("complete_name")
    def _compute_display_name(self):
        for territory in self:
            territory.display_name = territory.complete_name

    @api.constrains("parent_id", "level")
    def _check_tree(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A territory cannot be its own parent."))
        ranks = [key for key, _label in self._fields["level"].selection]
        for territory in self.filtered("parent_id"):
            if ranks.index(territory.level) <= ranks.index(territory.parent_id.level):
                raise ValidationError(
                    self.env._(
                        "“%(child)s” cannot stand below “%(parent)s”: the order is "
                        "country, region, direction, agency.",
                        child=territory.name,
                        parent=territory.parent_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        self.env.registry.clear_cache()
        return territories

    def write(self, vals):
        touched = {"user_ids", "parent_id", "active"} & vals.keys()
        before = self._chain_users() if touched else self.env["res.users"]
        result = super().write(vals)
        if touched:
            self.env.registry.clear_cache()
            before._club_let_go()
        return result

    def _chain_users(self):
        """Return who is attached to these nodes or above; sudo: to let them go."""
        nodes = self.sudo().with_context(active_test=False)
        return nodes.search([("id", "parent_of", nodes.ids)]).user_ids
