from odoo import api, fields, models
from odoo.tools import ormcache


class ResUsers(models.Model):
    """Which clubs a user is concerned with: what the record rules look at.

    Rules compare the indexed ``club_id`` of a table with these ids, which costs
    one index lookup whatever the size of the network. The evaluated rule is
    cached by Odoo: whoever changes what these fields depend on clears the cache
    (see ``club.club`` and ``club.territory``).
    """

    _inherit = "res.users"

    club_ids = fields.Many2many(
        "club.club",
        "club_club_animateur_rel",
        "user_id",
        "club_id",
        string="Clubs animated",
        copy=False,
        groups="base.group_user",
        context={"active_test": False},
    )
    club_territory_ids = fields.Many2many(
        "club.territory",
        "club_territory_res_users_rel",
        "user_id",
        "territory_id",
        string="Club territories",
        copy=False,
        groups="base.group_user",
    )
    club_managed_ids = fields.Many2many(
        "club.club",
        compute="_compute_club_managed_ids",
        compute_sudo=True,
        string="Clubs managed",
    )

    @api.model
    def _get_activity_groups(self):
        """Name the prospection in the clubs' words, and open it on their screens."""
        groups = super()._get_activity_groups()
        if self.env["crm.lead"]._is_read_by_clubs():
            for group in groups:
                if group["model"] == "crm.lead":
                    group["name"] = self.env._("Prospection")
                    group["clubs_prospection"] = True
        return groups

    @api.depends("club_territory_ids.club_ids", "club_territory_ids.parent_path")
    def _compute_club_managed_ids(self):
        Club = self.env["club.club"].with_context(active_test=False)
        for user in self:
            user.club_managed_ids = Club.search(
                [("territory_id", "child_of", user.club_territory_ids.ids)]
            )

    @ormcache("self.id")
    def _club_reach(self):
        """Return ids: ``(clubs animated, clubs managed)``.

        Cached like the record rules, which look at the same fields.
        """
        return self.club_ids._ids, self.club_managed_ids._ids

    def write(self, vals):
        result = super().write(vals)
        if {"club_ids", "club_territory_ids"} & vals.keys():
            self.club_ids._follow_animateurs()
            self.env.registry.clear_cache()
        return result
