from typing import NamedTuple

from odoo import api, models

from ...const import ENDED, SEATED
from ..club.club_cohort import SEAT_ACTIVITY


class Noted(NamedTuple):
    """How journeys stood before they are written."""

    seated: object
    groups: dict
    ended: object
    referents: dict
    clubs: dict


class ClubJourneyChange(models.AbstractModel):
    """What a change of journeys draws: seats, sessions, what is told, what ends."""

    _name = "club.journey.change"
    _description = "Consequences of a change of a journey"

    @api.model
    def _noted(self, journeys, vals):
        """Return what :meth:`_follow` compares with, before ``vals`` are written."""
        seated = ended = journeys.browse()
        if "cohort_id" in vals:
            seated = journeys.filtered(lambda one: one.state in SEATED)
        if "exit_reason_id" in vals:
            ended = journeys.filtered(
                lambda one: (
                    one.state == "exited"
                    and one.exit_reason_id.id != vals["exit_reason_id"]
                )
            )
        return Noted(
            seated,
            {journey: journey.cohort_id for journey in seated},
            ended,
            {one: one.referent_id for one in journeys if "referent_id" in vals},
            {one: one.club_id for one in journeys if "club_id" in vals},
        )

    @api.model
    def _follow(self, journeys, vals, noted):
        """Keep seats, sessions and what an end closed in step with the journeys."""
        if vals.keys() & {"state", "cohort_id", "animateur_id"}:
            self.env["club.seat"]._settle(journeys)
        moved = noted.seated.filtered(
            lambda one: one.state in SEATED and one.cohort_id != noted.groups[one]
        )
        if moved:
            self.env["club.roll"]._change_group(moved, noted.groups)
            moved.cohort_id._withdraw_proposals()
            moved.cohort_id.union(*map(noted.groups.get, moved))._propose_next()
        given = journeys.filtered(
            lambda one: one.club_id != noted.clubs.get(one, one.club_id)
        )
        if given:
            self._leave_club(given)
        if still := noted.ended.filtered(lambda one: one.state == "exited"):
            self.env["club.exit.effect"]._close_reached(still)
        if noted.referents:
            self.env["club.orientation.answer"]._follow_journeys(
                journeys, noted.referents
            )

    @api.model
    def _follow_move(self, journeys, before, new):
        """Draw the consequences of a move: decision, seats, sessions, what ends.

        :param dict before: the state that each had
        """
        roll, effect = self.env["club.roll"], self.env["club.exit.effect"]
        moves = self.env["club.journey.transition"]
        if new == "admitted":
            judged = journeys.filtered(lambda one: before[one] != "active")
            moves._keep_eligibility(judged)
        if new == "declined":
            moves._notify_decline(journeys)
        moves._notify_taken_back(
            journeys.filtered(lambda one: before[one] == "declined")
        )
        self.env["club.orientation.answer"]._tell_answers(journeys, before)
        held = journeys.filtered(lambda one: before[one] in SEATED)
        self._leave_list(journeys.filtered(lambda one: before[one] == "waitlisted"))
        if new not in SEATED and new != "waitlisted":
            held.cohort_id._propose_next()
        if new in SEATED:
            roll._join(journeys - held)
            (journeys - held).cohort_id._withdraw_proposals()
        elif new not in ENDED:
            roll._leave(held)
        if new == "active":
            again = journeys.filtered(lambda one: before[one] == "exited")
            self.env["club.reopening"]._resume(again)
        if new in ENDED:
            effect._close_reached(journeys, seated=held.ids)
        else:
            effect._restore(journeys.filtered(lambda one: before[one] in ENDED))

    @api.model
    def _leave_list(self, journeys):
        """Call nobody any more for a seat who waits no more, and call the next one."""
        cohorts = journeys.cohort_id
        called = journeys.filtered(lambda one: one.activity_search([SEAT_ACTIVITY]))
        called._set_tasks_aside(SEAT_ACTIVITY)
        for one in called.filtered(lambda one: one.state not in SEATED):
            groups = one.cohort_id or cohorts._open_in(one.club_id)
            groups[:1]._propose_next()

    @api.model
    def _leave_club(self, journeys):
        """Take people off what a club that gave them away has to come.

        What took place stays that club's; given back, they are expected again.
        """
        roll = self.env["club.roll"]
        roll._leave_elsewhere(journeys)
        roll._join_again(journeys)
