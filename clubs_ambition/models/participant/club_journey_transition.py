from odoo import api, models
from odoo.exceptions import UserError

from ...const import SEATED
from ...utils import clock
from ...utils.races import alone

BEFORE_ADMISSION = ("interviewed", "waitlisted")

DATES = {
    "informed": "informed_on",
    "interviewed": "interviewed_on",
    "waitlisted": "waitlisted_on",
    "admitted": "admitted_on",
    "active": "started_on",
    "exited": "ended_on",
}
"""The day on which a journey came to a state."""


class ClubJourneyTransition(models.AbstractModel):
    """How a journey moves: what each move needs, and what is written with it."""

    _name = "club.journey.transition"
    _description = "Moves of a journey"

    # === WHAT A MOVE NEEDS === #

    @api.model
    def _check(self, journeys, new, vals):
        """Refuse a move that what is recorded does not allow yet.

        :param dict vals: what is written with the state
        """
        checks = {
            "admitted": self._check_admission,
            "active": self.env["club.reopening"]._check,
            "exited": self._check_exit,
            "declined": self._check_decline,
        }
        if check := checks.get(new):
            check(journeys, vals)

    @api.model
    @alone("who enters a group takes a seat of it, who closes it holds them all")
    def _check_admission(self, journeys, vals):
        cohorts = self.env["club.cohort"].browse(vals.get("cohort_id"))
        for journey in journeys:
            cohort = cohorts if "cohort_id" in vals else journey.cohort_id
            if not cohort:
                raise UserError(
                    self.env._(
                        "Choose the group %s enters first.", journey.display_name
                    )
                )
            if not cohort._takes_people():
                raise UserError(
                    self.env._("The group %s is closed: choose another.", cohort.name)
                )
            if journey.state not in SEATED:
                self.env["club.eligibility"]._check(journey)
        if journeys.filtered(lambda one: one.state == "active"):
            self._check_nothing_sent(journeys)

    @api.model
    @alone("the journey is written, which whoever sends or places holds")
    def _check_nothing_sent(self, journeys):
        """Refuse to undo a start on which something was built."""
        for journey in journeys:
            built = journey.with_context(active_test=False)
            if built.candidacy_ids.filtered("sent_on") or built.placement_ids:
                raise UserError(
                    self.env._(
                        "%s already has candidacies sent: the start cannot be undone, "
                        "end the journey instead.",
                        journey.display_name,
                    )
                )

    @api.model
    def _check_decline(self, journeys, vals):
        if vals.get("decline_reason_id"):
            return
        for journey in journeys:
            if not journey.decline_reason_id:
                raise UserError(
                    self.env._(
                        "Choose why %s is declined: the reason goes back to whoever "
                        "oriented the person.",
                        journey.display_name,
                    )
                )

    @api.model
    @alone("a break told at the same moment is one after the exit")
    def _check_exit(self, journeys, vals):
        """Refuse an exit without a reason, or by a placement that broke off already.

        What broke off proves the exit it led to, not the next one.
        """
        reasons = self.env["club.exit.reason"].browse(vals.get("exit_reason_id"))
        missing = journeys.filtered(lambda one: not (reasons or one.exit_reason_id))
        if missing:
            raise UserError(
                self.env._(
                    "Choose the reason of the exit of %s first (button “End the "
                    "journey”).",
                    missing[0].display_name,
                )
            )
        for journey in journeys:
            reason = reasons or journey.exit_reason_id
            broken = self.env["club.reopening"]._is_all_broken
            if reason.family == "positive" and broken(journey):
                raise UserError(
                    self.env._(
                        "What %(person)s had found broke off: record the new hire or "
                        "training first, or choose another reason than “%(reason)s”.",
                        person=journey.display_name,
                        reason=reason.name,
                    )
                )

    # === WHAT IS WRITTEN WITH IT === #

    @api.model
    def _values(self, journeys, old, new, vals):
        """Return the dates and reasons that follow a move.

        :param dict vals: what is written with the state, and wins over them
        """
        values = {}
        undo = (old, new) in (("exited", "active"), ("active", "admitted"))
        if new in DATES and not undo:
            values[DATES[new]] = clock.today(journeys)
        # Admitted, then gone before the start: the date stays, attrition counts it.
        if new == "oriented" or (old in SEATED and new in BEFORE_ADMISSION):
            values["admitted_on"] = False
        if (old, new) == ("active", "admitted"):
            values.update(started_on=False, planned_end_on=False)
        if old == "exited":
            values.update(ended_on=False, exit_reason_id=False)
        if old == "declined":
            values.update(
                decline_reason_id=False,
                decline_message=False,
                decline_alternative=False,
            )
        if new == "oriented":
            values.update(informed_on=False, interviewed_on=False, waitlisted_on=False)
        if new == "admitted":
            values.update(self._admission_values(journeys, vals))
        if new == "waitlisted":
            values["waiting_rank"] = self._last_waiting_rank(journeys.club_id) + 1
        return values

    @api.model
    def _admission_values(self, journeys, vals):
        """Give an animateur to those who have none: the one with most free seats."""
        without = journeys.filtered(lambda one: not one.animateur_id)
        if "animateur_id" in vals or not without:
            return {}
        there = self.env["club.stand.in"]._present(without.club_id)
        lightest = self.env["club.caseload"]._lightest(there)
        return {"animateur_id": lightest.user_id.id} if lightest else {}

    @api.model
    def _last_waiting_rank(self, clubs):
        ((last,),) = self.env["club.participant"]._read_group(
            [("club_id", "in", clubs.ids), ("state", "=", "waitlisted")],
            aggregates=["waiting_rank:max"],
        )
        return last or 0

    # === WHAT FOLLOWS === #

    @api.model
    def _keep_eligibility(self, journeys):
        """Keep the diagnosis of an admission as it stands."""
        for journey in journeys:
            report = self.env["club.eligibility"]._report(journey)
            opened = journey._unguarded("eligibility_at_entry")
            opened.eligibility_at_entry = report

    @api.model
    def _notify_decline(self, journeys):
        """Feed the reason back to who spotted the person, in its own words.

        The referent is told in the orientation.
        """
        for journey in journeys:
            reason = journey.decline_reason_id
            notified = journey.prescriber_id
            journey.message_post(
                body=journey.decline_message or reason.message or reason.name,
                partner_ids=notified.ids,
                subtype_xmlid="mail.mt_comment" if notified else "mail.mt_note",
            )

    @api.model
    def _notify_taken_back(self, journeys):
        """Tell who spotted the person that the refusal they were told is none."""
        for journey in journeys.filtered("prescriber_id"):
            journey.message_post(
                body=self.env._(
                    "The answer you were given is taken back: the club looks at the "
                    "orientation again, and will tell you what it decides."
                ),
                partner_ids=journey.prescriber_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
