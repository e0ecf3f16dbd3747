from odoo import api, fields, models
from odoo.fields import Command

from ...const import CONSENTS
from ...utils import actions


class ClubPrivacyAsk(models.TransientModel):
    """What a person agrees to, question by question: read aloud, one tap an answer."""

    _name = "club.privacy.ask"
    _description = "Ask what a person agrees to"
    _inherit = ["club.dialog.access.mixin"]

    participant_id = fields.Many2one(
        "club.participant", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many("club.privacy.ask.line", "ask_id", string="Questions")
    notice_text = fields.Char(compute="_compute_notice_text", string="Notice given")

    @api.depends("participant_id")
    def _compute_notice_text(self):
        notices = self.env["club.privacy.notice"]
        for dialog in self:
            dialog.notice_text = notices._given_to(dialog.participant_id)

    @api.model
    def _open(self, journey):
        """Open the questions about the person of a journey.

        :raise AccessError: to whoever may not record what they say
        """
        journey.ensure_one()
        journey.person_id.check_access("read")
        lines = [Command.create({"purpose": key}) for key, _label in CONSENTS]
        dialog = self.create({"participant_id": journey.id, "line_ids": lines})
        return dialog._shown()

    def _shown(self):
        """Return the action that shows the dialog, as it stands now."""
        return {
            **actions.dialog(
                self._name,
                self.env._("Agreements of %s", self.participant_id.display_name),
            ),
            "res_id": self.id,
        }

    def action_give_notice(self):
        """Record that the person was handed the notice."""
        self.ensure_one()
        self._check_given()
        person = self.participant_id.person_id
        person.check_access("write")
        self.env["club.privacy.notice"]._keep(person, "hand")
        return self._shown()
