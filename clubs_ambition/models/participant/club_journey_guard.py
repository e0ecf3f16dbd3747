from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ...const import ENDED, SEATED
from ...utils import clock
from ...utils.races import alone

DATES = ("oriented_on", "admitted_on", "started_on", "planned_end_on", "ended_on")


class ClubJourneyGuard(models.AbstractModel):
    """What a journey refuses whoever writes it: false seats, dates, clubs."""

    _name = "club.journey.guard"
    _description = "What a journey refuses"

    # === BEFORE IT IS WRITTEN === #

    @api.model
    def _check(self, journeys, vals):
        """Refuse a seat, dates or a last day that cannot be, before they are written."""
        self._check_seated_move(journeys, vals)
        self._check_dates_written(journeys, vals)
        self._check_last_day(journeys, vals)

    @api.model
    @alone("who enters a group takes a seat of it, who closes it holds them all")
    def _check_seated_move(self, journeys, vals):
        """Refuse to move somebody with a seat out of the open groups of their club."""
        seated = journeys.filtered(
            lambda journey: journey.state in SEATED or vals.get("state") in SEATED
        )
        if not seated or vals.get("state", "admitted") not in SEATED:
            return
        if "club_id" in vals and any(
            journey.club_id.id != vals["club_id"] for journey in seated
        ):
            raise UserError(
                self.env._(
                    "A club is changed before the admission: give the seat back first "
                    "(waiting list), change the club, then admit again."
                )
            )
        if "cohort_id" in vals:
            cohort = self.env["club.cohort"].browse(vals["cohort_id"])
            if not cohort:
                raise UserError(self.env._("Whoever holds a seat is in a group."))
            if not cohort._takes_people() and seated.cohort_id != cohort:
                raise UserError(
                    self.env._("The group %s is closed: choose another.", cohort.name)
                )

    @api.model
    def _check_dates_written(self, journeys, vals):
        """Dates come with the step; afterwards a manager corrects them (tracked)."""
        dates = [name for name in DATES if name in vals]
        if not dates or "state" in vals:
            return
        if not journeys._is_guarded(*dates) or journeys._is_manager():
            return
        if journeys.filtered("started_on"):
            raise AccessError(
                self.env._(
                    "The journey has started: only a manager corrects its dates."
                )
            )

    @api.model
    def _check_last_day(self, journeys, vals):
        """Refuse a last day before the start, or to come: an end is a fact.

        :raise UserError: naming everybody it is wrong for
        """
        ending = journeys
        if not vals.get("ended_on"):
            if vals.get("state") != "exited" or "ended_on" in vals:
                return
            ending = journeys.filtered(lambda one: one.state != "exited")
        today = clock.today(journeys)
        day = fields.Date.to_date(vals.get("ended_on")) or today
        start = fields.Date.to_date(vals.get("started_on"))
        early = ending.filtered(
            lambda one: (first := start or one.started_on) and day < first
        )
        self._refuse_last_day(
            early,
            self.env._(
                "The last day comes before the start of the journey (%(day)s): "
                "%(people)s. Choose a later day."
            ),
            day,
        )
        if day > today and journeys._is_guarded("ended_on"):
            self._refuse_last_day(
                ending,
                self.env._(
                    "The last day is still to come (%(day)s): %(people)s. End the "
                    "journey on that day, or choose today or before."
                ),
                day,
            )

    @api.model
    def _refuse_last_day(self, journeys, words, day):
        if journeys:
            people = ", ".join(journeys.mapped("display_name"))
            raise UserError(
                words % {"day": format_date(self.env, day), "people": people}
            )

    # === ONCE IT IS WRITTEN === #

    @api.model
    @alone("a group keeps its club")
    def _check_cohort_club(self, journeys):
        """Refuse a group of another club."""
        for journey in journeys.filtered("cohort_id"):
            if journey.cohort_id.club_id != journey.club_id:
                raise ValidationError(
                    self.env._(
                        "The group %(cohort)s belongs to another club than %(club)s.",
                        cohort=journey.cohort_id.name,
                        club=journey.club_id.name,
                    )
                )

    @api.model
    def _check_archived(self, journeys):
        """Refuse to archive a live journey."""
        for journey in journeys:
            if not journey.active and journey.state not in ENDED:
                raise UserError(
                    self.env._(
                        "The journey of %s is still live: end it before archiving it.",
                        journey.display_name,
                    )
                )

    @api.model
    def _check_born_before(self, journeys):
        """Refuse a journey of somebody who was not born."""
        for journey in journeys:
            born = journey._born_on()
            if born and born >= journey.oriented_on:
                raise ValidationError(self.env._("The date of birth is in the past."))

    @api.model
    @alone("who leaves a club leaves journeys to be handed over")
    def _check_animateur(self, journeys):
        """Refuse an animateur from outside the club of a journey that holds a seat."""
        for journey in journeys.filtered("is_seated"):
            team = journey.club_id.animateur_ids
            if team and journey.animateur_id not in team:
                raise ValidationError(
                    self.env._(
                        "%(person)s is followed by an animateur of %(club)s: choose "
                        "one on the journey (field “Animateur”), save, then start "
                        "again.",
                        person=journey.display_name,
                        club=journey.club_id.name,
                    )
                )
