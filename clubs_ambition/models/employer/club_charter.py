from odoo import api, fields, models

from ...const import COACH

KIND_OF_CODE = {"diversity": "diversity", "paqte": "districts"}
"""The charters delivered with the product; any other one is local until said."""


class ClubCharter(models.Model):
    """A public commitment of employers: diversity, districts (PaQte), local pact."""

    _name = "club.charter"
    _description = "Employer charter"
    _order = "sequence, name"

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("diversity", "Diversity"),
            ("districts", "Districts (PaQte)"),
            ("local", "Local"),
        ],
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    signature_ids = fields.One2many(
        "club.charter.signature",
        "charter_id",
        groups=COACH,
    )
    signatory_count = fields.Integer(
        compute="_compute_signatory_count", string="Signatories in force"
    )

    _code_uniq = models.UniqueIndex("(code)", "Another charter has this code.")

    @api.depends("code")
    def _compute_kind(self):
        for charter in self:
            charter.kind = charter.kind or KIND_OF_CODE.get(charter.code, "local")

    @api.depends("signature_ids.date_from", "signature_ids.date_to")
    def _compute_signatory_count(self):
        counts = {}
        if self.env["club.charter.signature"].has_access("read"):
            groups = self.env["club.charter.signature"]._read_group(
                [("charter_id", "in", self.ids), ("state", "=", "current")],
                ["charter_id"],
                ["partner_id:count_distinct"],
            )
            counts = {charter.id: count for charter, count in groups}
        for charter in self:
            charter.signatory_count = counts.get(charter.id, 0)
