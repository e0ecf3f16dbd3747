from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

COUNTS = Domain("active", "=", True) & Domain("positive", "=", True)
"""A placement that proves a positive exit; one that broke off later did happen."""


class ClubParticipant(models.Model):
    """A positive exit exists only as a placement, whoever writes it and however."""

    _inherit = "club.participant"

    @api.model
    def _domain_unproved_exit(self, without=()):
        """Return the domain of the positive exits that no placement proves.

        :param without: ids of placements that are about to go
        """
        proof = COUNTS & Domain("id", "not in", list(without))
        return (
            Domain("state", "=", "exited")
            & Domain("exit_reason_id.family", "=", "positive")
            & ~Domain("placement_ids", "any", proof)
        )

    @api.model
    def _list_unproved_exits(self):
        """Return the positive exits without a placement that older versions let in.

        For whoever runs the server: see ``docs/operating.rst``.
        """
        return self.with_context(active_test=False).search(self._domain_unproved_exit())

    def _unproved_exits(self, without=()):
        """Filter the journeys whose positive exit no placement proves.

        sudo: a placement out of the user's sight proves as well.
        """
        if not self:
            return self
        everything = self.sudo().with_context(active_test=False)
        found = everything.search(
            Domain("id", "in", self.ids) & self._domain_unproved_exit(without)
        )
        return self.browse(found.ids)

    @api.constrains("state", "exit_reason_id")
    def _check_positive_exit(self):
        """:raise ValidationError: for a positive exit that no placement proves"""
        claimed = self.filtered(
            lambda one: (
                one.state == "exited" and one.exit_reason_id.family == "positive"
            )
        )
        claimed._hold_placements()
        claimed._unproved_exits()._refuse_exit()

    def _refuse_exit(self):
        for journey in self[:1]:
            raise ValidationError(
                self.env._(
                    "“%(reason)s” is proved by a placement, and %(person)s has none: "
                    "record the hire or the training (button “Job or training found” "
                    "of “End the journey”), or choose another reason.",
                    reason=journey.exit_reason_id.name,
                    person=journey.display_name,
                )
            )

    def _refuse_loss(self):
        for journey in self[:1]:
            raise ValidationError(
                self.env._(
                    "%(person)s left by “%(reason)s”, which this placement proves: "
                    "record a break if it broke off, or cancel the hire, the journey "
                    "comes back with it.",
                    reason=journey.exit_reason_id.name,
                    person=journey.display_name,
                )
            )

    def _hold_placements(self):
        """Let nobody take back, meanwhile, the placements that prove these exits."""
        if self:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM club_placement WHERE participant_id = ANY(%s::int[]) "
                    "ORDER BY id FOR NO KEY UPDATE",
                    self.ids,
                )
            )

    def _check_exited(self, vals):
        """What broke off proves the exit it led to, not the next one."""
        super()._check_exited(vals)
        reasons = self.env["club.exit.reason"].browse(vals.get("exit_reason_id"))
        for journey in self:
            reason = reasons or journey.exit_reason_id
            if reason.family == "positive" and journey._is_all_broken():
                raise UserError(
                    self.env._(
                        "What %(person)s had found broke off: record the new hire or "
                        "training first, or choose another reason than “%(reason)s”.",
                        person=journey.display_name,
                        reason=reason.name,
                    )
                )

    def _is_all_broken(self):
        states = set(self.placement_ids.mapped("state"))
        return states == {"broken"}

    def _check_active(self, vals):
        """A journey that ended in a placement is reopened by cancelling it."""
        super()._check_active(vals)
        for journey in self.filtered(lambda one: one.state == "exited"):
            standing = journey.placement_ids.filtered(
                lambda one: (
                    one.positive and not one.candidacy_id and one.state != "broken"
                )
            )
            if standing:
                raise UserError(
                    self.env._(
                        "%s left for a placement: cancel it on its form, the journey "
                        "comes back with it.",
                        journey.display_name,
                    )
                )

    def _leave_for(self, vals):
        """Record the placement that ends this journey, and end it.

        :param dict vals: terms of the placement
        :raise UserError: for a journey that is not under way, or no positive exit
        """
        self.ensure_one()
        if self.state != "active":
            raise UserError(
                self.env._(
                    "The journey of %s is not under way: start it (or reopen it) "
                    "before recording the hire.",
                    self.display_name,
                )
            )
        placement = self.env["club.placement"].create(
            {"participant_id": self.id, **vals}
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

    def _standing_placement(self):
        """Return the latest placement that would be the outcome of this journey."""
        return self.placement_ids.filtered(
            lambda one: one.active and one.positive and one.state != "broken"
        ).sorted("date_start")[-1:]

    def _take_back(self, placements, reason=None):
        """Archive placements that did not happen; the journey is what it was before.

        sudo: archiving is a manager's; here it undoes one's own record.

        :param reason: why the journey had ended before, if it had
        """
        unproved = self._unproved_exits(placements.ids)
        if reason and reason.family == "positive" and unproved:
            reason = None
        ended = self.state == "exited"
        if ended:
            self.exit_reason_id = reason
        placements = placements.sudo()
        placements.write({"active": False})
        placements.activity_unlink(["clubs_ambition.mail_activity_type_followup"])
        placements.flush_recordset()
        if ended and not reason:
            self.write({"state": "active"})
