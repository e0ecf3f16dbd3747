from odoo import fields, models


class ClubProgrammeGenerateLine(models.TransientModel):
    """A date that is proposed, and why it is left out."""

    _name = "club.programme.generate.line"
    _inherit = ["club.dialog.access.mixin"]
    _description = "Proposed session"
    _order = "start, id"

    wizard_id = fields.Many2one(
        "club.programme.generate", required=True, ondelete="cascade"
    )
    keep = fields.Boolean(string="Create")
    name = fields.Char(required=True)
    kind = fields.Char(required=True)
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    participant_id = fields.Many2one("club.participant", ondelete="cascade")
    programme_key = fields.Char(required=True)
    skip_reason = fields.Char(string="Left out")
    conflict = fields.Char(string="At the same time")

    def _session_values(self, cohort):
        values = {
            "name": self.name,
            "kind": self.kind,
            "club_id": cohort.club_id.id,
            "cohort_id": cohort.id,
            "start": self.start,
            "stop": self.stop,
            "participant_id": self.participant_id.id,
            "programme_key": self.programme_key,
        }
        there = self.env["club.stand.in"]._present(cohort.club_id)
        animateur = self.participant_id.animateur_id or there[:1]
        if animateur:
            values["animateur_id"] = animateur.id
        return values
