import hmac
import secrets
from hashlib import sha256

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...utils.races import alone

KEY = "clubs_ambition.erased_ids_key"
"""The setting that makes a digest one of this database; made at the first erasure."""

ERASED = "erased_"
"""How the external id begins of what was erased."""


class IrModelData(models.Model):
    """Tell again the external ids of what was erased, by a digest that names nobody.

    An id may be made of a name (``person_jean_roux``), and goes. But a file that has it,
    brought once more or read anew by the update of its addon, would make the person
    anew: no row is made of it (``_load_records``), and who refers to it finds the row
    that was erased.
    """

    _inherit = "ir.model.data"

    @api.model
    @tools.ormcache("xmlid")
    def _xmlid_lookup(self, xmlid):
        try:
            return super()._xmlid_lookup(xmlid)
        except ValueError:
            for row in self._club_erased([xmlid]).values():
                return row
            raise

    @api.model
    def _club_erased(self, xmlids):
        """Return ``{external id: (model, id)}`` of those whose row was erased."""
        key = self._club_key()
        if not key or not xmlids:
            return {}
        known = {
            (one.split(".", 1)[0], self._club_digest(key, one)): one for one in xmlids
        }
        query = SQL(
            """SELECT module, name, model, res_id FROM ir_model_data
                WHERE module = ANY(%s::text[]) AND name = ANY(%s::text[])""",
            list({module for module, _name in known}),
            [name for _module, name in known],
        )
        return {
            known[module, name]: (model, res_id)
            for module, name, model, res_id in self.env.execute_query(query)
            if (module, name) in known
        }

    @api.model
    @alone("who was erased stays so; of who is meanwhile, club.privacy.late hears")
    def _club_not_erased(self, data_list):
        """Return what data or a file brings, but for whoever was erased.

        The data of an addon that is updated goes on without them.

        :raise UserError: for a line of somebody's file
        """
        names = [data["xml_id"] for data in data_list if data.get("xml_id")]
        erased = self._club_erased(names)
        if erased and self.env.context.get("import_file"):
            raise UserError(
                self.env._(
                    "Somebody on this line was erased from the software (it has their "
                    "former identifier): take the line out of the file, it would bring "
                    "them back."
                )
            )
        return [data for data in data_list if data.get("xml_id") not in erased]

    @api.model
    def _club_erase(self, ids):
        """Leave of external ids their digest, once for all; no update deletes them."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id, module, name FROM ir_model_data
                    WHERE id = ANY(%s::int[]) AND LEFT(name, %s) != %s""",
                *(list(ids), len(ERASED), ERASED),
            )
        )
        if not rows:
            return
        key = self._club_key() or self._club_make_key()
        self.env.cr.execute_values(
            """UPDATE ir_model_data one
                  SET name = told.name, noupdate = TRUE,
                      create_date = DATE_TRUNC('month', create_date),
                      write_date = DATE_TRUNC('month', write_date)
                 FROM (VALUES %s) told (id, name) WHERE one.id = told.id""",
            [
                (row_id, self._club_digest(key, f"{module}.{name}"))
                for row_id, module, name in rows
            ],
        )
        self.env.registry.clear_cache()  # _xmlid_lookup

    @api.model
    def _club_digest(self, key, xmlid):
        told = hmac.new(key.encode(), xmlid.encode(), sha256)
        return f"{ERASED}{told.hexdigest()}"

    @api.model
    def _club_key(self):
        """Return what digests are made with, if anybody was erased; sudo: by the code."""
        return self.env["ir.config_parameter"].sudo().get_param(KEY)

    @api.model
    def _club_make_key(self):
        """Make the key; of two erasures at once, the second begins anew and finds it."""
        query = SQL(
            """INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
               ON CONFLICT (key) DO NOTHING""",
            *(KEY, secrets.token_hex(32)),
        )
        self.env.cr.execute(query)
        self.env.registry.clear_cache("stable")
        self.env.registry.clear_cache()
        return self._club_key()
