from odoo import api, fields, models

from . import establishment_import as importing
from . import sirene_extract


class ClubEstablishmentMixin(models.AbstractModel):
    """What the register says of an establishment, and the import of files of them."""

    _name = "club.establishment.mixin"
    _description = "Establishment of the register"
    _inherit = "club.import.mixin"

    _import_headers = importing.fields_by_header()
    _import_readers = importing.READERS
    _import_shared = ("ape_code", "club_charter_ids")
    _import_anchor = "name"
    _import_zip = "zip"

    club_closed = fields.Boolean(
        string="Closed down",
        help="The register Sirene says that this establishment is closed: it stays in "
        "the network with its history, and is proposed nowhere.",
    )

    @api.model
    def _import_applies(self, fields):
        return importing.applies(self.env, fields)

    @api.model
    def _import_extra_fields(self):
        return sirene_extract.labels(self.env)

    @api.model
    def _import_read(self, rows):
        importing.note_codes(rows)
        return super()._import_read(rows)

    @api.model
    def _import_check(self, rows):
        super()._import_check(rows)
        importing.check_lines(self, rows)

    @api.model
    def _import_write(self, rest, rows):
        importing.complete_lines(self, rows)
        return super()._import_write(rest, rows)
