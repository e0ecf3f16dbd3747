from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize


class PrivacyLookupWizard(models.TransientModel):
    """Find what is about the persons of the clubs, who are found by their own fields."""

    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        query = super()._get_query()
        parts = [query, *self._club_queries(self._club_persons())]
        return SQL(
            "SELECT DISTINCT res_model_id, res_id, is_active FROM (%s) AS found",
            SQL(" UNION ALL ").join(parts),
        )

    def _club_persons(self):
        """Return the persons of this e-mail or name; sudo: an administrator's look."""
        persons = self.env["club.person"].sudo().with_context(active_test=False)
        return persons.search(
            Domain("email_normal", "=", email_normalize(self.email.strip()))
            | Domain("name", "=ilike", self.name.strip())
        )

    def _club_queries(self, persons):
        """Return a query for each model of the clubs with rows about these persons."""
        return [
            SQL(
                "SELECT %s AS res_model_id, id AS res_id, %s AS is_active FROM %s "
                "WHERE id = ANY(%s::int[])",
                self.env["ir.model"]._get_id(name),
                SQL.identifier("active") if "active" in model else True,
                SQL.identifier(model._table),
                rows.ids,
            )
            for name, ways in self.env["club.leaving"]._ways().items()
            if (model := self.env[name])._auto and not model._transient
            if name.startswith("club.") and name != persons._name
            if (rows := self._club_rows(name, ways, persons))
        ]

    def _club_rows(self, name, ways, persons):
        rows = self.env[name].sudo().with_context(active_test=False)
        return rows.search(Domain.OR(Domain(way, "in", persons.ids) for way in ways))
