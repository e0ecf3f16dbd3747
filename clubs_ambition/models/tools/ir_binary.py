from odoo import models


class IrBinary(models.AbstractModel):
    """The reading of files, logged when they are about a person."""

    _inherit = "ir.binary"

    def _get_stream_from(
        self,
        record,
        field_name="raw",
        filename=None,
        filename_field="name",
        mimetype=None,
        default_mimetype="application/octet-stream",
    ):
        stream = super()._get_stream_from(
            record, field_name, filename, filename_field, mimetype, default_mimetype
        )
        self.env["club.leaving"]._opened(record, field_name)
        return stream
