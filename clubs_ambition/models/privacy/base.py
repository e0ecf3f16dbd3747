from odoo import models
from odoo.exceptions import UserError


class Base(models.AbstractModel):
    """No file makes anew who was erased: an old list, or the data of an addon updated."""

    _inherit = "base"

    def _load_records(self, data_list, update=False):
        names = [data["xml_id"] for data in data_list if data.get("xml_id")]
        erased = self.env["ir.model.data"]._club_erased(names)
        if erased and self.env.context.get("import_file"):
            raise UserError(
                self.env._(
                    "Somebody on this line was erased from the software (it has their "
                    "former identifier): take the line out of the file, it would bring "
                    "them back."
                )
            )
        kept = [data for data in data_list if data.get("xml_id") not in erased]
        return super()._load_records(kept, update)
