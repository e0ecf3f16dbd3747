from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...utils.races import holding

COUNTS = Domain("active", "=", True) & Domain("positive", "=", True)
"""A placement that proves a positive exit; one that broke off later did happen."""


class ClubExit(models.AbstractModel):
    """How a journey ends by a placement: the one proof of a positive exit.

    A positive exit exists only as a placement, whoever writes it and however.
    """

    _name = "club.exit"
    _description = "Exit of a journey"

    # === PROOF === #

    @api.model
    def _domain_unproved(self, without=()):
        """Return the domain of the positive exits that no placement proves.

        :param without: ids of placements that are about to go
        """
        return (
            Domain("state", "=", "exited")
            & Domain("exit_reason_id.family", "=", "positive")
            & ~self._domain_proof(without)
        )

    @api.model
    def _domain_proof(self, without=()):
        """Return the domain of the journeys that a placement proves."""
        proof = COUNTS & Domain("id", "not in", list(without))
        return Domain("placement_ids", "any", proof)

    @api.model
    def _list_unproved(self):
        """Return the positive exits without a placement that older versions let in.

        For whoever runs the server: see ``docs/operating.rst``.
        """
        journeys = self.env["club.participant"].with_context(active_test=False)
        return journeys.search(self._domain_unproved())

    @api.model
    def _unproved(self, journeys, without=()):
        """Filter the journeys whose positive exit no placement proves.

        sudo: a placement out of the user's sight proves as well.
        """
        if not journeys:
            return journeys
        everything = journeys.sudo().with_context(active_test=False)
        found = everything.search(
            Domain("id", "in", journeys.ids) & self._domain_unproved(without)
        )
        return journeys.browse(found.ids)

    @api.model
    def _check_proved(self, journeys):
        """Refuse a positive exit that no placement proves.

        :raise ValidationError: naming the first one
        """
        claimed = journeys.filtered(
            lambda one: (
                one.state == "exited" and one.exit_reason_id.family == "positive"
            )
        )
        if claimed:
            found = [("participant_id", "in", claimed.ids)]
            self.env["club.race"]._hold_found("club.placement", found)
        for journey in self._unproved(claimed)[:1]:
            raise ValidationError(
                self.env._(
                    "“%(reason)s” is proved by a placement, and %(person)s has none: "
                    "record the hire or the training (button “Job or training found” "
                    "of “End the journey”), or choose another reason.",
                    reason=self._reason_told(journey),
                    person=journey.display_name,
                )
            )

    @api.model
    @holding("")
    def _check_still_proved(self, journeys, without=()):
        """Refuse that an exit loses the placement that proves it.

        :param without: ids of placements that are about to go
        :raise ValidationError: naming the first one
        """
        for journey in self._unproved(journeys, without)[:1]:
            raise ValidationError(
                self.env._(
                    "%(person)s left by “%(reason)s”, which this placement proves: "
                    "record a break if it broke off, or cancel the hire, the journey "
                    "comes back with it.",
                    reason=self._reason_told(journey),
                    person=journey.display_name,
                )
            )

    @api.model
    def _reason_told(self, journey):
        """Return why a journey ended, as far as whoever is refused reads the journey.

        Whose it is, its label asks for itself.
        """
        seen = journey._club_named_to_reader()
        return seen.exit_reason_id.name or self.env._("A positive exit")

    # === LEAVING, AND TAKING IT BACK === #

    @api.model
    def _standing_placement(self, journey):
        """Return the latest placement that would be the outcome of a journey."""
        return journey.placement_ids.filtered(
            lambda one: one.active and one.positive and one.state != "broken"
        ).sorted("date_start")[-1:]

    @api.model
    def _leave_for(self, journey, vals):
        """Record the placement that ends a journey, and end it.

        :param dict vals: terms of the placement
        :raise UserError: for a journey that is not under way, or no positive exit
        """
        journey.ensure_one()
        if journey.state != "active":
            raise UserError(
                self.env._(
                    "The journey of %s is not under way: start it (or reopen it) "
                    "before recording the hire.",
                    journey.display_name,
                )
            )
        placement = self.env["club.placement"].create(
            {"participant_id": journey.id, **vals}
        )
        if not placement.positive:
            raise UserError(
                self.env._(
                    "Only a qualifying training is a positive exit: end the journey "
                    "with another reason."
                )
            )
        placement._end_journey()
        return placement

    @api.model
    def _take_back(self, journey, placements, reason=None):
        """Archive placements that did not happen; the journey is what it was before.

        sudo: archiving is a manager's; here it undoes one's own record.

        :param reason: why the journey had ended before, if it had
        """
        unproved = self._unproved(journey, placements.ids)
        if reason and reason.family == "positive" and unproved:
            reason = None
        ended = journey.state == "exited"
        if ended:
            journey.exit_reason_id = reason
        placements = placements.sudo()
        self._call_thanked(placements)
        placements.write({"active": False})
        placements.activity_unlink(["clubs_ambition.mail_activity_type_followup"])
        placements.flush_recordset()
        if ended and not reason:
            journey.write({"state": "active"})

    @api.model
    def _call_thanked(self, placements):
        """Have the employers called who were thanked for a hire that is none."""
        for placement in placements.filtered("thanked_on"):
            journey = placement.participant_id
            journey.activity_schedule(
                "mail.mail_activity_data_call",
                summary=self.env._(
                    "Call %s: it was thanked for a hire that is taken back",
                    placement.partner_id.name,
                ),
                user_id=journey.club_id._in_charge(journey.animateur_id).id,
            )
