from odoo import api, models
from odoo.exceptions import UserError


class ClubCandidacyUndo(models.AbstractModel):
    """What a candidacy taken back restores, and to whom it un-says what was said."""

    _name = "club.candidacy.undo"
    _description = "What is taken back of a candidacy"

    # === A HIRE === #

    @api.model
    def _check_hire_meant(self, candidacies):
        """Refuse that a card dragged by mistake takes back a hire and all it ended."""
        if candidacies._is_guarded("state_before_hire"):
            raise UserError(
                self.env._(
                    "%s is hired. To take that back, open the candidacy and press "
                    "“Cancel the hire”: it says first what comes back with it.",
                    candidacies[:1].display_name,
                )
            )

    @api.model
    def _place(self, candidacy):
        """Take up the placement of a hire that was cancelled, else make one.

        sudo: archiving is a manager's; here one's own undo is undone.
        """
        known = candidacy.with_context(active_test=False).placement_ids
        if not known:
            return candidacy._place()
        placement = known.sorted("id")[-1:]
        placement.sudo().active = True
        placement._schedule_next()
        return placement.with_env(candidacy.env)

    # === AN IMMERSION === #

    @api.model
    def _end_trials(self, immersions, before):
        """Bring the candidacies that immersions moved on back where they were.

        :param dict before: the state that each immersion had
        """
        for immersion in immersions.filtered(lambda one: before[one] == "running"):
            for candidacy in immersion.candidacy_id._moved_with(immersion):
                if candidacy.state == "trial":
                    candidacy.write({"state": candidacy._back_to("sent")})

    # === A REFUSAL === #

    @api.model
    def _tell(self, candidacies, told):
        """Tell the persons of whom a refusal is taken back, or stands after all.

        :param told: those whose person had been told of a refusal before the move
        """
        self._tell_taken_back(told.filtered(lambda one: not one.told_reason_id))
        again = candidacies.filtered(lambda one: one.told_reason_id and one not in told)
        opened = again._unguarded("told_on", "told_reason_id")
        opened.write({"told_on": False, "told_reason_id": False})
        again.filtered(lambda one: one.person_id._address())._send_reason()

    @api.model
    def _tell_taken_back(self, candidacies):
        """Write to whoever was told a refusal that it is none, or leave a call to make."""
        effect = self.env["club.exit.effect"]
        journeys = effect._open_to(candidacies.participant_id, "followups")
        for candidacy in candidacies.filtered(
            lambda one: one.participant_id in journeys
        ):
            words = self.env._(
                "About %s: the answer you were told does not stand any more. Your "
                "candidacy is looked at again.",
                candidacy.partner_id.name,
            )
            if candidacy.person_id._address():
                candidacy._write_to_person(
                    candidacy.person_id, words, subtype_xmlid="mail.mt_comment"
                )
            else:
                self._leave_call(candidacy)

    @api.model
    def _leave_call(self, candidacy):
        """Leave to be told by phone what cannot be written."""
        journey = candidacy.participant_id
        candidacy.activity_schedule(
            "mail.mail_activity_data_call",
            summary=self.env._("Tell the person: the refusal is taken back"),
            user_id=candidacy.club_id._in_charge(journey.animateur_id).id,
        )
