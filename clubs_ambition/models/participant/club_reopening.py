from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import ENDED, JOURNEY_MONTHS, SEATED
from ...utils import clock
from ...utils.races import alone


class ClubReopening(models.AbstractModel):
    """What taking a journey up again needs, and what follows from it.

    A journey that ended in a hire comes back by cancelling the hire; after a break, it
    goes on within its months and in an open group.
    """

    _name = "club.reopening"
    _description = "Reopening of a journey"

    @api.model
    def _reopen(self, journeys):
        """Take journeys up again: as they were, if they ended just now by mistake."""
        for journey in journeys.filtered(lambda one: one.state in ENDED):
            usual = "active" if journey.state == "exited" else "oriented"
            state = journey._back_to(usual)
            full = state == "admitted" and not journey.cohort_id.seats_free
            journey.write({"state": usual if full else state})
        return True

    @api.model
    def _reopen_with(self, cohort):
        """Take up again who left with a group that was closed just now, by mistake.

        Its thread says how many: who was to leave by now, or cannot come back, stays
        as they are.
        """
        journeys = self.env["club.participant"].search(
            [
                ("club_id", "=", cohort.club_id.id),
                ("state", "in", ("exited", "waitlisted")),
                ("cohort_id", "in", (cohort.id, False)),
            ]
        )
        journeys = self.env["club.restriction"]._worked_on(journeys)
        gone = journeys._moved_with(cohort)
        gone = gone.filtered(lambda one: self._has_left(one, cohort))
        back = [one for one in gone if self._is_back(one)]
        if gone:
            cohort._message_log(
                body=self.env._(
                    "Back with the group: %(back)s. Left as they are: %(left)s.",
                    back=len(back),
                    left=len(gone) - len(back),
                )
            )

    @api.model
    def _has_left(self, journey, cohort):
        """Tell whether a journey left a seat of a group, by a move that can be undone."""
        before = journey._came_from()
        move = before in SEATED and journey._undone(before).get(journey)
        left = move and (journey.cohort_id.id or move["values"].get("cohort_id"))
        return left == cohort.id

    @api.model
    def _is_back(self, journey):
        """Take one journey up again where it was, and tell whether that could be."""
        over = journey.planned_end_on and journey.planned_end_on < clock.today(journey)
        if journey.state == "exited" and (over or self._blocked(journey)):
            return False
        try:
            with self.env.cr.savepoint():
                journey.write({"state": journey._came_from()})
        except UserError:  # hired meanwhile, or no seat is left
            return False
        return True

    # === WHAT IT NEEDS === #

    @api.model
    def _limit(self, journey):
        """Return the last day of a journey: its planned end, or a renewal's."""
        journey.ensure_one()
        if journey.renewed or not journey.club_id.max_renewals:
            return journey.planned_end_on
        return journey.started_on + relativedelta(months=2 * JOURNEY_MONTHS)

    @api.model
    def _blocked(self, journey):
        """Return why a journey cannot be taken up again, or nothing.

        Seats are left out: the database guards them at the very moment.
        """
        journey.ensure_one()
        person = journey.sudo().person_id  # sudo: only who may be told of is told
        told, elsewhere = self.env["club.identity"]._live_parted(person)
        if told:
            return self.env._("This person already has a live journey.")
        if elsewhere:
            return self.env["club.journey.opening"]._taken_up_no_more()
        limit = self._limit(journey)
        if limit < clock.today(journey):
            return self.env._(
                "The months of this journey were used up on %s: orient the person anew.",
                format_date(self.env, limit),
            )
        return False

    @api.model
    def _check(self, journeys, vals):
        """Refuse to take up again a journey that is over for good.

        :param dict vals: what is written with the state
        """
        ended = journeys.filtered(lambda one: one.state == "exited")
        for journey in ended.filtered(self._is_all_broken):
            self._check_after_break(journey)
        self._check_nothing_stands(ended)
        self._check_group_open(ended, vals)

    @api.model
    @alone("the journey is written, which whoever hires or places holds")
    def _check_nothing_stands(self, journeys):
        """Refuse to go around the cancelling of a hire, or of a placement."""
        for journey in journeys:
            hires = journey.candidacy_ids.filtered(lambda one: one.state == "hired")
            if hires - self._broken_hires(journey):
                raise UserError(
                    self.env._(
                        "%s was hired: cancel the hire on the candidacy, everything "
                        "comes back with it.",
                        journey.display_name,
                    )
                )
        for journey in journeys:
            if journey.placement_ids.filtered(
                lambda one: (
                    one.positive and not one.candidacy_id and one.state != "broken"
                )
            ):
                raise UserError(
                    self.env._(
                        "%s left for a placement: cancel it on its form, the journey "
                        "comes back with it.",
                        journey.display_name,
                    )
                )

    @api.model
    def _check_after_break(self, journey):
        """Refuse to go on beyond the months of a journey."""
        if blocked := self._blocked(journey):
            raise UserError(blocked)

    @api.model
    @alone("who comes back takes a seat of the group, who closes it holds them all")
    def _check_group_open(self, journeys, vals):
        """Refuse to go on in a closed group, whatever had ended the journey."""
        for journey in journeys:
            chosen = vals.get("cohort_id", journey.cohort_id.id)
            cohort = journey.cohort_id.browse(chosen)
            if cohort and not cohort._takes_people():
                raise UserError(
                    self.env._(
                        "The group %(group)s is closed: the journey of %(person)s "
                        "cannot go on in it. Reopen the group, or choose another one "
                        "on the journey, then do it again.",
                        group=cohort.name,
                        person=journey.display_name,
                    )
                )

    # === WHAT BROKE OFF === #

    @api.model
    def _is_all_broken(self, journey):
        """Tell whether all that a journey had led to broke off."""
        return set(journey.placement_ids.mapped("state")) == {"broken"}

    @api.model
    def _broken_hires(self, journey):
        """Return the hires of a journey of which nothing is left."""
        return journey.candidacy_ids.filtered(
            lambda one: (
                one.state == "hired"
                and one.placement_ids
                and all(placement.state == "broken" for placement in one.placement_ids)
            )
        )

    @api.model
    def _resume(self, journeys):
        """Let the hires that broke off be over, and ask a renewal past the end."""
        for journey in journeys:
            hires = self._broken_hires(journey)
            hires._unguarded("hire_over").write({"hire_over": True})
            hires.flush_recordset(["hire_over"])  # before another hire is checked
            broken = journey.placement_ids.filtered(lambda one: one.state == "broken")
            if broken:
                self.env["club.renewal"]._ask_after_break(journey, broken)
