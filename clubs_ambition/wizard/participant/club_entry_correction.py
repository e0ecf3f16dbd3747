from odoo import api, fields, models


class ClubEntryCorrection(models.TransientModel):
    """A manager corrects a mistake in what was frozen at entry, with the reason."""

    _name = "club.entry.correction"
    _description = "Correct the entry"
    _inherit = ["club.dialog.access.mixin"]

    _facts = ("birth_date", "education_level_id", "district_status", "district_id")

    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    birth_date = fields.Date()
    education_level_id = fields.Many2one("club.education.level")
    district_status = fields.Selection(
        [("in", "In a district"), ("out", "Outside"), ("unknown", "Not established")],
        string="Priority district",
    )
    district_id = fields.Many2one("club.district")
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        journey = self.env["club.participant"].browse(values.get("participant_id"))
        return {**self._facts_of(journey), **values} if journey else values

    @api.model_create_multi
    def create(self, vals_list):
        """Start from the entry as it stands: what is not given is not corrected."""
        Participant = self.env["club.participant"]
        return super().create(
            [
                {**self._facts_of(Participant.browse(vals["participant_id"])), **vals}
                if vals.get("participant_id")
                else vals
                for vals in vals_list
            ]
        )

    @api.model
    def _facts_of(self, journey):
        return {
            name: journey._fields[name].convert_to_write(journey[name], journey)
            for name in self._facts
        }

    def action_confirm(self):
        """Write only what differs, so that the log tells what changed."""
        self.ensure_one()
        self._check_given()
        if self.district_status != "in":
            self.district_id = False
        before = self._facts_of(self.participant_id)
        after = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._facts
        }
        vals = {name: after[name] for name in after if after[name] != before[name]}
        if not vals:
            return {"type": "ir.actions.act_window_close"}
        return self.participant_id.action_correct_entry(vals, self.reason)
