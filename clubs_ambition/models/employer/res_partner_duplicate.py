from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...utils import actions
from ...utils.import_cells import plain


class ResPartner(models.Model):
    """Establishments that may be one: same SIRET, or same name and postcode.

    The key is stored without accents, case or punctuation, so that an index finds
    the duplicates: PostgreSQL's *unaccent* may be missing, and is not immutable.
    """

    _inherit = "res.partner"

    club_duplicate_key = fields.Char(
        compute="_compute_club_duplicate_key",
        store=True,
        index="btree_not_null",
        string="Key of duplicates",
    )
    club_duplicate_ids = fields.Many2many(
        "res.partner",
        compute="_compute_club_duplicate_ids",
        string="Possible duplicates",
    )
    club_possible_duplicate = fields.Boolean(
        compute="_compute_club_duplicate_ids",
        search="_search_club_possible_duplicate",
        string="Possible duplicate",
    )

    @api.depends("name", "zip", "is_company", "club_person")
    def _compute_club_duplicate_key(self):
        for partner in self:
            partner.club_duplicate_key = partner._club_duplicate_key()

    def _club_duplicate_key(self):
        if not self.is_company or self.club_person:
            return False
        name, postcode = plain(self.name or ""), "".join((self.zip or "").split())
        return f"{name}|{postcode}" if name and postcode else False

    @api.depends("club_duplicate_key", "company_registry", "is_company")
    def _compute_club_duplicate_ids(self):
        """Compare with what the network holds: one query for all."""
        found = self._search_club_duplicates()
        by_key = found.grouped("club_duplicate_key")
        by_siret = found.grouped("company_registry")
        nobody = self.browse()
        for partner in self:
            key, siret = partner.club_duplicate_key, partner.company_registry
            same = by_key.get(key, nobody) if key else nobody
            if siret and partner.is_company:
                same |= by_siret.get(siret, nobody)
            partner.club_duplicate_ids = same - partner._origin
            partner.club_possible_duplicate = bool(partner.club_duplicate_ids)

    def _search_club_duplicates(self):
        keys = [key for key in self.mapped("club_duplicate_key") if key]
        sirets = [siret for siret in self.mapped("company_registry") if siret]
        if not keys and not sirets:
            return self.browse()
        same = Domain("club_duplicate_key", "in", keys) | (
            Domain("company_registry", "in", sirets) & Domain("is_company", "=", True)
        )
        return self.env["res.partner"].search(same & Domain("club_person", "!=", True))

    def _search_club_possible_duplicate(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(
            ["active", "club_duplicate_key", "company_registry", "is_company"]
        )
        query = SQL(
            """
            SELECT unnest(array_agg(id)) FROM res_partner
            WHERE active AND club_duplicate_key IS NOT NULL
            GROUP BY club_duplicate_key HAVING COUNT(*) > 1
            UNION
            SELECT unnest(array_agg(id)) FROM res_partner
            WHERE active AND is_company AND company_registry > ''
            AND club_person IS NOT TRUE
            GROUP BY company_registry HAVING COUNT(*) > 1
            """
        )
        domain = Domain("id", "in", query)
        return domain if True in value else ~domain

    # === MERGING === #

    def action_club_merge_duplicates(self):
        """Open the dialog that merges this establishment with its duplicates."""
        self.ensure_one()
        return actions.dialog(
            "club.establishment.merge",
            self.env._("Merge duplicates"),
            default_partner_ids=(self + self.club_duplicate_ids[:2]).ids,
            default_dst_partner_id=self.id,
        )

    def _check_club_mergeable(self):
        """Merging by the clubs is for establishments: nobody's person or account."""
        persons = self.filtered(
            lambda one: one.club_person or not one.is_company or one.sudo().user_ids
        )
        if persons:
            raise UserError(
                self.env._(
                    "%s is not an establishment of the network: only establishments "
                    "are merged here.",
                    persons[0].display_name,
                )
            )
