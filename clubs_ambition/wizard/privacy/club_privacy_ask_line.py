from odoo import api, fields, models

from ...const import CONSENTS


class ClubPrivacyAskLine(models.TransientModel):
    """One question to a person: its words, what they said, and the next tap."""

    _name = "club.privacy.ask.line"
    _description = "Question to a person"
    _inherit = ["club.dialog.access.mixin"]

    ask_id = fields.Many2one(
        "club.privacy.ask", required=True, readonly=True, ondelete="cascade"
    )
    purpose = fields.Selection(CONSENTS, required=True, readonly=True)
    words = fields.Text(compute="_compute_said", string="To read aloud")
    said = fields.Char(compute="_compute_said", string="What was said")
    answer = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("none", "Not asked yet")],
        compute="_compute_said",
    )
    may_undo = fields.Boolean(compute="_compute_said")

    @api.depends("ask_id.participant_id", "purpose")
    @api.depends_context("lang")
    def _compute_said(self):
        wordings = self.env["club.privacy.wording"]._current()
        for line in self:
            journey = line.ask_id.participant_id
            last = line._last()
            wording = wordings.get(line.purpose)
            line.words = wording and wording._text(journey.club_id)
            line.said = last._sentence()
            line.may_undo = bool(last) and last._may_undo()
            line.answer = "none" if not last else "no" if last.withdrawn_on else "yes"

    def _last(self):
        """Return the record that holds of what the person said to this question."""
        journey = self.ask_id.participant_id
        records = journey.person_id.consent_ids._about(journey)
        return records._answers().get(self.purpose, records.browse())

    # === ONE TAP === #

    def action_yes_oral(self):
        return self._say(True, "oral")

    def action_yes_paper(self):
        return self._say(True, "paper")

    def action_yes_message(self):
        return self._say(True, "message")

    def action_no(self):
        return self._say(False, "oral")

    def action_undo(self):
        """Take back what was recorded by mistake."""
        self.ensure_one()
        self.ask_id._check_given()
        self._last()._undo()
        return self.ask_id._shown()

    def _say(self, yes, way):
        self.ensure_one()
        self.ask_id._check_given()
        journey = self.ask_id.participant_id
        self.env["club.privacy.consent"]._say(journey, self.purpose, yes, way)
        return self.ask_id._shown()
