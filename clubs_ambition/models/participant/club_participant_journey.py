from odoo import models
from odoo.exceptions import AccessError, UserError

from ...const import SEATED
from ...utils import actions, clock

BEFORE_ADMISSION = ("interviewed", "waitlisted")


class ClubParticipant(models.Model):
    """How a journey moves: what each step needs, and the dates that follow it."""

    _inherit = "club.participant"

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        self._check_mover(new)
        check = getattr(self, f"_check_{new}", None)
        if check:
            check(vals)

    def _check_mover(self, new):
        """A referent orients and follows; the animateur admits (seed)."""
        coach = self.env.user.has_group("clubs_ambition.group_clubs_animateur")
        if not (self.env.su or coach or new == "withdrawn"):
            raise AccessError(
                self.env._("Only the club's animateur may move a journey on.")
            )

    def _check_admitted(self, vals):
        cohorts = self.env["club.cohort"].browse(vals.get("cohort_id"))
        for participant in self:
            cohort = cohorts if "cohort_id" in vals else participant.cohort_id
            if not cohort:
                raise UserError(
                    self.env._(
                        "Choose the group %s enters first.", participant.display_name
                    )
                )
            if cohort.state == "closed":
                raise UserError(
                    self.env._("The group %s is closed: choose another.", cohort.name)
                )
            if participant.state not in SEATED:
                self.env["club.eligibility"]._check(participant)
        if self.filtered(lambda participant: participant.state == "active"):
            self._check_nothing_sent()

    def _check_nothing_sent(self):
        """A start is undone as long as nothing was built on it."""
        for participant in self:
            built = participant.with_context(active_test=False)
            if built.candidacy_ids.filtered("sent_on") or built.placement_ids:
                raise UserError(
                    self.env._(
                        "%s already has candidacies sent: the start cannot be undone, "
                        "end the journey instead.",
                        participant.display_name,
                    )
                )

    def _check_declined(self, vals):
        if not vals.get("decline_reason_id"):
            missing = self.filtered(lambda journey: not journey.decline_reason_id)
            if missing:
                raise UserError(
                    self.env._(
                        "Choose why %s is declined: the reason goes back to whoever "
                        "oriented the person.",
                        missing[0].display_name,
                    )
                )

    def _check_exited(self, vals):
        if not vals.get("exit_reason_id"):
            missing = self.filtered(lambda journey: not journey.exit_reason_id)
            if missing:
                raise UserError(
                    self.env._(
                        "Choose the reason of the exit of %s first (button “End the "
                        "journey”).",
                        missing[0].display_name,
                    )
                )

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        today = clock.today(self)
        dates = {
            "informed": "informed_on",
            "interviewed": "interviewed_on",
            "waitlisted": "waitlisted_on",
            "admitted": "admitted_on",
            "active": "started_on",
            "exited": "ended_on",
        }
        undo = (old, new) in (("exited", "active"), ("active", "admitted"))
        if new in dates and not undo:
            values[dates[new]] = today
        # Admitted, then gone before the start: the date stays, attrition counts it.
        if new == "oriented" or (old in SEATED and new in BEFORE_ADMISSION):
            values["admitted_on"] = False
        if (old, new) == ("active", "admitted"):
            values["started_on"] = False
        if old == "exited":
            values.update(ended_on=False, exit_reason_id=False)
        if old == "declined":
            values["decline_reason_id"] = False
        if new == "oriented":
            values.update(informed_on=False, interviewed_on=False, waitlisted_on=False)
        if new == "admitted":
            values.update(self._admission_values(vals))
        return values

    def _transition_key(self, new):
        return bool(self.animateur_id) if new == "admitted" else ""

    def _check_active(self, vals):
        """A journey that ended in a hire is reopened by cancelling the hire."""
        for participant in self.filtered(lambda one: one.state == "exited"):
            if participant._hired_still():
                raise UserError(
                    self.env._(
                        "%s was hired: cancel the hire on the candidacy, everything "
                        "comes back with it.",
                        participant.display_name,
                    )
                )

    def _hired_still(self):
        """Return the hires of this journey that stand."""
        return self.candidacy_ids.filtered(lambda one: one.state == "hired")

    def _admission_values(self, vals):
        """Give an animateur to those who have none: the one with most free seats."""
        without = self.filtered(lambda participant: not participant.animateur_id)
        if "animateur_id" in vals or not without:
            return {}
        lightest = self.env["club.caseload"]._lightest(without.club_id.animateur_ids)
        return {"animateur_id": lightest.user_id.id} if lightest else {}

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new == "admitted":
            for participant in self.filtered(
                lambda journey: before[journey] != "active"
            ):
                report = self.env["club.eligibility"]._report(participant)
                participant._unguarded().eligibility_at_entry = report
        if new == "declined":
            self._tell_decline()

    def _tell_decline(self):
        """Feed the reason back to whoever oriented the person, in its own words."""
        for participant in self:
            reason = participant.decline_reason_id
            told = participant.referent_id.partner_id | participant.prescriber_id
            participant.message_post(
                body=participant.decline_message or reason.message or reason.name,
                partner_ids=told.ids,
                subtype_xmlid="mail.mt_comment" if told else "mail.mt_note",
            )

    # === ACTIONS === #

    def action_inform(self):
        return self.write({"state": "informed"})

    def action_interview(self):
        return self.write({"state": "interviewed"})

    def action_admit(self):
        return self.write({"state": "admitted"})

    def action_start(self):
        return self.write({"state": "active"})

    def action_waitlist(self):
        return self.write({"state": "waitlisted"})

    def action_withdraw(self):
        return self.write({"state": "withdrawn"})

    def action_reopen(self):
        ended = self.filtered(lambda journey: journey.state == "exited")
        ended.write({"state": "active"})
        return (self - ended).write({"state": "oriented"})

    def action_open_candidacies(self):
        return self._action_open("club_candidacy_action")

    def action_open_placements(self):
        return self._action_open("club_placement_action")

    def _action_open(self, xmlid):
        self.ensure_one()
        return actions.stored(
            self.env,
            xmlid,
            domain=[("participant_id", "=", self.id)],
            context={"default_participant_id": self.id},
        )
